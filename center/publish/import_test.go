package publish

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	assets "dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/wire"
)

// shop is a publisher with the real catalogue.
func shop(t *testing.T) *press {
	t.Helper()
	p := open(t)
	s := seed()
	s.Catalogue = assets.JSON
	p.start(s)
	return p
}

func (p *press) bring(in Import) (Report, error) {
	in.By = "admin"
	return p.Import(p.t.Context(), in)
}

// refused fails unless an import is refused with nothing published; it returns
// what the report says.
func (p *press) refused(in Import) (said string) {
	p.t.Helper()
	before := p.versions()[kiosk.DocCatalogue]
	r, err := p.bring(in)
	if !errors.Is(err, ErrFaulty) || len(r.Faults) == 0 || r.Version != 0 {
		p.t.Errorf("%+v, %v", r, err)
	}
	if now := p.versions()[kiosk.DocCatalogue]; now != before {
		p.t.Errorf("version %d became %d", before, now)
	}
	for _, f := range r.Faults {
		said += fmt.Sprintf("line %d: %s\n", f.Line, f.Err)
	}
	return said
}

func TestACatalogueIsImported(t *testing.T) {
	p := shop(t)
	next := strings.Replace(string(assets.JSON), `"version": 1`, `"version": 2`, 1)
	next = strings.Replace(next, `"Đăng ký khai sinh"`, `"Khai sinh cho trẻ"`, 1)
	before := p.versions()[kiosk.DocCatalogue]
	r, err := p.bring(Import{Body: []byte(next), Try: true})
	if err != nil || r.Version != 0 || p.versions()[kiosk.DocCatalogue] != before {
		t.Fatalf("a try: %+v, %v", r, err)
	}
	r, err = p.bring(Import{Body: []byte(next)})
	if err != nil || len(r.Changes) != 1 || r.Changes[0].Code != "1.001193" || r.Changes[0].Line != 7 || r.Changes[0].What[0] != "name_vi" || r.Same != 89 || r.Version <= before {
		t.Fatalf("%+v, %v", r, err)
	}
	c, err := p.Catalogue(t.Context())
	if got, _ := c.Procedure("1.001193"); err != nil || got.NameVI != "Khai sinh cho trẻ" || p.kept(kiosk.DocCatalogue).Version != r.Version {
		t.Errorf("published %q, %v", got.NameVI, err)
	}
	log := p.log3()
	if log[0].Action != "catalogue.import" || log[0].Actor != "admin" || log[1].Action != "document.publish" {
		t.Errorf("the audit log says %+v", log)
	}
	if said := p.refused(Import{Body: []byte(next)}); !strings.Contains(said, "2 is not above 2") {
		t.Error(said)
	}
}

// Every fault has its line, not only the first.
func TestEveryFaultOfACatalogueHasItsLine(t *testing.T) {
	p := shop(t)
	text := strings.Replace(string(assets.JSON), `"version": 1`, `"version": 2`, 1)
	lines := strings.Split(text, "\n")
	var want []string
	procedure := 0
	for i, l := range lines {
		if l == "    {" {
			procedure = i + 1
		}
		if strings.Contains(l, `"service": "D"`) && len(want) < 5 {
			lines[i] = strings.Replace(l, `"D"`, `"?"`, 1)
			want = append(want, fmt.Sprintf("line %d: procedure ", procedure))
		}
	}
	said := p.refused(Import{Body: []byte(strings.Join(lines, "\n"))})
	for _, w := range want {
		if !strings.Contains(said, w) {
			t.Errorf("%q is not in\n%s", w, said)
		}
	}
	if n := strings.Count(said, "\n"); len(want) != 5 || n != 5 {
		t.Errorf("%d faults of %d:\n%s", n, len(want), said)
	}
}

