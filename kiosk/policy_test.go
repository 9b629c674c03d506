package kiosk

import (
	"strings"
	"testing"
	"time"
)

// with is the hall of the tests with more in it.
func with(more string) []byte { return []byte(strings.TrimSuffix(hall, "}") + ", " + more + "}") }

func TestPoliciesThatCannotBeAreRefused(t *testing.T) {
	for more, said := range map[string]string{
		`"policy": {"order": "ratio", "others": 2, "head_start_minutes": {"elder_80": 30}, "most_overtakes": 8, "return_within": 3}`: "",
		`"policy": {}`:                                       "",
		`"policy": {"order": "oldest"}`:                      `order "oldest"`,
		`"policy": {"others": -1}`:                           "others -1",
		`"policy": {"most_overtakes": 1001}`:                 "most_overtakes 1001",
		`"policy": {"return_within": -1}`:                    "return_within -1",
		`"policy": {"prefer_minutes": 721}`:                  "prefer_minutes 721",
		`"policy": {"appointment_late_minutes": -5}`:         "appointment_late_minutes -5",
		`"policy": {"head_start_minutes": {"tall": 10}}`:     `"tall"`,
		`"policy": {"head_start_minutes": {"disabled": -1}}`: "-1 minutes",
		`"priority": ["disabled", "child"]`:                  "",
		`"priority": ["disabled", "disabled"]`:               `"disabled"`,
		`"priority": ["rich"]`:                               `"rich"`,
		`"special_days": [{"date": "2026-12-24", "name": "Tổng kết năm"}, {"date": "2026-12-25", "hours": [{"from": "07:30", "to": "11:00"}]}]`: "",
		`"special_days": [{"date": "2026-12-24"}]`:                                                                                "does not say why",
		`"special_days": [{"name": "Nghỉ"}]`:                                                                                      "is not a date",
		`"special_days": [{"date": "2026-12-24", "name": "a"}, {"date": "2026-12-24", "name": "b"}]`:                              "once",
		`"special_days": [{"date": "2026-12-24", "hours": [{"from": "08:00", "to": "07:00"}]}]`:                                   "no span",
		`"special_days": [{"date": "2026-12-24", "hours": [{"from": "07:00", "to": "10:00"}, {"from": "09:00", "to": "11:00"}]}]`: "overlap",
		`"services": [{"letter": "A", "quota": 40, "last_ticket": "15:30"}, {"letter": "B"}]`:                                     "",
		`"services": [{"letter": "A", "quota": -1}, {"letter": "B"}]`:                                                             "quota",
		`"services": [{"letter": "A", "last_ticket": "25:00"}, {"letter": "B"}]`:                                                  "25:00",
	} {
		_, err := ParseSite(with(more))
		if said == "" && err != nil || said != "" && (err == nil || !strings.Contains(err.Error(), said)) {
			t.Errorf("%s: %v, want %q", more, err, said)
		}
	}
}

func TestWhatAPolicyLeavesOut(t *testing.T) {
	var p Policy
	if p.Gap() != 1 || p.Returns() != 5 || p.Start(Elder80) != 0 {
		t.Errorf("gap %d, returns %d, start %s", p.Gap(), p.Returns(), p.Start(Elder80))
	}
	p = Policy{Order: ByAge, Others: 3, ReturnWithin: 2, HeadStart: map[Class]int{Elder80: 30}}
	if p.Gap() != 3 || p.Returns() != 2 || p.Start(Elder80) != 30*time.Minute || p.Start("") != 0 {
		t.Errorf("gap %d, returns %d, start %s", p.Gap(), p.Returns(), p.Start(Elder80))
	}
	if p.Order = ByRatio; p.Start(Elder80) != 0 {
		t.Error("a head start by ratio")
	}
}

// A special day has its own hours, whatever weekday or holiday it is.
func TestSpecialDays(t *testing.T) {
	s := office
	s.Special = []SpecialDay{
		{Date: Date{2026, 9, 2}, Hours: []Span{{8 * 60, 10 * 60}}},                               // a holiday
		{Date: Date{2026, 11, 21}, Hours: []Span{{13 * 60, 15 * 60}, {8 * 60, 10 * 60}}},         // a Saturday
		{Date: Date{2026, 11, 23}, Name: "Tập huấn"},                                             // a Monday
		{Date: Date{2026, 11, 24}, Hours: []Span{{7*60 + 30, 9 * 60}}, Name: "Họp toàn cơ quan"}, // a Tuesday
	}
	for moment, want := range map[string]string{
		"2026-09-02 08:30:00": "open", "2026-09-02 10:00:00": "shut → 09-03 07:30",
		"2026-11-21 07:59:59": "shut → 11-21 08:00", "2026-11-21 09:00:00": "open", "2026-11-21 11:00:00": "break → 11-21 13:00", "2026-11-21 14:50:00": "ending → 11-24 07:30",
		"2026-11-23 09:00:00": "holiday Tập huấn → 11-24 07:30",
		"2026-11-24 08:44:00": "open", "2026-11-24 14:00:00": "shut → 11-25 07:30",
	} {
		if got := doorAt(t, s, moment); got != want {
			t.Errorf("%s: %s, want %s", moment, got, want)
		}
	}
}
