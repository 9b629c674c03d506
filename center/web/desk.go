package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/queue/turn"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// mostRows is how many a clerk sees of those who wait: the page is drawn and sent
// anew at every change, for every counter. A number further back is found by typing it.
const mostRows = 100

// A desk is what the counter page shows.
type desk struct {
	Now     int64 // Unix milliseconds, for the timer
	Counter int
	Current *serving
	At      string // id of its ticket
	Keys    []key
	Served  int
	Median  string
	Told    string     // how often what people were told came true, or ""
	Waiting []waiting  // the first mostRows
	Count   int        // how many wait
	Beyond  int        // how many of them are not in the list
	Order   string     // how the list is ordered, in words
	Away    []away     // who was here and may come back
	Targets []transfer // where a visitor may be sent
	Behind  []heldBack
	Silent  []string  // kiosks nothing was heard of, in sentences
	Paused  string    // since when and why this counter pauses, or ""
	Others  []string  // the same of the other counters
	Ask     *question // why a number is called out of its turn, or nil
	Reasons []reason  // why a counter pauses

	Shortcuts []shortcut
	Add       []transfer // services that may be added to the ticket
	Classes   []choice   // what its class may be corrected to
}

// A serving is the number at the counter.
type serving struct {
	Key          string // changes with what may be done
	Number, What string
	Why          string // it was its turn
	Since        int64  // Unix milliseconds
	For          string
	Calls        int
	Class        string
	Here         bool   // the visitor has come
	Further      string // the services it goes on to
	Notes        []noted
}

// A waiting is a row of the waiting list.
type waiting struct {
	ID, Number, What, For, Why, Class string
	Notes                             []noted
}

// An away is somebody who fetches a paper or did not come.
type away struct {
	ID, Number, Why string
	Notes           []noted
}

// A transfer is a service or a counter one may be sent to.
type transfer struct{ Value, Text string }

// A heldBack says how much a kiosk has not sent yet.
type heldBack struct {
	Kiosk  string
	Events int64
}

// A shortcut is a key with what it does, for the list behind F1.
type shortcut struct{ Key, Text string }

func (s *Server) shortcuts() (list []shortcut) {
	for _, k := range [][2]string{{"F2", "f2"}, {"F3", "f3"}, {"F4", "f4"}, {"F6", "f6"}, {"F7", "f7"}, {"F8", "f8"}, {"F9", "f9"}, {"F10", "f10"}, {"F12", "f12"}, {"N", "n"}, {"/", "slash"}, {"Esc", "escape"}} {
		list = append(list, shortcut{k[0], s.t("shortcut." + k[1])})
	}
	return list
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
		Shortcuts: s.shortcuts(), Order: s.orderOf(site.Policy), Away: s.away(v, site), Targets: s.targets(site, v)}
	if v.Told.Told > 0 {
		d.Told = s.t("counter.told", words.Args{"Share": 100 * v.Told.Kept / v.Told.Told, "Count": v.Told.Told})
	}
	if v.Served > 0 {
		d.Median = minuteSecond(v.Median)
	}
	if d.Silent, err = s.silentKiosks(ctx, site); err != nil {
		return desk{}, err
	}
	d.Others, d.Ask = s.pausesOf(v, site), s.asked(ctx, v)
	switch {
	case v.Pause != nil:
		d.Paused = s.pauseOf(*v.Pause, site)
	case v.Current == nil:
		d.Reasons = s.reasons("pause.", queue.Pauses)
	}
	if k := v.Current; k != nil {
		d.At = k.ID
		d.Add, d.Classes = addable(site, *k), s.classes(k.Class)
		d.Current = &serving{Key: fmt.Sprint(k.ID, "-", k.Further, "-", k.Class, "-", len(v.Notes[k.ID])), Further: goesOn(site, k.Further, kiosk.Vietnamese), Number: k.Number, What: what(site, catalogue, *k), Why: s.because(*k, site), Class: s.class(k.Class), Here: k.State == store.Serving, Since: k.CalledAt.UnixMilli(), For: minuteSecond(now.Sub(k.CalledAt)), Calls: k.Calls, Notes: s.notesOf(v.Notes[k.ID], site)}
	}
	d.Count, d.Beyond = len(v.Waiting), max(0, len(v.Waiting)-mostRows)
	for i, k := range v.Waiting[:d.Count-d.Beyond] {
		d.Waiting = append(d.Waiting, waiting{
			ID: k.ID, Number: k.Number, What: what(site, catalogue, k),
			For: lasting(s.Words.In(kiosk.Vietnamese), now.Sub(k.IssuedAt)), Why: s.why(i, k, site), Class: s.class(k.Class), Notes: s.notesOf(v.Notes[k.ID], site),
		})
	}
	for code, n := range v.Behind {
		d.Behind = append(d.Behind, heldBack{code, n})
	}
	slices.SortFunc(d.Behind, func(a, b heldBack) int { return cmp.Compare(a.Kiosk, b.Kiosk) })
	return d, nil
}

