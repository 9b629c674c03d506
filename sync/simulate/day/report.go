package day

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A Report is what a day came to, as the center recorded it.
type Report struct {
	Seed     uint64
	Order    kiosk.Order
	Visitors int
	Uncalled int // who waited until the doors closed
	Left     int // who gave the turn back
	Missed   int // who did not come when called, and not again
	All      queue.Waits
	Services []Group
	Classes  []Group // "" is everybody without one
	Fairness Fairness
	Told     store.Score
	Wide     float64 // minutes of the ranges told, on average
}

// A Group is the waits of who came for a service, or are of a class.
type Group struct {
	Name string
	queue.Waits
}

// Fairness tells how equal the waits were. Overtakes are of one service: who came
// later and was called first.
type Fairness struct {
	Overtaken int     // people before whom somebody went
	Most      int     // who went before one person
	Same      int     // overtakes within a class, which no policy allows
	Gini      float64 // of the waits: 0 when all wait alike, 1 when one person waits for all
}

func (h *hall) report(seed uint64, day time.Time) (r Report, err error) {
	var tickets []store.Ticket
	err = h.store.Read(h.ctx, func(t *store.Tx) error {
		if tickets, err = t.TicketsOn(h.ctx, h.site.ID, kiosk.DateOf(day)); err != nil {
			return err
		}
		told, err := t.Promises(h.ctx, h.site.ID, day)
		r.Told = told.Of(nil)
		return err
	})
	r.Seed, r.Order, r.Visitors = seed, cmp.Or(h.site.Policy.Order, kiosk.ByTime), len(tickets)
	r.Wide = wide(tickets)
	var all []time.Duration
	services, kinds := map[string][]time.Duration{}, map[string][]time.Duration{}
	for _, k := range tickets {
		switch k.State {
		case store.NoShow:
			r.Missed++
		case store.Cancelled:
			r.Left++
		}
		if k.FirstCall.IsZero() {
			if k.State != store.Cancelled {
				r.Uncalled++
			}
			continue
		}
		wait, came := k.FirstCall.Sub(k.IssuedAt), k.Number[:1]
		all = append(all, wait)
		services[came], kinds[string(k.Class)] = append(services[came], wait), append(kinds[string(k.Class)], wait)
	}
	r.All, r.Services, r.Classes, r.Fairness = queue.SumUp(all), groups(services), groups(kinds), fairness(tickets)
	return r, err
}

// wide is how wide the ranges are on average that were told, in minutes.
func wide(tickets []store.Ticket) float64 {
	sum, told := 0, 0
	for _, k := range tickets {
		if k.Promised.To > 0 {
			sum, told = sum+k.Promised.To-k.Promised.From, told+1
		}
	}
	return float64(sum) / float64(max(told, 1))
}

func groups(waits map[string][]time.Duration) (all []Group) {
	for name, list := range waits {
		all = append(all, Group{name, queue.SumUp(list)})
	}
	slices.SortFunc(all, func(a, b Group) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// fairness looks at tickets in the order they were taken.
func fairness(tickets []store.Ticket) (f Fairness) {
	var waits []time.Duration
	for i, k := range tickets {
		if k.FirstCall.IsZero() {
			continue
		}
		waits = append(waits, k.FirstCall.Sub(k.IssuedAt))
		went := 0
		for _, later := range tickets[i+1:] {
			if later.Number[0] != k.Number[0] || later.FirstCall.IsZero() || !later.FirstCall.Before(k.FirstCall) || !later.IssuedAt.After(k.IssuedAt) {
				continue
			}
			if went++; later.Class == k.Class {
				f.Same++
			}
		}
		if went > 0 {
			f.Overtaken++
		}
		f.Most = max(f.Most, went)
	}
	f.Gini = gini(waits)
	return f
}

// gini is the Gini coefficient: half the mean difference between two waits, as a
// share of the mean wait.
func gini(waits []time.Duration) float64 {
	slices.Sort(waits)
	var sum, weighted float64
	for i, w := range waits {
		sum += w.Seconds()
		weighted += float64(2*(i+1)-len(waits)-1) * w.Seconds()
	}
	if sum == 0 {
		return 0
	}
	return weighted / (sum * float64(len(waits)))
}

// Kept is the share of those told a time who were called within it.
func (r Report) Kept() float64 { return float64(r.Told.Kept) / float64(max(1, r.Told.Told)) }

// Print writes the report for a person.
func (r Report) Print(out io.Writer) error {
	fmt.Fprintf(out, "seed %d, order %q: %d visitors of an invented day; waits in minutes\n", r.Seed, r.Order, r.Visitors)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tpeople\tmean\tP50\tP90\tmax\t")
	row := func(name string, w queue.Waits) {
		fmt.Fprintf(t, "%s\t%d\t", name, w.People)
		for _, d := range []time.Duration{w.Mean, w.P50, w.P90, w.Max} {
			fmt.Fprintf(t, "%.1f\t", d.Minutes())
		}
		fmt.Fprintln(t)
	}
	row("all", r.All)
	for _, g := range r.Services {
		row("service "+g.Name, g.Waits)
	}
	for _, g := range r.Classes {
		row("class "+cmp.Or(g.Name, "none"), g.Waits)
	}
	t.Flush()
	fmt.Fprintf(out, "not called before the doors closed: %d · gave the turn back: %d · did not come: %d\n", r.Uncalled, r.Left, r.Missed)
	f := r.Fairness
	fmt.Fprintf(out, "overtaken by somebody who came later to the same service: %d, the most by %d; within a class: %d\n", f.Overtaken, f.Most, f.Same)
	fmt.Fprintf(out, "Gini of the waits: %.2f (0: all wait alike, 1: one waits for all)\n", f.Gini)
	_, err := fmt.Fprintf(out, "told how long: %d; called within what they were told: %d (%.0f %%), a range of %.1f minutes on average\n", r.Told.Told, r.Told.Kept, 100*r.Kept(), r.Wide)
	return err
}
