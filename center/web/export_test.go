package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"

	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// takeAway asks for today's feedback as a file.
func (v *visitor) takeAway(c *center, format string) answer {
	v.t.Helper()
	today := c.clock.Now().Format(dayForm)
	return v.post("/feedback/export", url.Values{"from": {today}, "to": {today}, "format": {format}})
}

func readCSV(t *testing.T, body string) [][]string {
	t.Helper()
	text, marked := strings.CutPrefix(body, "\ufeff")
	if !marked {
		t.Error("Excel would not know that it is UTF-8")
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	must(t, err)
	return rows
}

// readSheet opens a sheet anew and fails for a cell that is computed.
func readSheet(t *testing.T, body string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(body))
	must(t, err)
	defer f.Close()
	name := f.GetSheetName(0)
	rows, err := f.GetRows(name)
	must(t, err)
	for y, row := range rows {
		for x := range row {
			at, _ := excelize.CoordinatesToCellName(x+1, y+1)
			kind, err := f.GetCellType(name, at)
			must(t, err)
			formula, err := f.GetCellFormula(name, at)
			must(t, err)
			if formula != "" || kind == excelize.CellTypeFormula {
				t.Errorf("%s is computed: %q", at, formula)
			}
		}
	}
	return rows
}

func TestFeedbackIsTakenAway(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("2", "")
	tablet.says(5, "Cán bộ \"rất\" nhiệt tình,\ncảm ơn. Gọi 0912 345 678 hoặc a.b@thu.vn", "+84912345678", "staff", "guidance")
	tablet.says(2, "", "", "wait")
	tablet.send()
	analyst := c.enter(c.hire("an", "An", staff.Analyst))
	today := c.clock.Now().Format(dayForm)
	want := [][]string{
		{"Ngày", "Giờ", "Máy", "Mức", "Đánh giá", "Lý do", "Lời viết", "Muốn trả lời", "Ngôn ngữ"},
		{c.clock.Now().Format("02/01/2006"), "08:30", "2", "2", "Không hài lòng", "Thời gian chờ", "", "không", "vi"},
		{c.clock.Now().Format("02/01/2006"), "08:30", "2", "5", "Rất hài lòng", "Thái độ cán bộ; Cách hướng dẫn", "Cán bộ \"rất\" nhiệt tình,\ncảm ơn. Gọi ••• hoặc •••", "có", "vi"},
	}
	for format, read := range map[string]func(*testing.T, string) [][]string{"csv": readCSV, "xlsx": readSheet} {
		got := analyst.takeAway(c, format)
		name := `attachment; filename="gop-y-` + today + "-den-" + today + "." + format + `"`
		if got.status != http.StatusOK || got.header.Get("Content-Disposition") != name || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: status %d, %v", format, got.status, got.header)
		}
		rows := read(t, got.body)
		if len(rows) == 3 && rows[1][3] == "5" { // the same moment: by id, which is random
			rows[1], rows[2] = rows[2], rows[1]
		}
		if !reflect.DeepEqual(rows, want) {
			t.Errorf("%s holds\n%q, want\n%q", format, rows, want)
		}
		got.lacks(t, "912345678", "678", "thu.vn")
	}
	if lines, err := c.Staff.Audit(t.Context(), 0, 2); err != nil || lines[0].Action != "feedback.export" || lines[1].Action != "feedback.export" || !strings.HasSuffix(lines[0].Subject, " 2") {
		t.Errorf("the audit log says %v, %v", lines, err)
	}
}

func TestOnlyTheDaysAskedForAreTakenAway(t *testing.T) {
	c := openCenter(t)
	c.clock.Pass(-3 * 24 * time.Hour) // browsers' sessions live by the machine's own clock
	tablet := c.enrolTablet("2", "")
	for range 3 {
		tablet.says(4, "", "")
		tablet.send()
		c.clock.Pass(24 * time.Hour)
	}
	boss := c.enter(c.hire("boss", "Sếp", staff.Director))
	first := c.clock.Now().AddDate(0, 0, -3)
	for days, want := range map[int]int{0: 1, 1: 2, 2: 3, 30: 3} {
		got := boss.post("/feedback/export", url.Values{"from": {first.Format(dayForm)}, "to": {first.AddDate(0, 0, days).Format(dayForm)}, "format": {"csv"}})
		if rows := readCSV(t, got.body); len(rows) != 1+want {
			t.Errorf("%d days hold %d rows, want %d", days+1, len(rows)-1, want)
		}
	}
	for name, form := range map[string]url.Values{
		"backwards": {"from": {"2026-11-02"}, "to": {"2026-11-01"}, "format": {"csv"}},
		"for ever":  {"from": {"1970-01-01"}, "to": {"2999-01-01"}, "format": {"csv"}},
		"no days":   {"format": {"xlsx"}},
		"nonsense":  {"from": {"=1+1"}, "to": {"'; DROP TABLE feedback"}, "format": {"csv"}},
	} {
		boss.post("/feedback/export", form).shows(t, "Hai ngày này chưa đúng")
		if got := boss.post("/feedback/export", form); got.header.Get("Content-Disposition") != "" {
			t.Errorf("%s: a file is sent", name)
		}
	}
	if got := boss.post("/feedback/export", url.Values{"from": {"2026-11-01"}, "to": {"2026-11-01"}, "format": {"../../etc/passwd"}}); got.status != http.StatusBadRequest {
		t.Errorf("a kind of file nobody has: status %d", got.status)
	}
}