func TestCataloguesThatMeanTwoThingsAreRefused(t *testing.T) {
	p := shop(t)
	text := strings.Replace(string(assets.JSON), `"version": 1`, `"version": 2`, 1)
	for change, want := range map[string]string{
		`"field": "Hộ tịch", "field": "Đất đai"`: `a field is given twice: "field"`,
		`"Field": "Hộ tịch"`:                     `a field is written in capitals: "Field"`,
		`"feild": "Hộ tịch"`:                     `unknown field "feild"`,
		`"field": "Hộ\u0000tịch"`:                `U+0000`,
		`"field": 1e999999`:                      `cannot unmarshal number`,
		`"field": NaN`:                           `invalid character`,
		"\"field\": \"H\xff\"":                   `not UTF-8`,
	} {
		if said := p.refused(Import{Body: []byte(strings.Replace(text, `"field": "Hộ tịch"`, change, 1))}); !strings.Contains(said, want) {
			t.Errorf("%s: %s", change, said)
		}
	}
}

const head = "code,name_vi,name_en,field,level,service,documents,fee_direct_vnd\n"

func TestATableAddsAndRenamesAndPromisesNothing(t *testing.T) {
	p := shop(t)
	table := "\ufeff" + head +
		"1.001193,Khai sinh,Birth,,,,Giấy mới,0\n" +
		"1.999999,Cấp giấy lạ,Odd paper,Hộ tịch,xã; tỉnh,,Tờ khai; Bản sao,10.000\n"
	r, err := p.bring(Import{Body: []byte(table), Table: true, Name: "bảng.csv"})
	if err != nil || len(r.Changes) != 2 || r.Same != 89 || r.Changes[1].Line != 3 || r.Changes[1].What[0] != "new" {
		t.Fatalf("%+v, %v", r, err)
	}
	c, err := p.Catalogue(t.Context())
	if err != nil || c.Version != 2 || len(c.Procedures) != 91 {
		t.Fatalf("version %d with %d procedures, %v", c.Version, len(c.Procedures), err)
	}
	old, _ := c.Procedure("1.001193")
	if old.NameVI != "Khai sinh" || len(old.Papers) != 4 || old.Fees[0].Kind != kiosk.FeeFree {
		t.Errorf("a known procedure became %+v", old)
	}
	fresh, _ := c.Procedure("1.999999")
	if fresh.Service != "A" || fresh.Fees[0].Kind != kiosk.FeeAsk || fresh.Times[0].Unit != kiosk.AskTime || len(fresh.Papers) != 2 || len(fresh.Levels) != 2 ||
		fresh.Unverified.Note != "fee_direct_vnd: 10.000" || fresh.Source != "bảng.csv" {
		t.Errorf("a new procedure became %+v", fresh)
	}
	if r, err := p.bring(Import{Body: []byte(table), Table: true, Name: "bảng.csv"}); err != nil || r.Version != 0 || len(r.Changes) != 0 {
		t.Errorf("the same again: %+v, %v", r, err)
	}
}

