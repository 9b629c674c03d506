package ingest

import (
	"context"
	"testing"
	"time"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

const (
	hers   = "+84912345678"
	theirs = "+84987654321"
)

var director = staff.Account{ID: "d", Roles: []staff.Role{staff.Director}}

// leaves records feedback with a sealed number, as a kiosk does.
func (m *machine) leaves(phone string) {
	c := m.center
	c.t.Helper()
	var key kiosk.SealKey
	c.read(func(tx *store.Tx) error {
		months, err := tx.SealKeys(c.t.Context())
		key = months[0].SealKey
		return err
	})
	e := m.record(kiosk.KindFeedbackGiven, kiosk.FeedbackGiven{Rating: 4, HasWords: true, WantsReply: true, Lang: "vi"})
	m.events = m.events[:len(m.events)-1]
	for _, part := range [][2]string{{kiosk.PurposeWords, "xin gọi lại"}, {kiosk.PurposePhone, phone}} {
		blob, err := kiosk.Seal(key, part[0], e.ID, e.Kind, part[1])
		if err != nil {
			c.t.Fatal(err)
		}
		e.Sealed = append(e.Sealed, blob)
	}
	m.append(e)
}

// held counts the sealed parts in the raw log, and what a search finds.
func (c *center) held(phone string) (parts, found int) {
	c.t.Helper()
	c.read(func(tx *store.Tx) error {
		for _, k := range []string{"1", "2"} {
			cursors, err := tx.Cursors(c.t.Context())
			if err != nil {
				return err
			}
			for _, at := range cursors {
				events, err := tx.EpochEvents(c.t.Context(), k, at.Epoch, 0, 100)
				if err != nil || at.Device != k {
					continue
				}
				for _, e := range events {
					parts += len(e.Sealed)
				}
			}
		}
		return nil
	})
	p, err := c.hear.Find(c.t.Context(), director, phone)
	if err != nil {
		c.t.Fatal(err)
	}
	return parts, len(p.Held)
}

// One kiosk is in sync when a person asks to be forgotten, another is not. What
// it sends later is acknowledged, holds up nothing, and is gone; the chains hold,
// and a rebuild and a batch sent again bring nothing back.
func TestAPersonStaysForgottenWhenAKioskSendsLate(t *testing.T) {
	c := openCenter(t)
	quick, slow := c.enrolled("1"), c.enrolled("2")
	quick.leaves(hers)
	quick.leaves(theirs)
	quick.sendAll()
	slow.leaves(hers)
	slow.ticket("B")
	slow.leaves(theirs)
	c.clock.Pass(time.Hour)
	if n, err := c.hear.Erase(t.Context(), director, hers); n != 1 || err != nil {
		t.Fatalf("erased %d, %v", n, err)
	}
	c.clock.Pass(5 * 24 * time.Hour)
	slow.sendAll()
	for _, when := range []string{"on arrival", "sent again", "rebuilt"} {
		switch when {
		case "sent again":
			slow.sendAll()
			quick.sendAll()
		case "rebuilt":
			if err := Rebuild(t.Context(), c.store, c.clock.Now()); err != nil {
				t.Fatal(err)
			}
		}
		if parts, found := c.held(hers); parts != 4 || found != 0 {
			t.Errorf("%s: %d sealed parts, %d found", when, parts, found)
		}
		if _, found := c.held(theirs); found != 2 {
			t.Errorf("%s: of somebody else %d are found", when, found)
		}
		c.sound()
	}
	if n := c.count("tickets"); n != 1 {
		t.Errorf("%d tickets", n)
	}
	if n := c.count("feedback"); n != 4 {
		t.Errorf("%d feedback", n)
	}
	quick.leaves(hers) // days later, with a new consent
	quick.sendAll()
	if _, found := c.held(hers); found != 1 {
		t.Errorf("what is left anew is found %d times", found)
	}
	c.sound()
}

// A gate that knows nobody who asked keeps what comes late.
func TestControlGateWithoutWishes(t *testing.T) {
	c := openCenter(t)
	slow := c.enrolled("2")
	slow.leaves(hers)
	c.clock.Pass(time.Hour)
	if _, err := c.hear.Erase(t.Context(), director, hers); err != nil {
		t.Fatal(err)
	}
	c.gate.persons = knowsNobody{}
	slow.sendAll()
	var found []string
	if parts, n := c.held(hers); parts != 0 || n != 0 {
		found = append(found, "the number of who asked to be forgotten is held again")
	}
	proof.Control(t, "a gate that takes late events as they are", "TestAPersonStaysForgottenWhenAKioskSendsLate", found...)
}

type knowsNobody struct{}

func (knowsNobody) Forgets(_ context.Context, _ *store.Tx, e *store.Event) ([]kiosk.Sealed, bool, error) {
	return e.Sealed, false, nil
}
