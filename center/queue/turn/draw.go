package turn

import (
	"slices"
	"strconv"
	"time"

	"dongthap.vn/sen/kiosk"
)

// coming draws who will come and be in a newcomer's way, in the order they come:
// those with an appointment, and those who go first.
func (f *forecast) coming() []Ticket {
	coming := append(f.appointed(), f.goingFirst()...)
	slices.SortStableFunc(coming, func(a, b Ticket) int { return a.LineAt.Compare(b.LineAt) })
	return coming
}

// comesBefore is how long before an appointment people come, at most.
const comesBefore = 15 * time.Minute

// appointed draws when those come who have an appointment, and whether they do.
func (f *forecast) appointed() (coming []Ticket) {
	for i, d := range f.Expect {
		if d.At.Sub(f.Now) > horizon || f.Come > 0 && f.rand.Float64() > f.Come {
			continue
		}
		at := d.At.Add(-time.Duration(f.rand.Float64() * float64(comesBefore)))
		if at.Before(f.Now) {
			at = f.Now
		}
		coming = append(coming, Ticket{ID: "\x02" + strconv.Itoa(i), Service: d.Service, LineAt: at, AppointedAt: d.At, Device: "~", Seq: int64(i)})
	}
	return coming
}

// goingFirst draws who comes without one and goes first: as many an hour as came,
// and for what.
func (f *forecast) goingFirst() (coming []Ticket) {
	if len(f.first) == 0 {
		return nil
	}
	gap := float64(f.CameIn) / float64(len(f.first))
	for after := f.rand.ExpFloat64() * gap; after < float64(horizon); after += f.rand.ExpFloat64() * gap {
		like := f.first[f.rand.IntN(len(f.first))]
		coming = append(coming, Ticket{ID: "\x01" + strconv.Itoa(len(coming)), Service: like.Service, Class: kiosk.Disabled, LineAt: f.Now.Add(time.Duration(after)), Device: "~", Seq: int64(len(coming))})
	}
	return coming
}

// draw is how long a service may take; one nobody has seen takes as long as any.
func (f *forecast) draw(service string) time.Duration {
	took := f.Took[service]
	if len(took) == 0 {
		for _, n := range f.newcomers {
			took = append(took, f.Took[n.Service]...)
		}
	}
	if len(took) == 0 {
		return 0
	}
	return took[f.rand.IntN(len(took))]
}

// rest is how much longer a counter is busy: one of the observed times that are
// longer than it has been so far, if there is one.
func (f *forecast) rest(c Open) time.Duration {
	if c.Serving == "" {
		return f.back(c)
	}
	var longer []time.Duration
	for _, d := range f.Took[c.Serving] {
		if d > c.For {
			longer = append(longer, d)
		}
	}
	if len(longer) == 0 {
		return 0
	}
	return f.absent(longer[f.rand.IntN(len(longer))] - c.For)
}

// back is how long until a counter that serves nobody is there: it is not while
// somebody waits whom it may call, and may not be while nobody does.
func (f *forecast) back(c Open) time.Duration {
	if len(f.Away.Lasted) == 0 {
		return 0
	}
	lasts := f.Away.Lasted[f.rand.IntN(len(f.Away.Lasted))]
	calls := func(k Ticket) bool { return c.may(k) && !k.Away(f.Now) }
	if f.rand.Float64()*float64(f.Away.Every+lasts) < float64(lasts) || slices.ContainsFunc(f.Line, calls) {
		return time.Duration(f.rand.Float64() * float64(lasts))
	}
	return 0
}

// absent adds to so much serving the absence that may follow it.
func (f *forecast) absent(served time.Duration) time.Duration {
	if len(f.Away.Lasted) > 0 && f.rand.Float64()*float64(f.Away.Every) < float64(served) {
		served += f.Away.Lasted[f.rand.IntN(len(f.Away.Lasted))]
	}
	return served
}
