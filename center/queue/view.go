package queue

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A CounterView is what a clerk sees of the lines.
type CounterView struct {
	Counter kiosk.Counter
	Current *Ticket          // being served here, or nil
	Waiting []Ticket         // for this counter's services, in the order of calling
	Served  int              // here, today
	Median  time.Duration    // of those services
	Behind  map[string]int64 // events a kiosk has not sent yet, by kiosk code; only those above 0
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
		return q.fill(ctx, t, &v, site)
	})
	if err != nil {
		return CounterView{}, err
	}
	for _, k := range line.waiting {
		if slices.Contains(v.Counter.Services, k.Service) {
			v.Waiting = append(v.Waiting, k)
		}
	}
	return v, nil
}

func (q *Queue) fill(ctx context.Context, t *store.Tx, v *CounterView, siteID int) error {
	site, err := t.Site(ctx)
	if err != nil {
		return err
	}
	current, err := t.AtCounter(ctx, siteID, v.Counter.Number)
	switch {
	case err == nil:
		v.Current = &current
	case !errors.Is(err, kiosk.ErrNotFound):
		return err
	}
	served, err := t.ServedAt(ctx, siteID, v.Counter.Number, dayStart(site, q.now()))
	if err != nil {
		return err
	}
	if v.Served = len(served); v.Served > 0 {
		v.Median = percentile(slices.Sorted(slices.Values(served)), 0.5)
	}
	v.Behind, err = behind(ctx, t)
	return err
}

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
	var p Position
	err = q.store.Read(ctx, func(t *store.Tx) error {
		p.Ticket, p.Twin, err = find(ctx, t, ref)
		return err
	})
	if err != nil {
		return Position{}, err
	}
	p.Serving = line.queue.Called
	if p.Ticket.State == store.Waiting {
		p.Ahead = ahead(line.waiting, p.Ticket)
		p.Wait, p.WaitKnown = line.queue.Line(p.Ticket.Service).Pace.WaitFor(p.Ahead)
	}
	return p, nil
}

// ahead counts who waits for the same service and came earlier.
func ahead(waiting []Ticket, ticket Ticket) int {
	n := 0
	for _, k := range waiting {
		if k.Service == ticket.Service && earlier(k, ticket) {
			n++
		}
	}
	return n
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
