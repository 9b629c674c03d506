package fleet

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"dongthap.vn/sen/center/store/storetest"
)

// A code is found by its first three letters. Half of all such letters are taken
// here; whoever asks for a code still gets one.
func TestACodeWhoseFirstLettersAreTakenIsDrawnAgain(t *testing.T) {
	dsn := storetest.DSN(t)
	y := openAt(t, dsn)
	storetest.SQL(t, dsn, func(db *sql.DB) error {
		var rows []string
		for i := range len(alphabet) * len(alphabet) * len(alphabet) / 2 {
			at := string([]byte{alphabet[i>>10], alphabet[i>>5&31], alphabet[i&31]})
			rows = append(rows, fmt.Sprintf("('%s', '', 1, 'x', '', '', %d, 0, 0)", at, monday.AddDate(1, 0, 0).UnixMilli()))
		}
		_, err := db.Exec("INSERT INTO enrol_codes VALUES " + strings.Join(rows, ", "))
		return err
	})
	for range 10 {
		y.code("2")
	}
}

func TestAPlaceNobodyCouldReadIsRefused(t *testing.T) {
	y := open(t)
	for _, name := range []string{strings.Repeat("x", MaxName+1), strings.Repeat("x", 4<<20), "a\x00b", "a\x1b[2J", "\xff"} {
		if _, err := y.NewCode(t.Context(), "2", name, "admin"); !errors.Is(err, ErrBadName) {
			t.Errorf("%.10q: %v", name, err)
		}
	}
	if _, err := y.NewCode(t.Context(), "2", strings.Repeat("ữ", MaxName), "admin"); err != nil {
		t.Error(err)
	}
}
