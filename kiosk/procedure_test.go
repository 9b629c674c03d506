package kiosk

import (
	"errors"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk/proof"
)

const catalogueHead = `{"version": 1, "checked_on": "2026-11-23", "source": "test", "procedures": [`

// idCard is a catalogue with one procedure whose fee is halved until the end of 2026.
const idCard = catalogueHead + `{
	"code": "1.014064", "name_vi": "Cấp lại thẻ căn cước", "name_en": "ID card re-issue",
	"short_vi": "Cấp lại thẻ căn cước", "field": "Căn cước", "levels": ["công an xã"], "service": "D", "popular": 1,
	"papers": [{"name": "Phiếu DC02"}, {"name": "Thẻ cũ", "if": "nếu bị hỏng"}],
	"fees": [
		{"channel": "direct", "kind": "amount", "amount_vnd": 35000, "valid_from": "2025-07-01", "valid_to": "2026-12-31"},
		{"channel": "direct", "kind": "amount", "amount_vnd": 70000, "valid_from": "2027-01-01"}],
	"times": [{"unit": "working_day", "min": 7, "max": 7}],
	"online": {"level": "ask"}, "legal": ["Luật Căn cước 2023"], "source": "test", "checked_on": "2026-11-23",
	"valid_to": "2030-01-31",
	"confidence": {"code": "good", "papers": "good", "fee_direct": "good", "fee_online": "good", "time": "good", "online": "memory"},
	"unverified": {"online": {"level": "full", "note": "mất thẻ"}}
}]}`

