package queue

import (
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/lobbytest"
	"dongthap.vn/sen/kiosk"
)

// told takes a number with a promise, and calls it after a while.
func (l *lobby) told(service string, w kiosk.Wait, waits time.Duration) *Ticket {
	l.t.Helper()
	k := l.Take(service)[0]
	l.Write(func(tx *store.Tx) error {
		twin := *k
		twin.ID, twin.Number, twin.Seq, twin.ReceiptID, twin.Promised = "p"+k.ID, service+"3"+k.Number[2:], k.Seq+10_000, lobbytest.ReceiptID(k.Seq+10_000), w
		twin.Device, k = "3", &twin
		_, err := tx.AddTickets(l.ctx(), []*Ticket{&twin})
		return err
	})
	l.Clock.Pass(waits)
	if _, err := l.CallTicket(l.ctx(), at(3), k.ID, Why{Reason: Chosen}); err != nil {
		l.t.Fatal(err)
	}
	l.Clock.Pass(time.Second)
	if _, err := l.Done(l.ctx(), at(3)); err != nil {
		l.t.Fatal(err)
	}
	return k
}

// What came true is told by the service the number was taken for and by the hour on
// the site's clock; who asked for time and who was never called is in no score.
func TestPromisesByServiceAndHour(t *testing.T) {
	l := open(t)
	five := kiosk.Wait{From: 0, To: 5}
	l.told("B", five, 2*time.Minute)
	l.told("B", five, 5*time.Minute)                         // to the minute
	l.told("B", five, 7*time.Minute)                         // later
	l.told("B", kiosk.Wait{From: 10, To: 20}, 9*time.Minute) // sooner
	l.told("C", kiosk.Wait{}, time.Minute)                   // told nothing
	asked := l.Take("B")[0]                                  // called, but asked for time
	if err := l.Delay(l.ctx(), 1, asked.ID, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := l.CallTicket(l.ctx(), at(3), asked.ID, Why{Reason: Chosen}); err != nil {
		t.Fatal(err)
	}
	must[Ticket](l)(l.Done(l.ctx(), at(3)))
	l.Clock.Pass(monday.Add(65 * time.Minute).Sub(l.Clock.Now())) // past nine
	l.told("B", five, time.Minute)
	day := kiosk.DateOf(monday.In(kiosk.VietnamTime))
	rows, err := l.PromisesOn(l.ctx(), day, day)
	if err != nil {
		t.Fatal(err)
	}
	want := []store.PromiseRow{
		{Service: "B", Hour: 8, Score: store.Score{Told: 4, Kept: 2}, Early: 1, Late: 1, Waited: 23 * time.Minute, From: 10, To: 35, Called: 4},
		{Service: "B", Hour: 9, Score: store.Score{Told: 1, Kept: 1}, Waited: time.Minute, To: 5, Called: 1},
		{Service: "C", Hour: 8, Called: 1},
	}
	if len(rows) != len(want) {
		t.Fatalf("rows %+v", rows)
	}
	for i, w := range want {
		if rows[i] != w {
			t.Errorf("row %+v\nwant %+v", rows[i], w)
		}
	}
	if rows, err := l.PromisesOn(l.ctx(), day.AddDays(1), day.AddDays(9)); err != nil || len(rows) > 0 {
		t.Errorf("on other days %+v, %v", rows, err)
	}
	if _, s, err := l.Hall(l.ctx()); err != nil || s.Of(nil) != (store.Score{Told: 5, Kept: 3}) {
		t.Errorf("today %+v, %v", s, err)
	}
}
