package queue

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/lobbytest"
	"dongthap.vn/sen/kiosk"
)

func cancelled(t *testing.T) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx, cancel
}

func TestClerkSeesTheirLines(t *testing.T) {
	l := open(t)
	l.Take("C", "A", "B", "B", "C")
	l.serve(4, 4*time.Minute)
	l.serve(4, 2*time.Minute)
	l.next(4)
	v, err := l.Counter(l.ctx(), 1, 4)
	if err != nil {
		t.Fatal(err)
	}
	var waiting []string
	for _, k := range v.Waiting {
		waiting = append(waiting, k.Number)
	}
	if v.Current == nil || v.Current.Number != "B2-002" || !slices.Equal(waiting, []string{"C2-002"}) {
		t.Errorf("current %+v, waiting %v", v.Current, waiting)
	}
	if v.Served != 2 || v.Median != 3*time.Minute {
		t.Errorf("served %d, median %s", v.Served, v.Median)
	}
	l.Clock.Pass(24 * time.Hour)
	if v, _ := l.Counter(l.ctx(), 1, 4); v.Served != 0 {
		t.Errorf("served %d on the next morning", v.Served)
	}
	if _, err := l.Counter(l.ctx(), 1, 99); !errors.Is(err, ErrNoCounter) {
		t.Errorf("counter 99: %v", err)
	}
}

func TestClerkSeesWhatKiosksStillHold(t *testing.T) {
	l := open(t)
	l.Write(func(tx *store.Tx) error {
		for code, outbox := range map[string]int64{"1": 0, "2": 3, "3": 9} {
			if err := tx.PutDevice(l.ctx(), store.Device{Code: code, Site: 1, Key: make([]byte, 32), EnrolledAt: monday}); err != nil {
				return err
			}
			if err := tx.SeeDevice(l.ctx(), code, store.DeviceStatus{Outbox: outbox}, monday); err != nil {
				return err
			}
		}
		return tx.RevokeDevice(l.ctx(), "3", monday)
	})
	v, err := l.Counter(l.ctx(), 1, 1)
	if err != nil || len(v.Behind) != 1 || v.Behind["2"] != 3 {
		t.Errorf("behind %v, %v", v.Behind, err)
	}
}

func ref(k *Ticket) TicketRef {
	return TicketRef{Site: k.Site, Device: k.Device, Seq: k.Seq, Number: k.Number, IssuedAt: k.IssuedAt, ReceiptID: lobbytest.Receipt(k.Seq)}
}

func TestPositionOfAReceipt(t *testing.T) {
	l := open(t)
	served := l.Take(slices.Repeat([]string{"B"}, 6)...)
	for range 6 {
		l.serve(3, 5*time.Minute)
	}
	tickets := l.Take("B", "A", "B", "B", "B")
	mine := tickets[4]
	p, err := l.Position(l.ctx(), ref(mine))
	if err != nil || p.Ahead != 3 || p.Ticket.ID != mine.ID || p.Ticket.State != store.Waiting || p.Twin {
		t.Fatalf("position %+v, %v", p, err)
	}
	if !p.WaitKnown || p.Wait != (kiosk.Wait{From: 15, To: 20}) {
		t.Errorf("wait %+v %v, want 15 to 20 minutes", p.Wait, p.WaitKnown)
	}
	if len(p.Serving) == 0 || p.Serving[0].Number != "B2-006" {
		t.Errorf("serving %+v", p.Serving)
	}
	l.next(3)
	if p, _ := l.Position(l.ctx(), ref(mine)); p.Ahead != 2 {
		t.Errorf("%d ahead after a call", p.Ahead)
	}
	p, err = l.Position(l.ctx(), ref(served[0]))
	if err != nil || p.Ticket.State != store.Done || p.Ahead != 0 || p.Ticket.Counter != 3 {
		t.Errorf("a served ticket: %+v, %v", p, err)
	}
}

func TestReceiptOfWhatIsNotHere(t *testing.T) {
	l := open(t)
	k := l.Take("B")[0]
	other := map[string]TicketRef{}
	for name, change := range map[string]func(*TicketRef){
		"another site":       func(r *TicketRef) { r.Site = 2 },
		"another kiosk":      func(r *TicketRef) { r.Device = "3" },
		"another event":      func(r *TicketRef) { r.Seq++ },
		"another number":     func(r *TicketRef) { r.Number = "B2-002" },
		"another receipt id": func(r *TicketRef) { r.ReceiptID[0]++ },
	} {
		r := ref(k)
		change(&r)
		other[name] = r
	}
	for name, r := range other {
		if _, err := l.Position(l.ctx(), r); !errors.Is(err, kiosk.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := l.Position(l.ctx(), ref(k)); err != nil {
		t.Errorf("the receipt itself: %v", err)
	}
}

func TestReceiptOfAKioskWhoseDayStoodStill(t *testing.T) {
	l := open(t)
	k := l.Take("B")[0]
	l.Write(func(tx *store.Tx) error { // as it came by the road
		e := &store.Event{Event: kiosk.Event{Seq: k.Seq, ID: k.ID, Kind: kiosk.KindTicketIssued, Body: []byte("{}")}, Device: k.Device, Epoch: k.Epoch}
		if err := tx.AddEvents(l.ctx(), []*store.Event{e}); err != nil {
			return err
		}
		return tx.PutCursor(l.ctx(), store.Cursor{Device: k.Device, Epoch: k.Epoch, Seq: k.Seq})
	})
	r := ref(k)
	r.IssuedAt = monday.AddDate(0, 0, 3) // its clock had been ahead before
	if p, err := l.Position(l.ctx(), r); err != nil || p.Ticket.ID != k.ID {
		t.Errorf("position %+v, %v", p, err)
	}
}

func TestTwinsAreToldApart(t *testing.T) {
	l := open(t)
	first := l.Take("B")[0]
	twin := *first
	twin.ID, twin.Seq, twin.ReceiptID = "twin", 77, lobbytest.ReceiptID(77)
	l.Write(func(tx *store.Tx) error {
		_, err := tx.AddTickets(l.ctx(), []*Ticket{&twin})
		return err
	})
	for _, k := range []*Ticket{first, &twin} {
		p, err := l.Position(l.ctx(), ref(k))
		if err != nil || p.Ticket.ID != k.ID || !p.Twin {
			t.Errorf("position of %s: %+v, %v", k.ID, p, err)
		}
	}
}