// silentKiosks tells of kiosks nothing was heard of for a while: numbers taken
// there are not in the list, and nobody knows how many.
func (s *Server) silentKiosks(ctx context.Context, site kiosk.Site) (list []string, err error) {
	devices, err := s.Fleet.Devices(ctx)
	for _, d := range devices {
		if s.silent(d) {
			list = append(list, s.t("counter.silent", words.Args{"Kiosk": d.Code, "Time": s.moment(d.LastSeen, site)}))
		}
	}
	return list, err
}

// addable lists the services a ticket may go on to besides those it has.
func addable(site kiosk.Site, k queue.Ticket) (list []transfer) {
	if len(k.Further) >= queue.MostFurther {
		return nil
	}
	for _, v := range site.Services {
		if len(site.CountersFor(v.Letter)) > 0 && v.Letter != k.Service && !strings.Contains(k.Further, v.Letter) {
			list = append(list, transfer{v.Letter, v.Letter + " · " + v.Name.VI})
		}
	}
	return list
}

// keys are the clerk's buttons. F5 stays the browser's; F7 opens what else may be
// done with a visitor, F12 the reasons for a pause, F1 the list of keys.
func (s *Server) keys(v queue.CounterView) (keys []key) {
	at, path := "", func(what string) string { return "/counter/" + what }
	if v.Pause != nil {
		return []key{{Path: path("resume"), Key: "F2", Text: s.t("counter.resume"), First: true}}
	}
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

func (s *Server) away(v queue.CounterView, site kiosk.Site) (list []away) {
	for _, k := range v.Parked {
		list = append(list, away{k.ID, k.Number, s.t("counter.parked"), s.notesOf(v.Notes[k.ID], site)})
	}
	for _, k := range v.Missed {
		list = append(list, away{k.ID, k.Number, s.t("counter.missed"), s.notesOf(v.Notes[k.ID], site)})
	}
	return list
}

// targets are the services and the other counters, with those that pause.
func (s *Server) targets(site kiosk.Site, v queue.CounterView) (list []transfer) {
	pauses := map[int]string{}
	for _, p := range v.Pauses {
		pauses[p.Counter] = " (" + s.t("pause."+p.Reason) + ")"
	}
	for _, v := range site.Services {
		if len(site.CountersFor(v.Letter)) > 0 {
			list = append(list, transfer{v.Letter, v.Letter + " · " + v.Name.VI})
		}
	}
	for _, c := range site.Counters {
		if c.Number != v.Counter.Number {
			list = append(list, transfer{strconv.Itoa(c.Number), s.t("counter.name", words.Args{"Counter": c.Number}) + " · " + counterName(site, c) + pauses[c.Number]})
		}
	}
	return list
}

// what is the procedure a ticket was taken for, else its service; of who has gone
// on to another service, that.
func what(site kiosk.Site, c kiosk.Catalogue, k queue.Ticket) string {
	if p, err := c.Procedure(k.Procedure); err == nil && strings.HasPrefix(k.Number, k.Service) {
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
