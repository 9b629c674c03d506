package listen

import (
	"context"
	"errors"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// record keeps the event of a feedback in the raw log.
func (e *ear) record(f *store.Feedback) {
	e.t.Helper()
	e.write(func(ctx context.Context, tx *store.Tx) error { return tx.AddEvents(ctx, []*store.Event{e.eventOf(f)}) })
}

func (e *ear) eventOf(f *store.Feedback) *store.Event {
	return &store.Event{Event: kiosk.Event{Seq: f.Seq, ID: f.ID, Kind: kiosk.KindFeedbackGiven, V: 1, AtWall: f.At,
		Body: []byte("{}"), Sealed: f.Sealed}, Device: f.Device, Epoch: f.Epoch, At: f.At, ReceivedAt: f.At}
}

func TestAPhoneNumberIsKeptForNinetyDays(t *testing.T) {
	e := open(t)
	f := e.give(words, phone)
	e.record(f)
	e.passTo(f.At.Add(PhonesKept))
	if e.retain(); e.list(analyst)[0].Phone == "" {
		t.Fatal("erased before its time")
	}
	e.passTo(e.time.Add(time.Second))
	for _, want := range []int{1, 0} { // a second round finds nothing to do
		if done := e.retain(); done.Phones != want {
			t.Fatalf("the round tells of %+v", done)
		}
	}
	got := e.list(analyst)[0]
	if got.Phone != "" || got.PhoneState != None || got.Words != words || !got.WantsReply {
		t.Errorf("after ninety days: %+v", got)
	}
	if _, err := e.Reveal(t.Context(), director, f.ID); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("an erased number is revealed: %v", err)
	}
	if e.inFiles(f.Sealed[0].Ciphertext) && e.inFiles(f.Sealed[1].Ciphertext) {
		t.Error("the sealed number is still in the files")
	}
	e.write(func(ctx context.Context, tx *store.Tx) error {
		events, err := tx.EpochEvents(ctx, f.Device, f.Epoch, 0, 10)
		if err != nil || len(events) != 1 || len(events[0].Sealed) != 1 || events[0].Sealed[0].Purpose != kiosk.PurposeWords {
			t.Errorf("the raw log still holds %+v, %v", events, err)
		}
		log, err := tx.AuditOf(ctx, "feedback:"+f.ID)
		if err != nil || log[0].Action != "phone.erase" || log[0].Actor != "retention" {
			t.Errorf("the audit log says %+v, %v", log, err)
		}
		return nil
	})
}

func TestManyNumbersAreErasedInTurnAndARoundMayBeStopped(t *testing.T) {
	e := open(t)
	const many = erasePage + 5
	for range many {
		e.give("", phone)
	}
	e.passTo(e.time.Add(PhonesKept + time.Hour))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := e.Retain(ctx); err == nil {
		t.Error("a stopped round says it has done its work")
	}
	if done := e.retain(); done.Phones != many {
		t.Errorf("the round tells of %d numbers", done.Phones)
	}
	e.write(func(ctx context.Context, tx *store.Tx) error {
		left, err := tx.PhonesBefore(ctx, e.time, 10)
		if err != nil || len(left) != 0 {
			t.Errorf("left: %d, %v", len(left), err)
		}
		return nil
	})
}

// What nobody here understands waits in quarantine; a number in it waits no
// longer than others.
func TestANumberInQuarantineIsErasedToo(t *testing.T) {
	e := open(t)
	id := e.stray(phone)
	e.passTo(e.time.Add(PhonesKept + time.Hour))
	if done := e.retain(); done.Phones != 1 {
		t.Fatalf("the round tells of %+v", done)
	}
	e.write(func(ctx context.Context, tx *store.Tx) error {
		events, err := tx.EpochEvents(ctx, "2", "e", 0, 10)
		if err != nil || len(events) != 1 || events[0].ID != id || len(events[0].Sealed) != 0 {
			t.Errorf("the raw log holds %+v, %v", events, err)
		}
		return nil
	})
}

