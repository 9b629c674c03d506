package kiosk

import (
	"fmt"
	"slices"
	"time"
)

// Queue is the live state of a site's lines: the body of the queue document.
// Its version grows with every change.
type Queue struct {
	Day      Date              `json:"day"`
	At       time.Time         `json:"at"`
	Lines    []Line            `json:"lines"`
	Called   []Called          `json:"called"`             // newest first, at most 8
	Tickets  []TicketState     `json:"tickets"`            // of the last hours, for the kiosks that issued them
	Cursors  map[string]Cursor `json:"cursors"`            // by kiosk code: how much of each kiosk is counted here
	Meetings []SlotTaken       `json:"meetings,omitempty"` // times that somebody has, from today on
	// Appointments are those of today that give no number any more.
	Appointments []AppointmentState `json:"appointments,omitempty"`
	HelpSeen     []string           `json:"help_seen"` // ids of help calls a person has acknowledged, last 15 minutes
	// HelpTold are ids of help calls nobody acknowledged in time, so that everybody
	// was told, last 15 minutes.
	HelpTold []string `json:"help_told,omitempty"`
	Paused   []Paused `json:"paused,omitempty"` // counters that are closed for a while
}

// Paused is a counter that is closed for a while.
type Paused struct {
	Counter int       `json:"counter"`
	Reason  string    `json:"reason"` // lunch, break, meeting, equipment, another
	Since   time.Time `json:"since"`
}

// AllPaused tells why nobody is called to any of some counters for a while: the
// reason they share, or another. It is false while one of them is open, and for none.
func (q Queue) AllPaused(counters []int) (reason string, paused bool) {
	for i, number := range counters {
		at := slices.IndexFunc(q.Paused, func(p Paused) bool { return p.Counter == number })
		switch {
		case at < 0:
			return "", false
		case i == 0:
			reason = q.Paused[at].Reason
		case reason != q.Paused[at].Reason:
			reason = PausedAnother
		}
	}
	return reason, len(counters) > 0
}

// PausedAnother is any other reason why a counter is closed for a while.
const PausedAnother = "another"

// A Line is one service's queue.
type Line struct {
	Service string `json:"service"`
	Waiting int    `json:"waiting"`
	Issued  int    `json:"issued,omitempty"` // today, without those taken back
	Pace    Pace   `json:"pace"`
	// Wait is what who takes a number now may expect, WaitFirst who goes first;
	// nil when too little is known to promise anything.
	Wait      *Wait `json:"wait,omitempty"`
	WaitFirst *Wait `json:"wait_first,omitempty"`
}

// Called is a number called to a counter.
type Called struct {
	Number  string    `json:"number"`
	Counter int       `json:"counter"`
	At      time.Time `json:"at"`
}

// TicketState tells a kiosk what became of a ticket: waiting, called, …
type TicketState struct {
	Number  string `json:"number"`
	State   string `json:"state"`
	Counter int    `json:"counter,omitempty"`
	Ahead   int    `json:"ahead"` // while waiting
	// Wait is how much longer it waits; nil when too little is known.
	Wait *Wait `json:"wait,omitempty"`
}

// A Cursor says up to which event of a kiosk the center has counted.
type Cursor struct {
	Epoch string `json:"epoch"`
	Seq   int64  `json:"seq"`
}

// ParseQueue reads the body of a queue document.
func ParseQueue(body []byte) (Queue, error) {
	var q Queue
	if err := decodeBody(body, &q); err != nil {
		return Queue{}, fmt.Errorf("queue: %w", err)
	}
	return q, nil
}

// Line finds the line of a service; an unknown one is empty.
func (q Queue) Line(service string) Line {
	for _, l := range q.Lines {
		if l.Service == service {
			return l
		}
	}
	return Line{Service: service}
}

// LastCalls are the newest calls, one a counter, at most so many.
func (q Queue) LastCalls(most int) (list []Called) {
	for _, c := range q.Called {
		if len(list) < most && !slices.ContainsFunc(list, func(l Called) bool { return l.Counter == c.Counter }) {
			list = append(list, c)
		}
	}
	return list
}

// Ticket finds what became of a ticket; ok is false when the center has not
// heard of it, or long ago.
func (q Queue) Ticket(number string) (t TicketState, ok bool) {
	for _, t := range q.Tickets {
		if t.Number == number {
			return t, true
		}
	}
	return TicketState{}, false
}

// Pace is how fast a line moves: seconds a person ahead adds to the wait, at
// the 50th and the 80th percentile of what was observed, over N services.
type Pace struct {
	P50 float64 `json:"p50_s"`
	P80 float64 `json:"p80_s"`
	N   int     `json:"n"`
}

// EnoughPace is the number of observed services below which no time is
// promised, only people ahead.
const EnoughPace = 5

// longestWait is the longest wait anybody is told, in seconds: beyond it a
// pace is a mistake.
const longestWait = 12 * 60 * 60

// Wait is the range promised to a visitor, in minutes, multiples of 5.
type Wait struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Forecast is what somebody who takes a number now may expect, behind so many who
// took theirs after the line was counted.
func (l Line) Forecast(c Class, since int) (w Wait, ok bool) {
	told := l.Wait
	if c != "" && l.WaitFirst != nil {
		told, since = l.WaitFirst, 0
	}
	if told == nil {
		return l.Pace.WaitFor(l.Waiting + since)
	}
	more := Wait{}
	if since > 0 {
		more, _ = l.Pace.WaitFor(since)
	}
	w = Wait{told.From + more.From, told.To + more.From}
	if w.From < 0 || w.To < w.From || w.To*60 > longestWait {
		return Wait{}, false
	}
	return w, true
}

// WaitFor works out the range for the given number of people ahead; ok is
// false when too little was observed to promise anything, or nothing sensible.
func (p Pace) WaitFor(ahead int) (w Wait, ok bool) {
	sensible := p.P50 > 0 && p.P80 >= p.P50 && p.P80*float64(ahead) <= longestWait
	if p.N < EnoughPace || ahead < 0 || !sensible {
		return Wait{}, false
	}
	w.From = int(p.P50*float64(ahead)/60/5) * 5
	w.To = (int(p.P80*float64(ahead)/60/5) + 1) * 5
	return w, true
}
