package queue

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"dongthap.vn/sen/center/queue/turn"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A CounterView is what a clerk sees of the lines.
type CounterView struct {
	Counter kiosk.Counter
	Current *Ticket            // being served here, or nil
	Waiting []Ticket           // whom this counter may call, in the order of calling, each with the reason
	Parked  []Ticket           // by this counter
	Missed  []Ticket           // called here and not come, who may still return
	Told    store.Score        // of the site, today
	Undo    bool               // the last press may still be taken back
	Served  int                // here, today
	Median  time.Duration      // of those services
	Notes   map[string][]Noted // by ticket, of all above, the oldest first
	Pause   *Pause             // of this counter, or nil
	Pauses  []Pause            // of the others
	Behind  map[string]int64   // events a kiosk has not sent yet, by kiosk code; only those above 0
}

// Counter shows the lines as a counter sees them, or returns ErrNoCounter.
func (q *Queue) Counter(ctx context.Context, site, number int) (CounterView, error) {
	line, err := q.current(ctx)
	if err != nil {
		return CounterView{}, err
	}
	var v CounterView
	err = q.store.Read(ctx, func(t *store.Tx) error {
		if v.Counter, err = counter(ctx, t, site, number); err != nil {
			return err
		}
		v.Told = line.told.Of(nil)
		return q.fill(ctx, t, &v, line.waiting)
	})
	return v, err
}

// inTurn orders those a counter may call, as it would call them if nobody came.
func inTurn(ctx context.Context, t *store.Tx, site kiosk.Site, c kiosk.Counter, all []Ticket, now time.Time) ([]Ticket, error) {
	first, err := ableTo(ctx, t, site, c, now)
	if err != nil {
		return nil, err
	}
	overtaken := map[string]int{}
	for _, k := range first {
		overtaken[k.ID] = k.Overtaken
	}
	byID, line := make(map[string]Ticket, len(all)), make([]turn.Ticket, 0, len(all))
	for _, k := range all {
		waits := place(k)
		waits.Overtaken = overtaken[k.ID]
		byID[k.ID], line = k, append(line, waits)
	}
	at := turn.Counter{Number: c.Number, Services: c.Services}
	if at.Since, err = sinceFirst(ctx, t, site, c.Number); err != nil {
		return nil, err
	}
	var waiting []Ticket
	for _, next := range turn.Order(line, site.Policy, at, now) {
		k := byID[next.ID]
		if k.Reason = string(next.Why); next.Away(now) {
			k.Reason = Delayed
		}
		waiting = append(waiting, k)
	}
	return waiting, nil
}

func (q *Queue) fill(ctx context.Context, t *store.Tx, v *CounterView, waiting []Ticket) error {
	site, err := t.Site(ctx)
	if err != nil {
		return err
	}
	if v.Waiting, err = inTurn(ctx, t, site, v.Counter, waiting, q.now()); err != nil {
		return err
	}
	if v.Parked, err = t.KeptFor(ctx, site.ID, v.Counter.Number, store.Parked); err != nil {
		return err
	}
	if v.Missed, err = q.missed(ctx, t, site, v.Counter.Number); err != nil {
		return err
	}
	recent, err := t.ActionsAtCounter(ctx, store.Action{Site: site.ID, Counter: v.Counter.Number, At: q.now().Add(-UndoWithin)})
	if err != nil {
		return err
	}
	if err := v.fillPauses(ctx, t, site); err != nil {
		return err
	}
	current, err := t.AtCounter(ctx, site.ID, v.Counter.Number)
	switch {
	case err == nil:
		v.Current = &current
	case !errors.Is(err, kiosk.ErrNotFound):
		return err
	}
	if err := q.fillNotes(ctx, t, v); err != nil {
		return err
	}
	v.Undo = v.Pause == nil && len(lastPress(recent)) > 0
	served, err := t.ServedAt(ctx, site.ID, v.Counter.Number, dayStart(site, q.now()))
	if err != nil {
		return err
	}
	if v.Served = len(served); v.Served > 0 {
		v.Median = percentile(slices.Sorted(slices.Values(served)), 0.5)
	}
	v.Behind, err = behind(ctx, t)
	return err
}

// fillNotes opens what was noted on those the clerk sees. Its cost grows with the
// notes of a day alone.
func (q *Queue) fillNotes(ctx context.Context, t *store.Tx, v *CounterView) error {
	lately, err := t.NotedSince(ctx, q.now().Add(-notesLast))
	if err != nil {
		return err
	}
	seen := slices.Concat(v.Waiting, v.Parked, v.Missed)
	if v.Current != nil {
		seen = append(seen, *v.Current)
	}
	v.Notes = map[string][]Noted{}
	for _, k := range seen {
		if !lately[k.ID] {
			continue
		}
		if v.Notes[k.ID], err = q.standing(ctx, t, k.ID); err != nil {
			return err
		}
	}
	return nil
}

// notesLast is how long a counter shows a note: no ticket lives longer.
const notesLast = 24*time.Hour + dayLingers

func (v *CounterView) fillPauses(ctx context.Context, t *store.Tx, site kiosk.Site) error {
	open, err := t.OpenPauses(ctx, site.ID)
	for _, p := range open {
		if p.Counter == v.Counter.Number {
			v.Pause = &p
			continue
		}
		v.Pauses = append(v.Pauses, p)
	}
	return err
}

