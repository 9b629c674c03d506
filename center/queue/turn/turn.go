// Package turn decides who is called next, and why.
//
// It is pure: the same waiting line, policy, counter and moment give the same
// answer, so that an auditor can work out every call again and a Director can
// ask what another policy would have done. It promises that within a service and
// a class nobody is called before somebody who came earlier, that a policy's cap
// on overtakes holds, and that the first of each service and class are enough to
// decide: the cost of a call does not grow with the line. It reads no database.
package turn

import (
	"slices"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A Reason says why it was somebody's turn: a key of assets/words "why.*".
type Reason string

// The reasons Next gives.
const (
	LongestWait Reason = "longest_wait" // nobody this counter may call has waited longer
	Priority    Reason = "priority"     // of a priority class
	Appointment Reason = "appointment"  // due, and here
	Overtaken   Reason = "overtaken"    // as many as the policy allows went before
	OthersTurn  Reason = "others_turn"  // one with priority waits longer, and one has just been called
	Preferred   Reason = "preferred"    // the counter's own service comes before those it helps with
)

// A Ticket is somebody who waits.
type Ticket struct {
	ID          string
	Service     string // letter
	Class       kiosk.Class
	LineAt      time.Time // their place: when they came
	AppointedAt time.Time // zero for none
	ForCounter  int       // the one counter they wait for, or 0
	NotBefore   time.Time // passed over until then, at their own wish; zero for never
	Overtaken   int       // how many who came later to the service were called before them
	Device      string    // with Seq decides between two who came at the same moment
	Seq         int64
}

// A Counter is who asks. Since is how many others it has called since the last
// one who went first; more than the policy's gap is the same as the gap.
type Counter struct {
	Number   int
	Services []string // letters, in order of preference
	Since    int
}

// Earlier orders tickets by when they came; at the same moment by kiosk and then
// by its count, so that the order is the same everywhere.
func Earlier(a, b Ticket) bool {
	if !a.LineAt.Equal(b.LineAt) {
		return a.LineAt.Before(b.LineAt)
	}
	if a.Device != b.Device {
		return a.Device < b.Device
	}
	return a.Seq < b.Seq
}

// Next picks whose turn it is at a counter, and says why; ok is false when
// nobody waits whom it may call.
func Next(waiting []Ticket, p kiosk.Policy, c Counter, now time.Time) (next Ticket, why Reason, ok bool) {
	var able, owed, first, others []Ticket
	for _, k := range waiting {
		if !c.may(k) || k.Away(now) {
			continue
		}
		able = append(able, k)
		switch {
		case p.MostOvertakes > 0 && k.Overtaken >= p.MostOvertakes:
			owed = append(owed, k)
		case GoesFirst(k, p, now):
			first = append(first, k)
		default:
			others = append(others, k)
		}
	}
	switch {
	case len(able) == 0:
		return Ticket{}, "", false
	case len(owed) > 0:
		next = least(owed, Earlier)
		return next, because(next, able, Overtaken), true
	case len(first) > 0 && (c.Since >= p.Gap() || len(others) == 0):
		next = least(first, sooner(func(k Ticket) time.Time { return due(k, p, now) }))
		if Due(next, p, now) {
			return next, Appointment, true
		}
		return next, Priority, true
	}
	next = least(others, sooner(func(k Ticket) time.Time { return k.LineAt.Add(c.lag(k, p) - p.Start(k.Class)) }))
	switch {
	case p.Start(next.Class) > 0 && next.Class != "":
		why = Priority
	case len(first) > 0 && !Earlier(next, least(first, Earlier)):
		why = OthersTurn
	default:
		why = Preferred
	}
	return next, because(next, able, why), true
}

// Away reports whether somebody asked for more time and is passed over now. They
// keep their place: whoever comes later goes before them only meanwhile.
func (k Ticket) Away(now time.Time) bool { return now.Before(k.NotBefore) }

// may reports whether the counter may call a ticket.
func (c Counter) may(k Ticket) bool {
	if k.ForCounter != 0 {
		return k.ForCounter == c.Number
	}
	return slices.Contains(c.Services, k.Service)
}

// lag is how much longer somebody has to have waited at this counter than one
// of its first service.
func (c Counter) lag(k Ticket, p kiosk.Policy) time.Duration {
	place := slices.Index(c.Services, k.Service)
	if k.ForCounter == c.Number {
		place = 0
	}
	return time.Duration(max(0, place)*p.PreferMinutes) * time.Minute
}

// GoesFirst reports whether somebody is called before those who came earlier:
// the appointed under every order, the priority classes ByRatio.
func GoesFirst(k Ticket, p kiosk.Policy, now time.Time) bool {
	return Due(k, p, now) || k.Class != "" && p.Order == kiosk.ByRatio
}

// Due reports whether somebody is here for an appointment that counts now.
func Due(k Ticket, p kiosk.Policy, now time.Time) bool {
	if k.AppointedAt.IsZero() {
		return false
	}
	early, late := p.Window(k.Service)
	return !now.Before(k.AppointedAt.Add(-early)) && !k.LineAt.After(k.AppointedAt.Add(late))
}

// due is the moment somebody who goes first counts from.
func due(k Ticket, p kiosk.Policy, now time.Time) time.Time {
	if Due(k, p, now) {
		return k.AppointedAt
	}
	return k.LineAt
}

// because is why, unless the plainest reason holds: nobody waits longer.
func because(next Ticket, able []Ticket, why Reason) Reason {
	if least(able, Earlier).ID == next.ID {
		return LongestWait
	}
	return why
}

// sooner orders by a time, then by who came earlier.
func sooner(at func(Ticket) time.Time) func(a, b Ticket) bool {
	return func(a, b Ticket) bool {
		if x, y := at(a), at(b); !x.Equal(y) {
			return x.Before(y)
		}
		return Earlier(a, b)
	}
}

func least(all []Ticket, before func(a, b Ticket) bool) Ticket {
	least := all[0]
	for _, k := range all[1:] {
		if before(k, least) {
			least = k
		}
	}
	return least
}