// stray keeps an event of a newer program that holds a number.
func (e *ear) stray(phone string) (id string) {
	e.t.Helper()
	e.given++
	id = "stray"
	blob, err := kiosk.Seal(e.key(), kiosk.PurposePhone, id, "survey.answered", phone)
	if err != nil {
		e.t.Fatal(err)
	}
	event := e.eventOf(&store.Feedback{ID: id, Device: "2", Epoch: "e", Seq: int64(e.given), At: e.time, Sealed: []kiosk.Sealed{blob}})
	event.Kind = "survey.answered"
	e.write(func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddEvents(ctx, []*store.Event{event}); err != nil {
			return err
		}
		return tx.Quarantine(ctx, store.Quarantined{Device: "2", Epoch: "e", Seq: event.Seq, Hash: event.Hash, Reason: "unknown_kind", At: e.time})
	})
	return id
}

func TestWordsOfClerksGoAfterNinetyDays(t *testing.T) {
	e := open(t)
	e.write(func(ctx context.Context, tx *store.Tx) error {
		for i, at := range []time.Time{e.time.Add(-NotesKept - time.Hour), e.time} {
			if _, err := tx.BeginPause(ctx, store.Pause{Site: 1, Counter: i + 1, Reason: "another", Note: "mất điện", Staff: "g", BeganAt: at}); err != nil {
				return err
			}
			if err := tx.AddNote(ctx, store.Note{Ticket: "t", N: int64(i + 1), At: at}); err != nil {
				return err
			}
		}
		return nil
	})
	if n, err := e.forgetNotes(t.Context(), e.time.Add(-NotesKept)); err != nil || n != 2 {
		t.Errorf("%d forgotten, %v", n, err)
	}
	e.write(func(ctx context.Context, tx *store.Tx) error {
		open, err := tx.OpenPauses(ctx, 1)
		if len(open) != 2 || open[0].Note != "" || open[0].Reason != "another" || open[1].Note == "" {
			t.Errorf("what is left: %+v", open)
		}
		if notes, err := tx.Notes(ctx, "t"); err != nil || len(notes) != 1 || notes[0].N != 2 {
			t.Errorf("what is left of the notes: %+v, %v", notes, err)
		}
		return err
	})
}

// An appointment is forgotten when its time is over; one to come never is, though
// the center's clock jumps years ahead.
func TestAppointmentsLongPastAreForgotten(t *testing.T) {
	e := open(t)
	day := kiosk.DateOf(e.time.In(kiosk.VietnamTime))
	for i, d := range []kiosk.Date{day.AddDays(-AppointmentsKept - 1), day.AddDays(-AppointmentsKept), day, day.AddDays(9)} {
		name := string(rune('a' + i))
		e.write(func(ctx context.Context, tx *store.Tx) error {
			a := store.Appointment{ID: name, Site: 1, Service: "B", Slot: kiosk.Slot{Day: d, From: 480}, Code: name, BookedAt: e.time}
			if done, err := tx.BookAppointment(ctx, &a, 1); err != nil || !done {
				t.Fatal(done, err)
			}
			return nil
		})
	}
	check := func(when string) {
		t.Helper()
		e.write(func(ctx context.Context, tx *store.Tx) error {
			for id, kept := range map[string]bool{"a": false, "b": true, "c": true, "d": true} {
				if _, err := tx.Appointment(ctx, id); (err == nil) != kept {
					t.Errorf("%s: appointment %s: %v", when, id, err)
				}
			}
			return nil
		})
	}
	e.kiosk("2", 0)
	e.retain()
	check("today")
	e.time = e.time.AddDate(9, 0, 0)
	e.retain()
	check("nine years on, says the center's clock alone")
}

// What is planted is a round that counts from another day: words stay.
func TestControlWordsOfClerksKeptTooLong(t *testing.T) {
	e := open(t)
	e.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddNote(ctx, store.Note{Ticket: "t", N: 1, At: e.time.Add(-NotesKept - time.Hour)})
	})
	if _, err := e.forgetNotes(t.Context(), e.time.Add(-2*NotesKept)); err != nil {
		t.Fatal(err)
	}
	var found []string
	e.write(func(ctx context.Context, tx *store.Tx) error {
		notes, err := tx.Notes(ctx, "t")
		for range notes {
			found = append(found, "a note is kept beyond its time")
		}
		return err
	})
	proof.Control(t, "words of clerks that are kept for twice their time", "TestWordsOfClerksGoAfterNinetyDays", found...)
}
