package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/queue/turn"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A desk is what the counter page shows.
type desk struct {
	Now     int64 // Unix milliseconds, for the timer
	Counter int
	Current *serving
	At      string // id of its ticket
	Keys    []key
	Served  int
	Median  string
	Told    string // how often what people were told came true, or ""
	Waiting []waiting
	Order   string     // how the list is ordered, in words
	Away    []away     // who was here and may come back
	Targets []transfer // where a visitor may be sent
	Behind  []heldBack
}

// A serving is the number at the counter.
type serving struct {
	Number, What string
	Why          string // it was its turn
	Since        int64  // Unix milliseconds
	For          string
	Calls        int
	Class        string
	Here         bool // the visitor has come
}

// A waiting is a row of the waiting list.
type waiting struct{ ID, Number, What, For, Why, Class string }

// An away is somebody who fetches a paper or did not come.
type away struct{ ID, Number, Why string }

// A transfer is a service or a counter one may be sent to.
type transfer struct{ Value, Text string }

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
	d := desk{Now: now.UnixMilli(), Counter: v.Counter.Number, Served: v.Served, Median: s.t("web.none"), Keys: s.keys(v),
		Order: s.orderOf(site.Policy), Away: s.away(v), Targets: s.targets(site, v.Counter)}
	if v.Told.Told > 0 {
		d.Told = s.t("counter.told", words.Args{"Share": 100 * v.Told.Kept / v.Told.Told, "Count": v.Told.Told})
	}
	if v.Served > 0 {
		d.Median = minuteSecond(v.Median)
	}
	if k := v.Current; k != nil {
		d.At = k.ID
		d.Current = &serving{Number: k.Number, What: what(site, catalogue, *k), Why: s.because(*k, site), Class: s.class(k.Class), Here: k.State == store.Serving, Since: k.CalledAt.UnixMilli(), For: minuteSecond(now.Sub(k.CalledAt)), Calls: k.Calls}
	}
	for i, k := range v.Waiting {
		d.Waiting = append(d.Waiting, waiting{
			ID: k.ID, Number: k.Number, What: what(site, catalogue, k),
			For: lasting(s.Words.In(kiosk.Vietnamese), now.Sub(k.IssuedAt)), Why: s.why(i, k, site), Class: s.class(k.Class),
		})
	}
	for code, n := range v.Behind {
		d.Behind = append(d.Behind, heldBack{code, n})
	}
	slices.SortFunc(d.Behind, func(a, b heldBack) int { return cmp.Compare(a.Kiosk, b.Kiosk) })
	return d, nil
}

// keys are the clerk's buttons. F5 stays the browser's; F7 opens the transfer.
func (s *Server) keys(v queue.CounterView) (keys []key) {
	at, path := "", func(what string) string { return "/counter/" + what }
	if v.Current == nil {
		keys = []key{{Path: path("next"), Key: "F2", Text: s.t("counter.next"), First: true}}
	} else {
		at = v.Current.ID
		keys = append(keys, key{path("next"), "F2", s.t("counter.finish_next"), at, true})
		if v.Current.State == store.Called {
			keys = append(keys, key{path("recall"), "F3", s.t("counter.recall"), at, false}, key{path("no-show"), "F4", s.t("counter.no_show"), at, false},
				key{path("begin"), "F10", s.t("counter.begin"), at, false})
		}
		keys = append(keys, key{path("park"), "F6", s.t("counter.park"), at, false}, key{path("done"), "F8", s.t("counter.done"), at, false})
	}
	if v.Undo {
		keys = append(keys, key{path("undo"), "F9", s.t("counter.undo"), at, false})
	}
	return keys
}

// why explains a place in the list.
func (s *Server) why(place int, k queue.Ticket, site kiosk.Site) string {
	if place == 0 || k.Reason == queue.Delayed || k.Reason == string(turn.Priority) || k.Reason == string(turn.Appointment) {
		return s.because(k, site)
	}
	return s.t("why.in_order")
}

// because says the reason of a call.
func (s *Server) because(k queue.Ticket, site kiosk.Site) string {
	return s.t("why."+k.Reason, words.Args{"Class": s.class(k.Class), "Time": clock(k.AppointedAt, site), "Until": clock(k.NotBefore, site)})
}

// class is a priority class in words, "" for none; one that a newer kiosk knows
// is shown as some class.
func (s *Server) class(c kiosk.Class) string {
	if c == "" {
		return ""
	}
	if key := "group." + string(c); s.Words.In(kiosk.Vietnamese).Has(key) {
		return s.t(key)
	}
	return s.t("group.unknown")
}

// orderOf says the policy in words.
func (s *Server) orderOf(p kiosk.Policy) string {
	switch p.Order {
	case kiosk.ByRatio:
		return s.t("counter.order_ratio", words.Args{"Count": p.Gap()})
	case kiosk.ByAge:
		return s.t("counter.order_ageing")
	}
	return s.t("counter.order")
}

func (s *Server) away(v queue.CounterView) (list []away) {
	for _, k := range v.Parked {
		list = append(list, away{k.ID, k.Number, s.t("counter.parked")})
	}
	for _, k := range v.Missed {
		list = append(list, away{k.ID, k.Number, s.t("counter.missed")})
	}
	return list
}

// targets are the services and the other counters.
func (s *Server) targets(site kiosk.Site, from kiosk.Counter) (list []transfer) {
	for _, v := range site.Services {
		if len(site.CountersFor(v.Letter)) > 0 {
			list = append(list, transfer{v.Letter, v.Letter + " · " + v.Name.VI})
		}
	}
	for _, c := range site.Counters {
		if c.Number != from.Number {
			list = append(list, transfer{strconv.Itoa(c.Number), s.t("counter.name", words.Args{"Counter": c.Number}) + " · " + counterName(site, c)})
		}
	}
	return list
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