func parse(t *testing.T, body string) Catalogue {
	t.Helper()
	c, err := ParseCatalogue([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestFeeChangesAtNewYear(t *testing.T) {
	p := parse(t, idCard).Procedures[0]
	for _, c := range []struct {
		on   Date
		want Fee
	}{
		{Date{2025, 6, 30}, Fee{Channel: Direct, Kind: FeeAsk}}, // before anything the catalogue knows
		{Date{2025, 7, 1}, p.Fees[0]},
		{Date{2026, 12, 31}, p.Fees[0]},
		{Date{2027, 1, 1}, p.Fees[1]},
	} {
		if got := p.FeeOn(c.on, Direct); got != c.want {
			t.Errorf("on %s the fee is %+v, want %+v", c.on, got, c.want)
		}
	}
	if got := p.FeeOn(Date{2026, 12, 31}, OverNetwork); got.Kind != FeeAsk {
		t.Errorf("a channel the catalogue says nothing of costs %+v, want to ask", got)
	}
}

func TestProcedureEndsWithItsLastDay(t *testing.T) {
	c := parse(t, idCard)
	if n := len(c.InForce(Date{2030, 1, 31}).Procedures); n != 1 {
		t.Error("the procedure is gone on its last day")
	}
	if n := len(c.InForce(Date{2030, 2, 1}).Procedures); n != 0 {
		t.Error("the procedure is there after its last day")
	}
}

func TestCatalogueIsAskedForWhatItHolds(t *testing.T) {
	c := parse(t, idCard)
	if p, err := c.Procedure("1.014064"); err != nil || p.Short().In(English) != "ID card re-issue" || p.Name().In(Vietnamese) != p.NameVI {
		t.Errorf("found %q, %v", p.NameVI, err)
	}
	if _, err := c.Procedure("1.000000"); !errors.Is(err, ErrNotFound) {
		t.Errorf("an unknown code gave %v", err)
	}
	if got := c.Fields(); len(got) != 1 || got[0] != "Căn cước" || len(c.InField("Căn cước")) != 1 || len(c.Popular()) != 1 {
		t.Errorf("fields %q", got)
	}
}

// Every fault names the procedure and the field, so that who edits the
// catalogue finds it.
func TestFaultyCataloguesAreRefused(t *testing.T) {
	const amount = `"kind": "amount", "amount_vnd": 70000`
	for _, c := range []struct{ old, new, want string }{
		{`"version": 1`, `"version": 0`, "version: 0"},
		{`"version": 1`, `"version": "1"`, "version"},
		{`"checked_on": "2026-11-23", "source": "test", "proc`, `"source": "test", "proc`, "checked_on"},
		{`"procedures": [`, `"procedure": [`, `unknown field "procedure"`},
		{`}]}`, `}]} {}`, "after the end"},
		{`"code": "1.014064"`, `"code": "1.14064"`, `code: "1.14064"`},
		{`"code": "1.014064", `, ``, "procedure number 1: code"},
		{`"field"`, `"feild"`, `procedure 1.014064: json: unknown field "feild"`},
		{`"service": "D"`, `"service": "Đ"`, "procedure 1.014064: service"},
		{`"popular": 1`, `"popular": -1`, "popular"},
		{`"levels": ["công an xã"]`, `"levels": []`, "levels"},
		{`"short_vi": "Cấp lại thẻ căn cước"`, `"short_vi": "Cấp lại thẻ căn cước bị mất, bị hỏng, bị sai"`, "short_vi: 44 letters"},
		{`"name_vi": "Cấp lại`, `"name_vi": "C\u0000ấp lại`, "name_vi: holds the character U+0000"},
		{`"name_vi": "Cấp lại`, `"name_vi": "\u202eCấp lại`, "name_vi: holds the character U+202E"},
		{`"name_vi": "Cấp lại`, `"name_vi": "Ca\u0302\u0301p lại`, "name_vi: holds the character U+0302"},
		{`"Phiếu DC02"`, `""`, "papers[0].name: empty"},
		{`"unit": "working_day"`, `"unit": "workday"`, `times[0].unit: unknown value "workday"`},
		{`"max": 7`, `"max": 6`, "times[0].max"},
		{`"unit": "working_day"`, `"unit": "same_day"`, "times[0].max"},
		{`"times": [{"unit": "working_day", "min": 7, "max": 7}]`, `"times": []`, "times: empty"},
		{amount, `"kind": "amount"`, "fees[1].amount_vnd"},
		{amount, `"kind": "free", "amount_vnd": 1`, "fees[1].amount_vnd"},
		{amount, `"kind": "gratis"`, `fees[1].kind: unknown value "gratis"`},
		{amount, amount + `, "unit": "bản"`, "fees[1].unit"},
		{`"channel": "direct"`, `"channel": "desk"`, "fees[0].channel"},
		{`"channel": "direct"`, `"channel": "online"`, "fees: none for handing in directly"},
		{`"valid_to": "2026-12-31"`, `"valid_to": "2026-02-30"`, "2026-02-30"},
		{`"valid_to": "2026-12-31"`, `"valid_to": "2024-12-31"`, "fees[0].valid_to"},
		{`"level": "ask"`, `"level": "some"`, "online.level"},
		{`"code": "good"`, `"code": "S"`, `confidence.code: unknown value "S"`},
		{`"valid_to": "2030-01-31"`, `"replaces": ["1.014064"]`, "replaces"},
	} {
		body := strings.ReplaceAll(idCard, c.old, c.new)
		if body == idCard {
			t.Fatalf("%s is not in the catalogue", c.old)
		}
		_, err := ParseCatalogue([]byte(body))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("with %s: error %v, want one with %q", c.new, err, c.want)
		}
	}
}

// A fee, a time or an online level that is not known for good is never a promise.
func TestWhatIsNotKnownForGoodPromisesNothing(t *testing.T) {
	for _, field := range []string{"fee_direct", "time"} {
		for _, sure := range []string{"memory", "unsure"} {
			body := strings.Replace(idCard, `"`+field+`": "good"`, `"`+field+`": "`+sure+`"`, 1)
			if _, err := ParseCatalogue([]byte(body)); err == nil || !strings.Contains(err.Error(), "promises") {
				t.Errorf("a figure with %s %s: %v", field, sure, err)
			}
		}
	}
	body := strings.Replace(idCard, `"level": "ask"`, `"level": "full"`, 1)
	if _, err := ParseCatalogue([]byte(body)); err == nil || !strings.Contains(err.Error(), "online.level") {
		t.Errorf("an online level from memory: %v", err)
	}
}

func TestTwoProceduresWithOneCodeAreRefused(t *testing.T) {
	one := strings.TrimSuffix(strings.TrimPrefix(idCard, catalogueHead), "]}")
	_, err := ParseCatalogue([]byte(catalogueHead + one + "," + one + "]}"))
	if err == nil || !strings.Contains(err.Error(), "1.014064: code: listed twice") {
		t.Errorf("error %v", err)
	}
}

func TestCataloguesBeyondTheLimitsAreRefused(t *testing.T) {
	for name, body := range map[string][]byte{
		"too many bytes":      make([]byte, maxCatalogueBytes+1),
		"too many procedures": []byte(catalogueHead + strings.Repeat("{},", maxProcedures) + "{}]}"),
		"broken UTF-8":        []byte(strings.Replace(idCard, "Phiếu", "Phi\xe1", 1)),
		"an HTML page":        []byte("<!doctype html><title>Wi-Fi</title>"),
		"nothing":             nil,
		"null":                []byte("null"),
		"half a catalogue":    []byte(idCard[:len(idCard)/2]),
	} {
		if _, err := ParseCatalogue(body); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// FuzzParseCatalogue looks for a catalogue that passes without a fee or a time,
// or whose faults are told in lines it does not have.
func FuzzParseCatalogue(f *testing.F) {
	f.Add([]byte(idCard))
	for _, seed := range []string{`null`, `{"version":1e99,"version":2}`, catalogueHead + `{},{},{}]}`, catalogueHead + `0,[],"x",null]}`, catalogueHead, "{\"source\":\"\xff\"}", strings.Replace(idCard, `"code"`, `"CODE"`, 1)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var c Catalogue
		var err error
		proof.Frugal(t, func() { c, err = ParseCatalogue(body) })
		all, faults := ReadCatalogue(body, 5)
		if (err == nil) != (len(faults) == 0) || len(faults) > 5 || err != nil && len(all.Procedures) > 0 {
			t.Fatalf("%v, and then %v", err, faults)
		}
		for _, fault := range faults {
			if fault.Line < 1 || fault.Line > 1+strings.Count(string(body), "\n") {
				t.Errorf("line %d of %q", fault.Line, body)
			}
		}
		for _, p := range c.Procedures {
			if p.FeeOn(c.CheckedOn, Direct).Kind == "" || len(p.Times) == 0 {
				t.Errorf("%s passed without a fee or a time", p.Code)
			}
		}
	})
}
