package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/kiosk"
)

// A desk is what the counter page shows.
type desk struct {
	Now     int64 // Unix milliseconds, for the timer
	Counter int
	Current *serving
	Keys    []key
	Served  int
	Median  string
	Waiting []waiting
	Behind  []heldBack
}

// A serving is the number at the counter.
type serving struct {
	Number, What string
	Why          string // it was its turn
	Since        int64  // Unix milliseconds
	For          string
	Calls        int
}

// A waiting is a row of the waiting list.
type waiting struct{ ID, Number, What, For, Why string }

// A heldBack says how much a kiosk has not sent yet.
type heldBack struct {
	Kiosk  string
	Events int64
}

// A key is a button with its function key. Current is the ticket the clerk
// sees when pressing it.
type key struct {
	Path, Key, Text, Current string
	First                    bool
}

// deskOf draws the counter's view in words.
func (s *Server) deskOf(ctx context.Context, site kiosk.Site, v queue.CounterView) (desk, error) {
	catalogue, err := s.Publisher.Catalogue(ctx)
	if err != nil {
		return desk{}, err
	}
	now := s.Now()
	d := desk{Now: now.UnixMilli(), Counter: v.Counter.Number, Served: v.Served, Median: s.t("web.none"), Keys: s.keys(v.Current)}
	if v.Served > 0 {
		d.Median = minuteSecond(v.Median)
	}
	if k := v.Current; k != nil {
		d.Current = &serving{Number: k.Number, What: what(site, catalogue, *k), Why: s.t("why." + k.Reason), Since: k.CalledAt.UnixMilli(), For: minuteSecond(now.Sub(k.CalledAt)), Calls: k.Calls}
	}
	for i, k := range v.Waiting {
		d.Waiting = append(d.Waiting, waiting{
			ID: k.ID, Number: k.Number, What: what(site, catalogue, k),
			For: lasting(s.Words.In(kiosk.Vietnamese), now.Sub(k.IssuedAt)), Why: s.why(i),
		})
	}
	for code, n := range v.Behind {
		d.Behind = append(d.Behind, heldBack{code, n})
	}
	slices.SortFunc(d.Behind, func(a, b heldBack) int { return cmp.Compare(a.Kiosk, b.Kiosk) })
	return d, nil
}

// keys are the clerk's buttons: one while the counter is free, four while it
// serves. F5 to F7 stay the browser's.
func (s *Server) keys(current *queue.Ticket) []key {
	if current == nil {
		return []key{{Path: "/counter/next", Key: "F2", Text: s.t("counter.next"), First: true}}
	}
	return []key{
		{"/counter/next", "F2", s.t("counter.finish_next"), current.ID, true},
		{"/counter/recall", "F3", s.t("counter.recall"), current.ID, false},
		{"/counter/no-show", "F4", s.t("counter.no_show"), current.ID, false},
		{"/counter/done", "F8", s.t("counter.done"), current.ID, false},
	}
}

// why explains a place in the list; lines are strictly first come, first called.
func (s *Server) why(place int) string {
	if place == 0 {
		return s.t("why.longest_wait")
	}
	return s.t("why.in_order")
}

// what is the procedure a ticket was taken for, else its service.
func what(site kiosk.Site, c kiosk.Catalogue, k queue.Ticket) string {
	if p, err := c.Procedure(k.Procedure); err == nil {
		return cmp.Or(p.ShortVI, p.NameVI)
	}
	if v, err := site.Service(k.Service); err == nil {
		return v.Name.VI
	}
	return k.Service
}

// minuteSecond writes 06:12, also beyond an hour.
func minuteSecond(d time.Duration) string {
	s := max(0, int(d/time.Second))
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}