func TestTheTableTheCatalogueWasMadeFromIsRead(t *testing.T) {
	const path = "../../../shared/data/procedures_90.csv"
	body, err := os.ReadFile(path)
	if err != nil {
		t.Skip("missing " + path)
	}
	p := shop(t)
	r, err := p.bring(Import{Body: body, Table: true, Name: "procedures_90.csv", Try: true})
	if err != nil || len(r.Changes)+r.Same != 90 || len(r.Changes) > 2 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestFaultyTablesAreRefusedLineByLine(t *testing.T) {
	p := shop(t)
	for table, want := range map[string][]string{
		"":                         {"line 1: the table is empty"},
		"name_vi\nx\n":             {"line 1: column code is missing"},
		"code,name_vi,nmae_en\n":   {`line 1: column "nmae_en" is not known`},
		"code,name_vi,code\n":      {"line 1: column code is there twice"},
		head + "1.9,x,x,,xã,A,,\n": {`line 2: code: "1.9"`},
		head + "1.999999,x\n":      {"line 2: wrong number of fields"},
		head + "1.999999,x,x,Lạ,xã,,,\n1.999998,x,x,Hộ tịch,xã,,,\n1.999998,x,x,Hộ tịch,xã,,,\n":  {"line 2: service: ", `line 4: code: "1.999998" stands in line 3 already`},
		head + "1.999999,\"x\n" + strings.Repeat("x,", 10):                                        {"line 2: "},
		head + "1.999999,x\x00,x,Hộ tịch,xã,,,\n":                                                 {"line 2: name_vi: holds the character U+0000"},
		head + "1.999999,x,x,Hộ tịch,xã,,,\n1.999998,H\xe1,x,Hộ tịch,xã,,,\n":                     {"line 3: not UTF-8"},
		head + "1.999999,Một tên dài hơn bốn mươi chữ cái thì phải có tên ngắn,x,Hộ tịch,xã,,,\n": {"line 2: short_vi: empty"},
		head + "1.999999,x,x,Hộ tịch,xã,," + strings.Repeat("a;", 70) + ",\n":                     {"line 2: papers: 70 are more than 60"},
		head + strings.Repeat("\"\n\",", 70):                                                      {"line 66: more than 64 columns"},
		head + "1.999999," + strings.Repeat("x ", 10_000) + ",x,Hộ tịch,xã,,,\n":                  {"line 2: name_vi: 20000 bytes are more than"},
		"code,name_vi\n\"" + strings.Repeat("x", 70<<10):                                          {"line 2: a row of more than"},
		"code;name_vi\n1.9;x\n":                 {`line 2: code: "1.9"`},
		strings.Repeat("x", wire.MaxDocument+1): {"bytes are more than"},
	} {
		said := p.refused(Import{Body: []byte(table), Table: true, Name: "x.csv"})
		for _, w := range want {
			if !strings.Contains(said, w) {
				t.Errorf("%.60q says %.300q, not %q", table, said, w)
			}
		}
	}
}

// A report of a hopeless file stays short.
func TestAReportIsBounded(t *testing.T) {
	p := shop(t)
	for _, in := range []Import{{Body: []byte(head + strings.Repeat("x,x,x,x,x,x,x,x\n", 10_000)), Table: true},
		{Body: []byte(`{"version":2,"checked_on":"2026-11-01","source":"x","procedures":[` + strings.Repeat("{},", 10_000) + "{}]}")}} {
		if n := strings.Count(p.refused(in), "\n"); n != mostFaults {
			t.Errorf("%d faults are told", n)
		}
	}
}

// What no kiosk would take is not published: kiosks would ask for it for ever.
func TestADocumentNoKioskTakesIsNotPublished(t *testing.T) {
	p := shop(t)
	large, sizes := big(t, p, 7<<20), map[string]int{}
	before := p.versions()[kiosk.DocCatalogue]
	if _, err := p.Publish(t.Context(), kiosk.DocCatalogue, large, "admin"); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%v", err)
	}
	if _, err := p.bring(Import{Body: large}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("import: %v", err)
	}
	if p.versions()[kiosk.DocCatalogue] != before {
		t.Error("it was published")
	}
	if _, err := p.Publish(t.Context(), kiosk.DocCatalogue, big(t, p, 5<<20), "admin"); err != nil {
		t.Errorf("one that fits: %v", err)
	}
	if e, err := p.Envelope(t.Context(), kiosk.DocCatalogue); err != nil || len(e.Bytes) > wire.MaxDocument {
		t.Errorf("an envelope of %d bytes, %v", len(e.Bytes), err)
	}
	sizes["signed without the check"] = len(large) * 4 / 3
	if sizes["signed without the check"] <= wire.MaxDocument {
		t.Error("the large one would have fitted")
	}
	proof.Control(t, "a catalogue of 7 MiB, 9 MiB when signed", "TestADocumentNoKioskTakesIsNotPublished", fmt.Sprint(sizes))
}

// big is a sound catalogue of about so many bytes.
func big(t *testing.T, p *press, size int) []byte {
	t.Helper()
	c, err := kiosk.ParseCatalogue(assets.JSON)
	if err != nil {
		t.Fatal(err)
	}
	c.Version = 2
	one := c.Procedures[0]
	one.Popular, one.Notes = 0, []string{strings.Repeat("ữ", 1000), strings.Repeat("ữ", 1000)}
	for i, total := 0, 0; total < size; i++ {
		one.Code = fmt.Sprintf("8.%06d", i)
		body, err := json.Marshal(one)
		if err != nil {
			t.Fatal(err)
		}
		total += len(body)
		c.Procedures = append(c.Procedures, one)
	}
	body, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// log3 are the newest lines of the audit log.
func (p *press) log3() (lines []store.Entry) {
	p.t.Helper()
	err := p.store.Read(p.t.Context(), func(t *store.Tx) (err error) {
		lines, err = t.AuditBefore(p.t.Context(), 0, 3)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return lines
}
