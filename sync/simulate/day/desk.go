package day

import (
	"errors"
	"time"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

const (
	recallAfter = 45 * time.Second
	missedAfter = 90 * time.Second
	rests       = 15 * time.Minute // each clerk, in the morning and in the afternoon
	noon        = 11*time.Hour + 30*time.Minute
	evening     = 18 * time.Hour // an hour beyond closing, while somebody waits
)

// hours are those of the site that is played: its clerks keep them.
var hours = []kiosk.Opening{
	{Weekdays: []time.Weekday{1, 2, 3, 4, 5}, From: 7 * 60, To: 11*60 + 30}, {Weekdays: []time.Weekday{1, 2, 3, 4, 5}, From: 13*60 + 30, To: 17 * 60},
}

// A desk is a counter with its clerk, who calls within the spans of the day.
type desk struct {
	h      *hall
	number int
	works  []span
	busy   bool
}

type span struct{ from, to time.Time }

// staffed opens a counter for the day; its clerk is a little late, and rests
// when it is quiet or not.
func (h *hall) staffed(number int, day time.Time) *desk {
	d := &desk{h: h, number: number}
	for _, half := range []struct{ from, to, rest time.Duration }{
		{clock(7, 0), noon, between(h.rand, clock(8, 30), clock(10, 0))}, {clock(13, 30), evening, between(h.rand, clock(14, 30), clock(16, 0))},
	} {
		from := half.from + between(h.rand, 0, 5*time.Minute)
		d.works = append(d.works, span{day.Add(from), day.Add(half.rest)}, span{day.Add(half.rest + rests), day.Add(half.to)})
	}
	for _, s := range d.works {
		h.on(s.from, d.call)
	}
	return d
}

func (d *desk) working() bool {
	for _, s := range d.works {
		if !d.h.at.Before(s.from) && d.h.at.Before(s.to) {
			return true
		}
	}
	return false
}

func (d *desk) press() queue.Call {
	return queue.Call{Site: d.h.site.ID, Counter: d.number, Staff: "clerk"}
}

// wake lets everybody call who has nothing to do.
func (h *hall) wake() {
	for _, d := range h.desks {
		d.call()
	}
}

func (d *desk) call() {
	if d.busy || !d.working() {
		return
	}
	k, err := d.h.queue.CallNext(d.h.ctx, d.press())
	if errors.Is(err, queue.ErrNobodyWaiting) {
		return
	}
	if d.h.check(err) {
		d.receive(k)
	}
}

// receive waits for who was called.
func (d *desk) receive(k store.Ticket) {
	d.busy = true
	v := d.h.visitors[k.ID]
	if v.away {
		v.away = false
		d.h.in(recallAfter, func() { d.did(d.h.queue.Recall(d.h.ctx, d.press())) })
		d.h.in(missedAfter, func() { d.miss(v) })
		return
	}
	d.h.in(v.walks, func() { d.did(d.h.queue.Begin(d.h.ctx, d.press())) })
	d.h.in(v.walks+v.takes, func() { d.end(v) })
}

// did notes an error of a press.
func (d *desk) did(k store.Ticket, err error) (store.Ticket, bool) { return k, d.h.check(err) }

func (d *desk) miss(v *visitor) {
	k, ok := d.did(d.h.queue.NoShow(d.h.ctx, d.press()))
	if ok && v.backIn > 0 {
		d.h.in(v.backIn, func() { d.back(k.ID) })
	}
	d.free()
}

// back puts somebody in line again; who missed too much or came too late is not.
func (d *desk) back(id string) {
	_, err := d.h.queue.Return(d.h.ctx, d.press(), id)
	if !errors.Is(err, queue.ErrPassed) && !errors.Is(err, queue.ErrNotWaiting) {
		d.h.check(err)
	}
	d.h.wake()
}

// end is the end of a service, or what it lacks.
func (d *desk) end(v *visitor) {
	switch {
	case v.fetches > 0:
		k, ok := d.did(d.h.queue.Park(d.h.ctx, d.press()))
		if ok {
			d.h.in(v.fetches, func() { d.back(k.ID) })
		}
		v.fetches = 0
	case v.sentOn.service != "":
		d.did(d.h.queue.Transfer(d.h.ctx, d.press(), v.sentOn.service, 0))
		v.sentOn = errand{}
	case d.working():
		d.next()
		return
	default:
		d.did(d.h.queue.Done(d.h.ctx, d.press()))
	}
	d.free()
}

func (d *desk) next() {
	turn, err := d.h.queue.FinishAndCallNext(d.h.ctx, d.press())
	if d.busy = false; d.h.check(err) && turn.Called != nil {
		d.receive(*turn.Called)
	}
}

func (d *desk) free() {
	d.busy = false
	d.h.wake()
}
