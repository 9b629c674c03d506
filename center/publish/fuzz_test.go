package publish

import (
	"bytes"
	"encoding/json"
	"testing"

	assets "dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// FuzzImport looks for a file that is taken although kiosks would refuse what
// comes of it, that promises a fee or a time nobody vouched for, or whose faults
// are told in lines it does not have.
func FuzzImport(f *testing.F) {
	held, err := kiosk.ParseCatalogue(assets.JSON)
	if err != nil {
		f.Fatal(err)
	}
	held.Procedures = held.Procedures[:3]
	one, err := json.Marshal(kiosk.Catalogue{Version: 2, CheckedOn: held.CheckedOn, Source: "x", Procedures: held.Procedures[:1]})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(one), string(bytes.Replace(one, []byte(`"code"`), []byte(`"Code"`), 1)), `{"procedures":[{},{}]}`, `{"version":1e999999}`} {
		f.Add(false, []byte(seed))
	}
	for _, seed := range []string{head, head + "1.001193,Khai sinh,,,,,,\n", head + "1.999999,A,B,Hộ tịch,xã;tỉnh,,x;y,10.000\n", "code;name_vi\r\n1.001193;\"a\r\nb\"\r\n", "\ufeffcode,name_vi\n", "code,name_vi\n\"", "code,name_vi\n\xff,\n"} {
		f.Add(true, []byte(seed))
	}
	today := kiosk.DateOf(monday)
	f.Fuzz(func(t *testing.T, table bool, body []byte) {
		var next kiosk.Catalogue
		var faults []Fault
		proof.Frugal(t, func() { next, _, faults = Import{Body: body, Table: table, Name: "x"}.read(held, today) })
		for _, fault := range faults {
			if fault.Line < 1 || fault.Line > 1+bytes.Count(body, []byte("\n"))+bytes.Count(body, []byte("\r")) || fault.Err == nil {
				t.Errorf("line %d of %q: %v", fault.Line, body, fault.Err)
			}
		}
		if len(faults) > 0 {
			return
		}
		written, err := json.Marshal(next)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := kiosk.ParseCatalogue(written); err != nil || next.Version <= held.Version {
			t.Fatalf("version %d was taken, %v\n%s", next.Version, err, written)
		}
		if table {
			vouched(t, held, next)
		}
	})
}

// vouched fails for a figure that a table brought.
func vouched(t *testing.T, held, next kiosk.Catalogue) {
	t.Helper()
	for _, p := range next.Procedures {
		old, err := held.Procedure(p.Code)
		for _, name := range fieldsChanged(old, p) {
			switch {
			case err != nil && name == "fees" && (len(p.Fees) != 1 || p.Fees[0].Kind != kiosk.FeeAsk),
				err != nil && name == "times" && (len(p.Times) != 1 || p.Times[0].Unit != kiosk.AskTime),
				err == nil && (name == "fees" || name == "times" || name == "online" || name == "confidence" || name == "papers"):
				t.Errorf("%s: a table has set %s to %+v", p.Code, name, p)
			}
		}
	}
}
