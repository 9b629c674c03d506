package turn

import (
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
	desk := Desk{Counter{Number: 3, Services: []string{"B"}}, eight, eight.Add(time.Hour)}
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
			desks = append(desks, Desk{c, eight, eight.Add(48 * time.Hour)})
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
