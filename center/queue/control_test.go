package queue

import (
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// What is planted is a press that is sent again and does not say what the clerk
// saw: the answer to the first was lost.
func TestControlAPressSentAgainWithoutWhatWasSeen(t *testing.T) {
	l := open(t)
	l.Take("B", "B", "B")
	first := l.next(3)
	press := func(seen *string) error {
		c := at(3)
		c.Seen = seen
		_, err := l.FinishAndCallNext(l.ctx(), c)
		return err
	}
	if err := press(&first.ID); err != nil {
		t.Fatal(err)
	}
	l.refused("the same press again", press(&first.ID), ErrMoved)
	var found []string
	if press(nil) == nil {
		found = append(found, "two people are called by one press")
	}
	proof.Control(t, "a press sent again without what the clerk saw", "TestAPressInTwoWindowsCallsOnce, TestAPressIsNotLostWithTheLine", found...)
}

// What is planted is a clerk's «done» that knows of no further services.
func TestControlAFurtherServiceForgotten(t *testing.T) {
	called := func(done func(*lobby, Ticket)) string {
		l := open(t)
		l.ServeAll("B")
		l.Rule(func(s *kiosk.Site) { s.Counters[3].Services = []string{"C"} })
		l.Take("B", "C")
		k := l.next(3)
		must[Ticket](l)(l.AddService(l.ctx(), at(3), "C"))
		done(l, k)
		return l.next(4).Number
	}
	if got := called(func(l *lobby, _ Ticket) { must[Ticket](l)(l.Done(l.ctx(), at(3))) }); got != "B2-001" {
		t.Fatalf("the counter of the further service calls %s", got)
	}
	var found []string
	if got := called(func(l *lobby, k Ticket) {
		l.Write(func(tx *store.Tx) error {
			_, err := tx.Act(l.ctx(), store.Action{Ticket: k.ID, Site: 1, Act: store.ActDone, Counter: 3, Staff: "clerk", At: l.Clock.Now()})
			return err
		})
	}); got != "B2-001" {
		found = append(found, "who has a further service is not called for it, but "+got)
	}
	proof.Control(t, "a service that ends a ticket which has further ones", "TestOneNumberForSeveralServices", found...)
}

// What is planted is a class that is written over.
func TestControlAClassWrittenOver(t *testing.T) {
	l := open(t)
	k := l.Take("B merit")[0]
	storetest.Exec(t, l.DSN, "UPDATE tickets SET class = '', declared = ''")
	now, record, err := l.Record(l.ctx(), k.ID)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	if now.Declared != kiosk.Merit || len(record) == 0 {
		found = append(found, "nobody can tell what the visitor said, nor who corrected it")
	}
	proof.Control(t, "a class corrected without a record", "TestWhatWasDeclaredStaysInTheRecord", found...)
}

// What is planted is a center that never opens a counter its clerk left paused.
func TestControlAPauseWithoutAnEnd(t *testing.T) {
	l := open(t)
	l.pause(3, "another")
	l.Clock.Pass(17 * time.Hour)
	l.Take("B")
	var found []string
	if _, err := l.CallNext(l.ctx(), at(3)); err != nil {
		found = append(found, "on the next morning: "+err.Error())
	}
	proof.Control(t, "a pause that outlives its day", "TestAPauseEndsWithTheDay", found...)
}
