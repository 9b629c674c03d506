package day

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/queue/visitors"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A share is how many of a hundred do something, or come then.
type share[T any] struct {
	what  T
	share float64
}

// arrivals are the half hours in which people come: most early, few before noon.
// The last number is given at 16:30.
var arrivals = []share[time.Duration]{
	{clock(7, 0), 8}, {clock(7, 30), 9}, {clock(8, 0), 9}, {clock(8, 30), 9}, {clock(9, 0), 8}, {clock(9, 30), 7}, {clock(10, 0), 6}, {clock(10, 30), 4},
	{clock(13, 30), 8}, {clock(14, 0), 8}, {clock(14, 30), 7}, {clock(15, 0), 7}, {clock(15, 30), 6}, {clock(16, 0), 4},
}

// An errand is a service with the median of its minutes.
type errand struct {
	service string
	minutes float64
}

var errands = []share[errand]{
	{errand{"A", 3}, 30}, {errand{"B", 5.5}, 13}, {errand{"C", 6}, 3}, {errand{"D", 3.5}, 18}, {errand{"E", 4}, 10}, {errand{"F", 5}, 7}, {errand{"G", 4}, 8}, {errand{"K", 4}, 11},
}

var classes = []share[kiosk.Class]{
	{"", 85}, {kiosk.Elder60, 6}, {kiosk.Elder80, 2}, {kiosk.Disabled, 1}, {kiosk.Pregnant, 3}, {kiosk.Merit, 2}, {kiosk.Child, 1},
}

func clock(hour, minute int) time.Duration {
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
}

// one draws by shares.
func one[T any](r *rand.Rand, all []share[T]) T {
	sum := 0.0
	for _, s := range all {
		sum += s.share
	}
	at := r.Float64() * sum
	for _, s := range all {
		if at -= s.share; at < 0 {
			return s.what
		}
	}
	return all[len(all)-1].what
}

// A visitor is somebody with an errand, and what will come in between.
type visitor struct {
	errand
	class    kiosk.Class
	comes    time.Time
	takes    time.Duration
	walks    time.Duration // to the counter, once called
	patience time.Duration // then the turn is given back; 0 for who waits on
	away     bool          // does not hear the first call
	backIn   time.Duration // and comes back so long after it; 0 for never
	fetches  time.Duration // a paper that is missing; 0 for none
	sentOn   errand        // a second counter that is needed
}

// draw draws a visitor of a day. What is drawn of one does not depend on what
// happened to others.
func (h *hall) draw(day time.Time) *visitor {
	r := h.rand
	v := &visitor{errand: one(r, errands), class: one(r, classes), comes: day.Add(one(r, arrivals)).Add(between(r, 0, 30*time.Minute))}
	v.takes, v.walks = visitors.Takes(r, v.minutes), between(r, 10*time.Second, time.Minute)
	switch chance := r.Float64(); {
	case chance < 0.03:
		v.patience = between(r, 2*time.Minute, 40*time.Minute)
	case chance < 0.08:
		v.away, v.backIn = true, between(r, 2*time.Minute, 10*time.Minute)
	case chance < 0.11:
		v.away = true
	case chance < 0.14:
		v.fetches = between(r, 5*time.Minute, 25*time.Minute)
	case chance < 0.16:
		v.sentOn = one(r, errands)
	}
	return v
}

func between(r *rand.Rand, from, to time.Duration) time.Duration {
	return (from + time.Duration(r.Float64()*float64(to-from))).Truncate(time.Second)
}

// arrive takes a number at one of two kiosks, which tells how long the wait may be.
func (h *hall) arrive(v *visitor) {
	h.seq++
	device := fmt.Sprint(1 + h.seq%2)
	h.issued[v.service+device]++
	k := &store.Ticket{ID: fmt.Sprintf("t%06d", h.seq), Site: h.site.ID, Device: device, Epoch: "0000000000000001", Seq: h.seq, Class: v.class,
		Number: kiosk.FormatNumber(v.service, device, h.issued[v.service+device]), Day: kiosk.DateOf(h.at).String(), Service: v.service,
		Lang: kiosk.Vietnamese, ReceiptID: fmt.Sprintf("%020x", h.seq), IssuedAt: h.at}
	if wait, known := h.tell(v); known {
		k.Promised = wait
	}
	if !h.check(h.store.Write(h.ctx, func(t *store.Tx) error {
		t.Touch(kiosk.DocQueue, h.at)
		_, err := t.AddTickets(h.ctx, []*store.Ticket{k})
		return err
	})) {
		return
	}
	h.visitors[k.ID] = v
	if v.patience > 0 {
		h.in(v.patience, func() { h.leave(k.ID) })
	}
	h.wake()
}

// foretold is what the center lets its kiosks tell.
func (h *hall) foretold(v *visitor) (kiosk.Wait, bool) {
	lines, _, err := h.queue.Snapshot(h.ctx)
	if !h.check(err) {
		return kiosk.Wait{}, false
	}
	return lines.Line(v.service).Forecast(v.class, 0)
}

// leave gives a turn back, unless it has come.
func (h *hall) leave(id string) {
	if err := h.queue.GiveBack(h.ctx, h.site.ID, id); !errors.Is(err, queue.ErrNotWaiting) {
		h.check(err)
	}
}
