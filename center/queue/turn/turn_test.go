package turn

import (
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

var eight = time.Date(2026, 11, 23, 8, 0, 0, 0, kiosk.VietnamTime)

// came is somebody who came so many minutes after eight.
func came(id string, minute int) Ticket {
	return Ticket{ID: id, Service: id[:1], LineAt: eight.Add(time.Duration(minute) * time.Minute), Device: "2"}
}

func of(c kiosk.Class, k Ticket) Ticket { k.Class = c; return k }

func appointed(minute int, k Ticket) Ticket {
	k.AppointedAt = eight.Add(time.Duration(minute) * time.Minute)
	return k
}

func TestWhoseTurnItIs(t *testing.T) {
	both := Counter{Number: 4, Services: []string{"B", "C"}}
	rested := Counter{Number: 4, Services: []string{"B", "C"}, Since: 2}
	ratio := kiosk.Policy{Order: kiosk.ByRatio, Others: 2}
	slots := kiosk.Policy{AppointmentEarly: 10, AppointmentLate: 10}
	overtaken := func(n int, k Ticket) Ticket { k.Overtaken = n; return k }
	for name, c := range map[string]struct {
		line    []Ticket
		policy  kiosk.Policy
		counter Counter
		minute  int
		want    string
		why     Reason
	}{
		"nobody waits":               {nil, kiosk.Policy{}, both, 30, "", ""},
		"nobody for this counter":    {[]Ticket{came("A1", 0)}, ratio, both, 30, "", ""},
		"by time, a class or not":    {[]Ticket{came("B1", 3), of(kiosk.Disabled, came("C1", 2)), of(kiosk.Elder80, came("C2", 4))}, kiosk.Policy{}, both, 30, "C1", LongestWait},
		"a class goes first":         {[]Ticket{came("B1", 1), of(kiosk.Disabled, came("C1", 20))}, ratio, rested, 30, "C1", Priority},
		"one has just gone first":    {[]Ticket{came("B1", 9), of(kiosk.Disabled, came("C1", 2))}, ratio, both, 30, "B1", OthersTurn},
		"and is the longest waiting": {[]Ticket{came("B1", 1), of(kiosk.Disabled, came("C1", 2))}, ratio, both, 30, "B1", LongestWait},
		"only classes wait":          {[]Ticket{of(kiosk.Merit, came("B1", 3)), of(kiosk.Disabled, came("C1", 2))}, ratio, both, 30, "C1", Priority},
		"overtaken often enough":     {[]Ticket{overtaken(5, came("B1", 1)), of(kiosk.Disabled, came("B2", 20)), came("C1", 0)}, kiosk.Policy{Order: kiosk.ByRatio, MostOvertakes: 5}, rested, 30, "B1", Overtaken},
		"overtaken not often enough": {[]Ticket{overtaken(4, came("B1", 1)), of(kiosk.Disabled, came("B2", 20))}, kiosk.Policy{Order: kiosk.ByRatio, MostOvertakes: 5}, rested, 30, "B2", Priority},
		"a head start":               {[]Ticket{came("B1", 1), of(kiosk.Elder80, came("B2", 20))}, kiosk.Policy{Order: kiosk.ByAge, HeadStart: map[kiosk.Class]int{kiosk.Elder80: 20}}, both, 30, "B2", Priority},
		"a head start too short":     {[]Ticket{came("B1", 1), of(kiosk.Elder80, came("B2", 20))}, kiosk.Policy{Order: kiosk.ByAge, HeadStart: map[kiosk.Class]int{kiosk.Elder80: 18}}, both, 30, "B1", LongestWait},
		"the counter's own service":  {[]Ticket{came("C1", 1), came("B1", 9)}, kiosk.Policy{PreferMinutes: 10}, both, 30, "B1", Preferred},
		"help where it is needed":    {[]Ticket{came("C1", 1), came("B1", 12)}, kiosk.Policy{PreferMinutes: 10}, both, 30, "C1", LongestWait},
		"for another counter":        {[]Ticket{{ID: "B1", Service: "B", LineAt: eight, ForCounter: 3}, came("B2", 9)}, kiosk.Policy{}, both, 30, "B2", LongestWait},
		"for this one, any service":  {[]Ticket{{ID: "A1", Service: "A", LineAt: eight, ForCounter: 4}, came("B2", 9)}, kiosk.Policy{}, both, 30, "A1", LongestWait},
		"an appointment":             {[]Ticket{came("B1", 1), appointed(30, came("B2", 25))}, slots, rested, 30, "B2", Appointment},
		"too early for it":           {[]Ticket{came("B1", 1), appointed(41, came("B2", 25))}, slots, rested, 30, "B1", LongestWait},
		"early is early enough":      {[]Ticket{came("B1", 1), appointed(40, came("B2", 25))}, slots, rested, 30, "B2", Appointment},
		"came late for it":           {[]Ticket{came("B1", 1), appointed(10, came("B2", 21))}, slots, rested, 30, "B1", LongestWait},
		"late, but in time":          {[]Ticket{came("B1", 1), appointed(10, came("B2", 20))}, slots, rested, 30, "B2", Appointment},
		"not two appointments":       {[]Ticket{came("B1", 20), appointed(30, came("B2", 15))}, slots, both, 30, "B1", OthersTurn},
	} {
		k, why, ok := Next(c.line, c.policy, c.counter, eight.Add(time.Duration(c.minute)*time.Minute))
		if k.ID != c.want || why != c.why || ok != (c.want != "") {
			t.Errorf("%s: %q because of %q (%v), want %q because of %q", name, k.ID, why, ok, c.want, c.why)
		}
	}
}

func TestAtTheSameMomentTheOrderIsTheSameEverywhere(t *testing.T) {
	one, two, three := came("B1", 0), came("B2", 0), came("B3", 0)
	two.Seq, three.Device = 1, "3"
	for _, line := range [][]Ticket{{one, two, three}, {three, two, one}, {two, three, one}} {
		if k, _, _ := Next(line, kiosk.Policy{}, Counter{Services: []string{"B"}}, eight); k.ID != "B1" {
			t.Errorf("of %v comes %s", line, k.ID)
		}
	}
}
