package queue

import (
	"cmp"
	"context"
	"slices"
	"time"

	"dongthap.vn/sen/center/queue/turn"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// Waits sum up how long some people waited.
type Waits struct {
	People        int
	Mean          time.Duration
	P50, P80, P90 time.Duration
	Max           time.Duration
}

// A Comparison tells the waits of a group of people on a day: as they were, and
// worked out under the site's policy and under another. The worked out ones are to
// be compared with each other: they know no clerk who fetched a glass of water.
type Comparison struct {
	Group             string // "", a service's letter or a class
	Was, Ruled, Other Waits
}

// A Replay is a day under another policy.
type Replay struct {
	Day      kiosk.Date
	Counters int
	Uncalled int // that the other policy would not have called before the counters closed
	All      Comparison
	Services []Comparison
	Classes  []Comparison // "" is everybody else
}

// Replay compares the waits of a past day with those another policy would have
// given the same people, counters and services.
func (q *Queue) Replay(ctx context.Context, day kiosk.Date, other kiosk.Policy) (r Replay, err error) {
	var site kiosk.Site
	var tickets []Ticket
	var record []Action
	var pauses []Pause
	err = q.store.Read(ctx, func(t *store.Tx) error {
		if site, err = t.Site(ctx); err != nil {
			return err
		}
		if tickets, err = t.TicketsOn(ctx, site.ID, day); err != nil {
			return err
		}
		if record, err = t.ActionsOn(ctx, site.ID, day); err != nil {
			return err
		}
		pauses, err = t.PausesSince(ctx, site.ID, dayStart(site, time.Date(day.Year, day.Month, day.Day, 12, 0, 0, 0, time.UTC)))
		return err
	})
	if err != nil {
		return Replay{}, err
	}
	visits, desks := dayOf(site, tickets, record, pauses)
	ruled, then := turn.Replay(visits, desks, site.Policy), turn.Replay(visits, desks, other)
	r = Replay{Day: day, Counters: len(desks)}
	people := groups{}
	for _, k := range tickets {
		if k.FirstCall.IsZero() {
			continue
		}
		at, called := then[k.ID]
		if !called {
			r.Uncalled++
			continue
		}
		waited := waits{k.FirstCall.Sub(k.IssuedAt), ruled[k.ID].Sub(k.IssuedAt), at.Sub(k.IssuedAt)}
		people.add("all", "", waited)
		people.add("service", taken(k), waited)
		people.add("class", string(k.Class), waited)
	}
	r.All, r.Services, r.Classes = Comparison{}, people.sum("service"), people.sum("class")
	if all := people.sum("all"); len(all) > 0 {
		r.All = all[0]
	}
	return r, nil
}

// waits are one person's: as it was, ruled and under the other policy.
type waits [3]time.Duration

// groups collects the waits of people by kind of group and group.
type groups map[string]map[string][]waits

func (g groups) add(kind, group string, w waits) {
	if g[kind] == nil {
		g[kind] = map[string][]waits{}
	}
	g[kind][group] = append(g[kind][group], w)
}

func (g groups) sum(kind string) (list []Comparison) {
	for group, people := range g[kind] {
		list = append(list, Comparison{group, sumUp(people, 0), sumUp(people, 1), sumUp(people, 2)})
	}
	slices.SortFunc(list, func(a, b Comparison) int { return cmp.Compare(a.Group, b.Group) })
	return list
}

func sumUp(people []waits, which int) Waits {
	var list []time.Duration
	for _, w := range people {
		list = append(list, w[which])
	}
	return SumUp(list)
}

// SumUp sums up waits; it sorts its argument.
func SumUp(list []time.Duration) Waits {
	if len(list) == 0 {
		return Waits{}
	}
	slices.Sort(list)
	var all time.Duration
	for _, d := range list {
		all += d
	}
	return Waits{People: len(list), Mean: all / time.Duration(len(list)), Max: list[len(list)-1],
		P50: percentile(list, 0.5), P80: percentile(list, 0.8), P90: percentile(list, 0.9)}
}
