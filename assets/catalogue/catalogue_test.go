package catalogue_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/kiosk"
)

func load(t *testing.T) kiosk.Catalogue {
	t.Helper()
	c, err := kiosk.ParseCatalogue(catalogue.JSON)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// seed reads the table the catalogue was made from, by column name.
func seed(t *testing.T) []map[string]string {
	t.Helper()
	const path = "../../../shared/data/procedures_90.csv"
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("missing " + path)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestNothingOfTheSeedIsLost(t *testing.T) {
	c := load(t)
	rows := seed(t)
	if len(rows) != len(c.Procedures) {
		t.Errorf("%d procedures of %d", len(c.Procedures), len(rows))
	}
	for i, row := range rows {
		p := c.Procedures[i]
		// One name announces a new code, which has a field of its own.
		name := strings.TrimSuffix(row["name_vi"], " (mã mới 1.116214)")
		if p.Code != row["code"] || p.NameVI != name || p.NameEN != row["name_en"] || p.Field != row["field"] {
			t.Errorf("%s %s: became %s %s", row["code"], row["name_vi"], p.Code, p.NameVI)
		}
		if lost := lostPapers(p, row["documents"]); len(lost) > 0 {
			t.Errorf("%s: papers lost: %q", p.Code, lost)
		}
		if lost := lostFigures(p, row["fee_direct_vnd"]+";"+row["fee_online_vnd"]); len(lost) > 0 {
			t.Errorf("%s: fees lost: %q", p.Code, lost)
		}
	}
}

// lostPapers lists the papers of the seed that no paper or note holds word for word.
func lostPapers(p kiosk.Procedure, documents string) (lost []string) {
	have := slices.Clone(p.Notes)
	for _, paper := range p.Papers {
		have = append(have, paper.Name+" "+paper.If)
	}
	for _, d := range strings.Split(documents, ";") {
		for _, w := range words(d) {
			// Where the seed gives a law in short, the catalogue gives it in full.
			if w != "nđ" && !slices.Contains(words(strings.Join(have, " ")), w) {
				lost = append(lost, d)
			}
		}
	}
	if pieces := strings.Count(documents, ";") + 1; len(have) < pieces {
		lost = append(lost, documents)
	}
	return lost
}

func TestALostPaperOrFigureWouldBeNoticed(t *testing.T) {
	p, err := load(t).Procedure("1.001193")
	if err != nil {
		t.Fatal(err)
	}
	const documents, fees = "Giấy chứng sinh; giấy tờ tùy thân", "10.000"
	if len(lostPapers(p, documents)) > 0 || len(lostFigures(p, fees)) > 0 {
		t.Fatal("something is missing before anything was taken away")
	}
	p.Papers = slices.DeleteFunc(slices.Clone(p.Papers), func(x kiosk.Paper) bool { return strings.Contains(x.Name, "chứng sinh") })
	p.Fees = p.Fees[:1]
	if len(lostPapers(p, documents)) == 0 || len(lostFigures(p, fees)) == 0 {
		t.Error("a paper or a figure was taken away and not missed")
	}
}

var thousands = regexp.MustCompile(`[0-9]{1,3}(\.[0-9]{3})+`)

// lostFigures lists the amounts of the seed that are neither shown nor kept
// for checking.
func lostFigures(p kiosk.Procedure, fees string) (lost []string) {
	var have strings.Builder
	all := p.Fees
	if p.Unverified != nil {
		all = append(slices.Clone(all), p.Unverified.Fees...)
		have.WriteString(p.Unverified.Note)
	}
	for _, f := range all {
		have.WriteString(" " + dotted(f.AmountVND) + " " + f.Note)
	}
	for _, figure := range thousands.FindAllString(fees, -1) {
		if !strings.Contains(have.String(), figure) {
			lost = append(lost, figure)
		}
	}
	return lost
}

// dotted writes 10000 as "10.000".
func dotted(n int) string {
	s := []byte{}
	for i := 0; n > 0; i, n = i+1, n/10 {
		if i > 0 && i%3 == 0 {
			s = append(s, '.')
		}
		s = append(s, byte('0'+n%10))
	}
	slices.Reverse(s)
	return string(s)
}

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// sureness reads the marks of the seed: S, E and DT name a source that was
// read, M is memory, ? is doubt.
var sureness = map[string]kiosk.Sureness{"S": kiosk.Good, "E": kiosk.Good, "DT": kiosk.Good, "M": kiosk.FromMemory, "?": kiosk.Unsure}

var marks = regexp.MustCompile(`^([^/]+)/([^/]+)/(.+)/([^/]+)/([^/]+)$`)

func TestNoFieldIsSurerThanTheSeed(t *testing.T) {
	c := load(t)
	for i, row := range seed(t) {
		p := c.Procedures[i]
		m := marks.FindStringSubmatch(row["confidence_code/docs/fee/time/online"])
		if m == nil {
			t.Fatalf("%s: marks %q", p.Code, row["confidence_code/docs/fee/time/online"])
		}
		check := func(field, mark string, got kiosk.Sureness) {
			want, known := sureness[mark]
			if known && got != want && got != kiosk.Unsure {
				t.Errorf("%s: %s is %q, the seed says %q", p.Code, field, got, mark)
			}
		}
		check("code", m[1], p.Confidence.Code)
		check("papers", m[2], p.Confidence.Papers)
		check("direct fee", m[3], p.Confidence.FeeDirect)
		check("online fee", m[3], p.Confidence.FeeOnline)
		check("time", m[4], p.Confidence.Time)
		check("online level", m[5], p.Confidence.Online)
	}
}

// The national portal prints «Miễn phí» where the province sets the fee.
func TestWhatTheProvinceSetsIsNeverFree(t *testing.T) {
	c := load(t)
	for i, row := range seed(t) {
		p := c.Procedures[i]
		if !strings.Contains(row["fee_direct_vnd"], "HĐND") {
			continue
		}
		if f := p.FeeOn(kiosk.Date{Year: 2026, Month: 11, Day: 23}, kiosk.Direct); f.Kind != kiosk.FeeCouncil {
			t.Errorf("%s: the fee is of kind %q, want %q", p.Code, f.Kind, kiosk.FeeCouncil)
		}
	}
}

func TestTheHalvedFeesEndWithTheYear(t *testing.T) {
	c := load(t)
	lastDay := kiosk.Date{Year: 2026, Month: 12, Day: 31}
	for code, want := range map[string][2]int{
		"1.014063": {25_000, 50_000},
		"1.014064": {35_000, 70_000},
		"2.001583": {125_000, 150_000},
		"2.002041": {125_000, 150_000},
	} {
		p, err := c.Procedure(code)
		if err != nil {
			t.Fatal(err)
		}
		now, then := p.FeeOn(lastDay, kiosk.Direct), p.FeeOn(lastDay.AddDays(1), kiosk.Direct)
		if got := [2]int{now.AmountVND, then.AmountVND}; got != want {
			t.Errorf("%s: costs %v, want %v", code, got, want)
		}
	}
}

func TestEveryProcedureIsServedByALineOfTheHall(t *testing.T) {
	services := map[string]string{
		"Hộ tịch": "A", "Nuôi con nuôi": "A", "TTHC liên thông": "A", "Chứng thực": "A",
		"Đất đai":            "B",
		"Hoạt động xây dựng": "C", "Nhà ở và công sở": "C",
		"Đăng ký, quản lý cư trú": "D", "Cấp, quản lý căn cước": "D", "Định danh và xác thực điện tử": "D",
		"Quản lý xuất nhập cảnh": "D", "Lý lịch tư pháp": "D",
		"Sát hạch, cấp GPLX": "E", "Đăng ký xe": "E",
		"Hộ kinh doanh": "F", "Đăng ký doanh nghiệp": "F",
		"Bảo trợ xã hội": "G", "Giảm nghèo": "G", "Người có công": "G",
		"Bảo hiểm xã hội": "K", "Việc làm": "K", "Giáo dục": "K", "Tài nguyên nước": "K",
	}
	for _, p := range load(t).Procedures {
		if p.Service != services[p.Field] {
			t.Errorf("%s %s is in line %q, want %q", p.Code, p.Field, p.Service, services[p.Field])
		}
	}
}

func TestTenProceduresArePopular(t *testing.T) {
	for i, p := range load(t).Popular() {
		if p.Popular != i+1 {
			t.Errorf("place %d is held by rank %d (%s)", i+1, p.Popular, p.Code)
		}
	}
	if n := len(load(t).Popular()); n != 10 {
		t.Errorf("%d popular procedures, want 10", n)
	}
}