// full gives a center as much feedback as is asked for, at one moment, past its
// kiosks.
func (c *center) full(n int, words string) {
	c.t.Helper()
	must(c.t, c.Store.Write(c.t.Context(), func(t *store.Tx) error {
		keys, err := t.SealKeys(c.t.Context())
		if err != nil {
			return err
		}
		var all []*store.Feedback
		for i := range n {
			f := &store.Feedback{ID: fmt.Sprintf("f%05d", i), Site: 1, Device: "2", Epoch: "e", Seq: int64(i + 1), At: c.clock.Now(), Rating: 1,
				HasWords: true, Lang: kiosk.Vietnamese}
			s, err := kiosk.Seal(keys[0].SealKey, kiosk.PurposeWords, f.ID, kiosk.KindFeedbackGiven, words)
			if err != nil {
				return err
			}
			f.Sealed = []kiosk.Sealed{s}
			all = append(all, f)
		}
		_, err = t.AddFeedback(context.Background(), all)
		return err
	}))
}

// The largest file there can be stays in memory: excelize keeps what is larger
// in a folder for temporary files, in clear.
func TestAFileIsBoundedAndNeverOnADisk(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	c := openCenter(t)
	c.full(listen.MostExported, strings.Repeat("<", kiosk.MaxWords)) // each becomes four bytes
	boss := c.enter(c.hire("boss", "Sếp", staff.Supervisor))
	if rows := readCSV(t, boss.takeAway(c, "csv").body); len(rows) != 1+listen.MostExported {
		t.Errorf("%d rows", len(rows))
	}
	got := boss.takeAway(c, "xlsx")
	if left, err := os.ReadDir(temporary); err != nil || len(left) != 0 {
		t.Errorf("a disk was used: %v, %v", left, err)
	}
	f, err := excelize.OpenReader(bytes.NewReader([]byte(got.body)))
	must(t, err)
	if rows, err := f.GetRows(f.GetSheetName(0)); err != nil || len(rows) != 1+listen.MostExported {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	c.full(0, "")
	tablet := c.enrolTablet("2", "")
	tablet.says(1, "một nữa", "")
	tablet.send()
	boss.takeAway(c, "xlsx").shows(t, "Khoảng này có 5001 góp ý", "nhiều nhất 5000")
}

// computed lists the cells a spreadsheet could take for a formula, as OWASP
// describes them, by another reading than the writer's.
func computed(rows [][]string) (found []string) {
	for _, row := range rows {
		for _, cell := range row {
			for _, r := range cell {
				if unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.IsMark(r) && r != '\ufffd' {
					if strings.ContainsRune("=+-@＝＋－＠−", r) {
						found = append(found, cell)
					}
					break
				}
			}
			if strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") || strings.HasPrefix(cell, "\n") {
				found = append(found, cell)
			}
		}
	}
	return found
}

func TestNothingTakenAwayIsComputed(t *testing.T) {
	c := openCenter(t)
	tablet := c.enrolTablet("2", "")
	for _, text := range hostileTexts(t) {
		tablet.says(1, text, "", "wait")
	}
	tablet.send()
	boss := c.enter(c.hire("boss", "Sếp", staff.Supervisor))
	for format, read := range map[string]func(*testing.T, string) [][]string{"csv": readCSV, "xlsx": readSheet} {
		rows := read(t, boss.takeAway(c, format).body)
		if len(rows) != 1+len(hostileTexts(t)) {
			t.Errorf("%s holds %d rows", format, len(rows))
		}
		for _, cell := range computed(rows) {
			t.Errorf("%s: a spreadsheet computes %q", format, cell)
		}
	}
}

// The control: the same texts as they are.
func TestControlFormulasAsTheyAre(t *testing.T) {
	var rows [][]string
	for _, text := range hostileTexts(t) {
		rows = append(rows, []string{text})
	}
	found := computed(rows)
	if len(found) < 20 {
		t.Errorf("only %d of the corpus are formulas", len(found))
	}
	proof.Control(t, "formulas written into a sheet as they are", "TestNothingTakenAwayIsComputed", found...)
}

func TestWhatIsInertIsNotSpoilt(t *testing.T) {
	for text, want := range map[string]string{
		"Tốt": "Tốt", "": "", "a=b": "a=b", "5 sao": "5 sao", "«-»": "«-»",
		"=1": "'=1", "  -1": "'  -1", "＝1": "'＝1", "\u200b+1": "'\u200b+1", "\x00=1": "'\ufffd=1", "\n=1": "'\n=1", "a\x1bb": "a\ufffdb",
	} {
		if got := inert(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
