package turn

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// wish lets some of a line ask for more time, until so many minutes from now.
func wish(t *rapid.T, line []Ticket, now time.Time) []Ticket {
	line = slices.Clone(line)
	for i := range line {
		if rapid.IntRange(0, 3).Draw(t, "asks") == 0 {
			line[i].NotBefore = now.Add(time.Duration(rapid.IntRange(-10, 20).Draw(t, "minutes")) * time.Minute)
		}
	}
	return line
}

// aside lets people of a morning ask for more time before each call, and tells
// where the call differs from one of a line in which nobody who is away stands and
// everybody else stands where they came.
func aside(t *rapid.T, pick picker) (wrong []string) {
	morning(t, func(line []Ticket, p kiosk.Policy, c Counter, now time.Time) (Ticket, Reason, bool) {
		asked := wish(t, line, now)
		k, _, ok := pick(asked, p, c, now)
		here := slices.DeleteFunc(slices.Clone(asked), func(k Ticket) bool { return k.Away(now) })
		for i := range here {
			here[i].NotBefore = time.Time{}
		}
		want, _, wanted := Next(here, p, c, now)
		if k.ID != want.ID || ok != wanted {
			wrong = append(wrong, fmt.Sprintf("%q is called, %q without those who asked for more time", k.ID, want.ID))
		}
		return Next(line, p, c, now)
	})
	return wrong
}

// Who asked for more time is passed over until then and is nobody's hindrance;
// afterwards they stand where they came.
func TestWhoAsksForTimeIsPassedOverAndKeepsTheirPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, wrong := range aside(t, Next) {
			t.Error(wrong)
		}
	})
}

// What is foretold names everybody a counter may call once, those who are away
// when nobody else is left.
func TestWhoIsAwayIsForetoldLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		morning(t, func(line []Ticket, p kiosk.Policy, c Counter, now time.Time) (Ticket, Reason, bool) {
			asked, away := wish(t, line, now), false
			order := Order(asked, p, c, now)
			for _, turn := range order {
				if away && !turn.Away(now) {
					t.Errorf("%s is here and foretold behind somebody who is away", turn.ID)
				}
				away = away || turn.Away(now)
			}
			able := slices.DeleteFunc(asked, func(k Ticket) bool { return !c.may(k) })
			if len(order) != len(able) {
				t.Errorf("%d are foretold of %d", len(order), len(able))
			}
			return Next(line, p, c, now)
		})
	})
}

// The controls: a wish nobody heeds, and one that costs the place.
func TestControlWishesForTime(t *testing.T) {
	for name, pick := range map[string]picker{
		"a wish for more time nobody heeds": func(line []Ticket, p kiosk.Policy, c Counter, now time.Time) (Ticket, Reason, bool) {
			line = slices.Clone(line)
			for i := range line {
				line[i].NotBefore = time.Time{}
			}
			return Next(line, p, c, now)
		},
		"a wish for more time that costs the place": func(line []Ticket, p kiosk.Policy, c Counter, now time.Time) (Ticket, Reason, bool) {
			line = slices.Clone(line)
			for i, k := range line {
				if k.NotBefore.After(k.LineAt) {
					line[i].LineAt = k.NotBefore
				}
			}
			return Next(line, p, c, now)
		},
	} {
		var found []string
		draw := rapid.Custom(func(t *rapid.T) []string { return aside(t, pick) })
		for seed := 0; seed < 300 && len(found) == 0; seed++ {
			found = draw.Example(seed)
		}
		proof.Control(t, name, "TestWhoAsksForTimeIsPassedOverAndKeepsTheirPlace", found...)
	}
}