// missed lists who did not come when this counter called, and has not missed too
// many numbers since.
func (q *Queue) missed(ctx context.Context, t *store.Tx, site kiosk.Site, counter int) (missed []Ticket, err error) {
	last, err := t.LastTurns(ctx, site.ID, counter, mostMissed)
	if err != nil {
		return nil, err
	}
	for _, k := range last {
		if k.State != store.NoShow || k.EndedAt.Before(dayStart(site, q.now())) {
			continue
		}
		switch err := inTime(ctx, t, k); {
		case err == nil:
			missed = append(missed, k)
		case !errors.Is(err, ErrPassed):
			return nil, err
		}
	}
	return missed, nil
}

// mostMissed is how many of a counter's last calls are looked through for those
// who did not come.
const mostMissed = 20

func dayStart(site kiosk.Site, now time.Time) time.Time {
	zone, err := site.Zone()
	if err != nil {
		zone = kiosk.VietnamTime
	}
	d := kiosk.DateOf(now.In(zone))
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

func behind(ctx context.Context, t *store.Tx) (map[string]int64, error) {
	devices, err := t.Devices(ctx)
	held := map[string]int64{}
	for _, d := range devices {
		if d.Status.Outbox > 0 && !d.Revoked() {
			held[d.Code] = d.Status.Outbox
		}
	}
	return held, err
}

// A TicketRef is what a receipt says of a ticket.
type TicketRef struct {
	Site      int
	Device    string
	Seq       int64
	Number    string
	IssuedAt  time.Time
	ReceiptID [10]byte
}

// A Position is what is shown to who holds a receipt.
type Position struct {
	Ticket    Ticket
	Ahead     int // while waiting
	Wait      kiosk.Wait
	WaitKnown bool           // false: too little was observed to promise a time
	Twin      bool           // another ticket of the day bears this number
	Serving   []kiosk.Called // numbers called last
}

// Position finds the ticket a receipt proves and where it stands, or returns
// kiosk.ErrNotFound when the kiosk has not sent it yet.
func (q *Queue) Position(ctx context.Context, ref TicketRef) (Position, error) {
	line, err := q.current(ctx)
	if err != nil {
		return Position{}, err
	}
	p, err := q.locate(ctx, ref, line.site)
	if err != nil {
		return Position{}, err
	}
	p.Serving = line.queue.Called
	if p.Ticket.State == store.Waiting {
		p.Ahead = line.ahead[p.Ticket.ID]
		if p.Wait, p.WaitKnown = line.waits[p.Ticket.ID]; !p.WaitKnown {
			p.Wait, p.WaitKnown = line.queue.Line(p.Ticket.Service).Pace.WaitFor(p.Ahead)
		}
	}
	return p, nil
}

// locate finds the ticket of a receipt. Most bear the day they were signed on: that is
// a glance.
func (q *Queue) locate(ctx context.Context, ref TicketRef, site kiosk.Site) (p Position, err error) {
	var same []Ticket
	err = q.store.Glance(ctx, func(t *store.Tx) error {
		same, err = t.TicketsNumbered(ctx, ref.Site, ref.Number, today(site, ref.IssuedAt).String())
		return err
	})
	if err != nil {
		return Position{}, err
	}
	if i := slices.IndexFunc(same, func(k Ticket) bool { return proves(ref, k) }); i >= 0 {
		return Position{Ticket: same[i], Twin: len(same) > 1}, nil
	}
	err = q.store.Read(ctx, func(t *store.Tx) error {
		p.Ticket, p.Twin, err = find(ctx, t, ref)
		return err
	})
	return p, err
}

// find looks on the day the receipt was signed first. A kiosk's business day
// may differ from it: then the kiosk's log tells which ticket it was.
func find(ctx context.Context, t *store.Tx, ref TicketRef) (ticket Ticket, twin bool, err error) {
	site, err := t.Site(ctx)
	if err != nil {
		return Ticket{}, false, err
	}
	day := today(site, ref.IssuedAt).String()
	same, err := t.TicketsNumbered(ctx, ref.Site, ref.Number, day)
	if err != nil {
		return Ticket{}, false, err
	}
	i := slices.IndexFunc(same, func(k Ticket) bool { return proves(ref, k) })
	if i < 0 {
		told, err := t.TicketsTold(ctx, ref.Device, ref.Seq)
		if err != nil {
			return Ticket{}, false, err
		}
		if i = slices.IndexFunc(told, func(k Ticket) bool { return proves(ref, k) }); i < 0 {
			return Ticket{}, false, fmt.Errorf("ticket of receipt: %w", kiosk.ErrNotFound)
		}
		if same, err = t.TicketsNumbered(ctx, ref.Site, ref.Number, told[i].Day); err != nil {
			return Ticket{}, false, err
		}
		i = slices.IndexFunc(same, func(k Ticket) bool { return k.ID == told[i].ID })
	}
	return same[i], len(same) > 1, nil
}

func proves(ref TicketRef, k Ticket) bool {
	return k.Site == ref.Site && k.Number == ref.Number && k.Device == ref.Device && k.Seq == ref.Seq && k.ReceiptID == hex.EncodeToString(ref.ReceiptID[:])
}
