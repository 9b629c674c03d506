package listen

import (
	"context"
	"errors"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// record keeps the event of a feedback in the raw log.
func (e *ear) record(f *store.Feedback) {
	e.t.Helper()
	e.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddEvents(ctx, []*store.Event{{Event: kiosk.Event{Seq: f.Seq, ID: f.ID, Kind: kiosk.KindFeedbackGiven, V: 1,
			Body: []byte("{}"), Sealed: f.Sealed}, Device: f.Device, Epoch: f.Epoch, At: f.At, ReceivedAt: f.At}})
	})
}

func (e *ear) private() (key []byte) {
	e.write(func(ctx context.Context, tx *store.Tx) error {
		months, err := tx.SealKeys(ctx)
		key = months[0].Private
		return err
	})
	return key
}

func TestAPhoneNumberIsKeptForNinetyDays(t *testing.T) {
	e := open(t)
	f := e.give(words, phone)
	e.record(f)
	e.time = f.At.Add(PhonesKept)
	if err := e.Retain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := e.list(analyst)[0]; got.Phone == "" {
		t.Fatal("erased before its time")
	}
	e.time = e.time.Add(time.Second)
	for range 2 { // a second round finds nothing to do
		if err := e.Retain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	got := e.list(analyst)[0]
	if got.Phone != "" || got.Words != words || !got.WantsReply {
		t.Errorf("after ninety days: %+v", got)
	}
	if _, err := e.Reveal(t.Context(), director, f.ID); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("an erased number is revealed: %v", err)
	}
	e.write(func(ctx context.Context, tx *store.Tx) error {
		events, err := tx.EpochEvents(ctx, f.Device, f.Epoch, 0, 10)
		if err != nil || len(events) != 1 || len(events[0].Sealed) != 1 || events[0].Sealed[0].Purpose != kiosk.PurposeWords {
			t.Errorf("the raw log still holds %+v, %v", events, err)
		}
		log, err := tx.AuditBefore(ctx, 0, 2) // the newest is the attempt to reveal
		if err != nil || log[1].Action != "phone.erase" || log[1].Subject != "feedback:"+f.ID {
			t.Errorf("the audit log says %+v, %v", log, err)
		}
		return nil
	})
}

func TestWordsAreReadForAYearAfterTheirMonth(t *testing.T) {
	e := open(t)
	f := e.give(words, "")
	key := e.private()
	if !e.inFiles(key) {
		t.Fatal("control: a key that is kept is not found, so finding none would show nothing")
	}
	e.time = e.key().To.Add(WordsKept)
	if err := e.Retain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if e.list(analyst)[0].Words != words {
		t.Fatal("unreadable before its time")
	}
	e.time = e.time.Add(time.Second)
	if err := e.Retain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := e.list(analyst)[0]; got.WordsState != WordsSealed || got.Words != "" || got.ID != f.ID {
		t.Errorf("after a year: %+v", got)
	}
	// PostgreSQL's own log keeps the key until its segment is used again.
	if e.inFilesBut(key, "/pg_wal/") {
		t.Error("the destroyed key is still in the database's files")
	}
}

// What is deleted without the scrub stays where it was: the control of the
// test above.
func TestWithoutTheScrubADestroyedKeyStaysInTheFiles(t *testing.T) {
	e := open(t)
	key := e.private()
	e.time = e.key().To.Add(WordsKept + time.Second)
	if _, err := e.destroyKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !e.inFilesBut(key, "/pg_wal/") {
		t.Error("the scrub is not needed, or the search finds nothing")
	}
}

func TestManyNumbersAreErasedInTurn(t *testing.T) {
	e := open(t)
	for range erasePage + 5 {
		e.give("", phone)
	}
	e.time = e.time.Add(PhonesKept + time.Hour)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := e.Retain(ctx); err == nil {
		t.Error("a stopped round says it has done its work")
	}
	if err := e.Retain(t.Context()); err != nil {
		t.Fatal(err)
	}
	e.write(func(ctx context.Context, tx *store.Tx) error {
		left, err := tx.PhonesBefore(ctx, e.time, 10)
		if err != nil || len(left) != 0 {
			t.Errorf("left: %d, %v", len(left), err)
		}
		return nil
	})
}
