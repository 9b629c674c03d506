package fleet

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/sync/wire"
)

// A code is found by its first three letters. Half of all such letters are taken
// here; whoever asks for a code still gets one.
func TestACodeWhoseFirstLettersAreTakenIsDrawnAgain(t *testing.T) {
	dsn := storetest.DSN(t)
	y := openAt(t, dsn)
	storetest.SQL(t, dsn, func(db *sql.DB) error {
		var rows []string
		for i := range len(wire.CodeAlphabet) * len(wire.CodeAlphabet) * len(wire.CodeAlphabet) / 2 {
			at := string([]byte{wire.CodeAlphabet[i>>10], wire.CodeAlphabet[i>>5&31], wire.CodeAlphabet[i&31]})
			rows = append(rows, fmt.Sprintf("('%d', '%s', '', 1, 'x', '', 'made', %d, 0, '', '', '', '', '', '', 0, 0)", 1000+i, at, monday.AddDate(1, 0, 0).UnixMilli()))
		}
		_, err := db.Exec("INSERT INTO enrolments VALUES " + strings.Join(rows, ", "))
		return err
	})
	for range 10 {
		y.code("2")
	}
}

func TestAPlaceNobodyCouldReadIsRefused(t *testing.T) {
	y := openYard(t)
	for _, name := range []string{strings.Repeat("x", MaxName+1), strings.Repeat("x", 4<<20), "a\x00b", "a\x1b[2J", "\xff"} {
		if _, err := y.NewCode(t.Context(), "2", name, "admin"); !errors.Is(err, ErrBadName) {
			t.Errorf("%.10q: %v", name, err)
		}
	}
	if _, err := y.NewCode(t.Context(), "2", strings.Repeat("ữ", MaxName), "admin"); err != nil {
		t.Error(err)
	}
}
