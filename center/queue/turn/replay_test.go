package turn

import (
	"maps"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dongthap.vn/sen/kiosk"
)

// takes is a visit whose service takes so many minutes.
func takes(minutes int, k Ticket) Visit {
	return Visit{Ticket: k, Takes: time.Duration(minutes) * time.Minute}
}

func TestADayIsPlayedAgain(t *testing.T) {
	desk := Desk{Counter: Counter{Number: 3, Services: []string{"B"}}, From: eight, To: eight.Add(time.Hour)}
	visits := []Visit{takes(10, came("B1", 0)), takes(5, came("B2", 1)), takes(5, of(kiosk.Disabled, came("B3", 2))), takes(9, came("B4", 58)), takes(9, came("B5", 59)),
		{Ticket: came("B6", 3), LeftAt: eight.Add(12 * time.Minute)}}
	for order, want := range map[kiosk.Order]map[string]int{
		kiosk.ByTime:  {"B1": 0, "B2": 10, "B3": 15, "B4": 58},
		kiosk.ByRatio: {"B1": 0, "B2": 15, "B3": 10, "B4": 58},
	} {
		calls := Replay(visits, []Desk{desk}, kiosk.Policy{Order: order})
		if len(calls) != len(want) {
			t.Errorf("%s: %v", order, calls)
		}
		for id, minute := range want {
			if got := calls[id].Sub(eight); got != time.Duration(minute)*time.Minute {
				t.Errorf("%s: %s is called after %s, want %d minutes", order, id, got, minute)
			}
		}
	}
}

// One number, two services: the second is called in the place of the number once
// the first is done, and never before it. A paper takes as long as it took.
func TestFurtherServicesAreInTheReplay(t *testing.T) {
	desk := func(n int, service string) Desk {
		return Desk{Counter: Counter{Number: n, Services: []string{service}}, From: eight, To: eight.Add(5 * time.Hour)}
	}
	at := func(service string, k Ticket) Ticket { k.Service = service; return k }
	both := takes(10, at("B", came("B1", 0)))
	both.Then = []Leg{{Service: "C", Takes: 10 * time.Minute}, {Service: "B", ForCounter: 3, Away: 30 * time.Minute, Takes: 5 * time.Minute}}
	visits := []Visit{both, takes(6, at("C", came("C1", 1))), takes(6, at("C", came("C2", 2))), takes(4, at("C", came("C3", 3))), takes(1, at("B", came("B2", 45))), takes(9, at("B", came("B3", 54)))}
	calls := Replay(visits, []Desk{desk(3, "B"), desk(4, "C")}, kiosk.Policy{})
	for id, minute := range map[string]int{"B1": 0, "C1": 1, "C2": 7, "C3": 23, "B2": 45, "B3": 58} { // B1 at C from 13 to 23, at B again from 53 to 58
		if got := calls[id].Sub(eight); got != time.Duration(minute)*time.Minute {
			t.Errorf("%s is called after %s, want %d minutes", id, got, minute)
		}
	}
}

func TestAPausedDeskCallsNobodyInTheReplay(t *testing.T) {
	minutes := func(n int) time.Time { return eight.Add(time.Duration(n) * time.Minute) }
	desk := Desk{Counter: Counter{Number: 3, Services: []string{"B"}}, From: eight, To: minutes(300), Pauses: []Span{{minutes(10), minutes(40)}, {minutes(60), time.Time{}}}}
	calls := Replay([]Visit{takes(12, came("B1", 0)), takes(5, came("B2", 1)), takes(30, came("B3", 50)), takes(5, came("B4", 55))}, []Desk{desk}, kiosk.Policy{})
	want := map[string]time.Time{"B1": eight, "B2": minutes(40), "B3": minutes(50)} // and B4 never: that pause has no end
	if !maps.EqualFunc(calls, want, time.Time.Equal) {
		t.Errorf("called %v, want %v", calls, want)
	}
}

// Whatever the policy, everybody is called who would be: counters do not idle
// while somebody waits whom they may call, so the last call is as early.
func TestNoPolicyLeavesAnybodyOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHall(t, Next)
		var visits []Visit
		for range rapid.IntRange(0, 40).Draw(t, "visits") {
			h.now = h.now.Add(time.Duration(rapid.IntRange(0, 6).Draw(t, "pass")) * time.Minute)
			h.come(t)
			visits = append(visits, takes(rapid.IntRange(0, 9).Draw(t, "takes"), h.line[len(h.line)-1]))
		}
		var desks []Desk
		for _, c := range h.counters {
			desks = append(desks, Desk{Counter: c, From: eight, To: eight.Add(48 * time.Hour)})
		}
		calls := Replay(visits, desks, h.policy)
		for _, v := range visits {
			able := false
			for _, c := range h.counters {
				able = able || c.may(v.Ticket)
			}
			if at, called := calls[v.ID]; called != able || called && at.Before(v.LineAt) {
				t.Errorf("%s came at %s and was called at %s (%v), and may be: %v", v.ID, v.LineAt, at, called, able)
			}
		}
	})
}
