package kiosk

import (
	"strings"
	"testing"
)

func TestFeesAndTimesAtTheirLimits(t *testing.T) {
	for name, c := range map[string]struct {
		err error
		ok  bool
	}{
		"1 đồng":                 {Fee{Channel: Direct, Kind: FeeAmount, AmountVND: 1}.check("f"), true},
		"a billion":              {Fee{Channel: Direct, Kind: FeeAmount, AmountVND: maxFeeVND}.check("f"), true},
		"a billion and one":      {Fee{Channel: Direct, Kind: FeeAmount, AmountVND: maxFeeVND + 1}.check("f"), false},
		"an amount of 0":         {Fee{Channel: Direct, Kind: FeeAmount}.check("f"), false},
		"a debt":                 {Fee{Channel: Direct, Kind: FeeAmount, AmountVND: -1}.check("f"), false},
		"free":                   {Fee{Channel: OverNetwork, Kind: FeeFree}.check("f"), true},
		"free for a page":        {Fee{Channel: Direct, Kind: FeeFree, Unit: PerPage}.check("f"), false},
		"ask, but 5 đồng":        {Fee{Channel: Direct, Kind: FeeAsk, AmountVND: 5}.check("f"), false},
		"no kind":                {Fee{Channel: Direct}.check("f"), false},
		"no channel":             {Fee{Kind: FeeAsk}.check("f"), false},
		"one day":                {Fee{Channel: Direct, Kind: FeeFree, ValidFrom: Date{2026, 1, 1}, ValidTo: Date{2026, 1, 1}}.check("f"), true},
		"over before it began":   {Fee{Channel: Direct, Kind: FeeFree, ValidFrom: Date{2026, 1, 2}, ValidTo: Date{2026, 1, 1}}.check("f"), false},
		"a note to be reordered": {Fee{Channel: Direct, Kind: FeeFree, Note: "\u202e"}.check("f"), false},
		"a note without end":     {Fee{Channel: Direct, Kind: FeeFree, Note: strings.Repeat("x", maxText+1)}.check("f"), false},

		"1 hour":               {TimeLimit{Unit: Hours, Min: 1, Max: 1}.check("t"), true},
		"1000 days":            {TimeLimit{Unit: Days, Min: 1, Max: maxTimeUnits}.check("t"), true},
		"1001 days":            {TimeLimit{Unit: Days, Min: 1, Max: maxTimeUnits + 1}.check("t"), false},
		"0 working days":       {TimeLimit{Unit: WorkingDays}.check("t"), false},
		"3 to 2 working days":  {TimeLimit{Unit: WorkingDays, Min: 3, Max: 2}.check("t"), false},
		"-1 to 2 working days": {TimeLimit{Unit: WorkingDays, Min: -1, Max: 2}.check("t"), false},
		"the same day":         {TimeLimit{Unit: SameDay}.check("t"), true},
		"the same day, 1":      {TimeLimit{Unit: SameDay, Max: 1}.check("t"), false},
		"ask":                  {TimeLimit{Unit: AskTime}.check("t"), true},
		"no unit":              {TimeLimit{Min: 1, Max: 1}.check("t"), false},
		"a case with NUL":      {TimeLimit{Unit: SameDay, If: "\x00"}.check("t"), false},
	} {
		if (c.err == nil) != c.ok {
			t.Errorf("%s: %v", name, c.err)
		}
	}
}

// The usual case comes first, and only of its own channel.
func TestTheFeeAskedForIsTheUsualCase(t *testing.T) {
	p := Procedure{Fees: []Fee{
		{Channel: OverNetwork, Kind: FeeFree},
		{Channel: Direct, Kind: FeeAmount, AmountVND: 8000, ValidTo: Date{2026, 12, 31}},
		{Channel: Direct, Kind: FeeFree, If: "hộ nghèo"},
	}}
	if got := p.FeeOn(Date{2026, 11, 23}, Direct); got.AmountVND != 8000 {
		t.Errorf("the usual case costs %+v", got)
	}
	if got := p.FeesOn(Date{2026, 11, 23}, Direct); len(got) != 2 || got[1].If != "hộ nghèo" {
		t.Errorf("fees %+v", got)
	}
	// The usual case has run out: what is left has its «if» with it.
	if got := p.FeeOn(Date{2027, 1, 1}, Direct); got.If == "" {
		t.Errorf("from New Year everybody goes free: %+v", got)
	}
	if got := p.FeeOn(Date{2026, 11, 23}, OverNetwork); got.Kind != FeeFree {
		t.Errorf("online: %+v", got)
	}
}
