package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
)

func someEvent(seq int64) *Event {
	e := &Event{Event: kiosk.Event{Seq: seq, ID: "id", Kind: "kind", V: 1, AtWall: monday, BootID: "boot", Body: []byte("{}")}, Device: "2", Epoch: "e", At: monday, ReceivedAt: monday}
	e.Hash = e.ChainHash()
	return e
}

// A request ends while its transaction is under way, and the transaction is
// taken back behind its back: what is added then must not be committed by
// itself.
func TestNothingIsWrittenBesideATransactionThatEnded(t *testing.T) {
	if n := addAfterTheEnd(t, func(ctx context.Context, tx *Tx) error { return tx.AddEvents(ctx, []*Event{someEvent(1)}) }); n != 0 {
		t.Errorf("%d events were stored of a transaction that never committed", n)
	}
}

func TestControlWrittenBesideATransaction(t *testing.T) {
	n := addAfterTheEnd(t, func(ctx context.Context, tx *Tx) error {
		beside := func(other *Tx) error {
			return other.AddEvents(context.WithoutCancel(ctx), []*Event{someEvent(1)})
		}
		return errors.Join(context.Canceled, tx.store.Write(context.WithoutCancel(ctx), beside))
	})
	if n != 1 {
		t.Fatal("rows written beside the transaction are not noticed: the test shows nothing")
	}
	t.Log("control: events are added beside a transaction that ended -> caught by TestNothingIsWrittenBesideATransactionThatEnded")
}

// addAfterTheEnd lets add run after its transaction was taken back, and counts
// the events there are then.
func addAfterTheEnd(t *testing.T, add func(context.Context, *Tx) error) (events int64) {
	t.Helper()
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err := s.Write(ctx, func(tx *Tx) error {
		cancel()
		for late := time.Now().Add(20 * time.Second); time.Now().Before(late); time.Sleep(time.Millisecond) {
			if _, err := tx.tx.ExecContext(context.WithoutCancel(ctx), "SELECT 1"); err != nil {
				break // the transaction is over
			}
		}
		return add(ctx, tx)
	})
	if err == nil {
		t.Error("a cancelled write says that it happened")
	}
	write(t, s, func(ctx context.Context, tx *Tx) error {
		all, err := tx.EpochEvents(ctx, "2", "e", 0, 10)
		events = int64(len(all))
		return err
	})
	return events
}

// Rows are added in statements of several sizes: each of them once, and those
// that are there already are not counted.
func TestRowsOfABatchAreAddedOnce(t *testing.T) {
	s := open(t)
	var batch []*Event
	for seq := range int64(40 + 8 + 8 + 1) {
		batch = append(batch, someEvent(seq+1))
	}
	write(t, s, func(ctx context.Context, tx *Tx) error { return tx.AddEvents(ctx, batch[5:9]) })
	write(t, s, func(ctx context.Context, tx *Tx) error {
		shared, own, err := eventRows(batch)
		if err != nil {
			return err
		}
		n, err := tx.insert(ctx, intoEvents, shared, own)
		if n != int64(len(batch))-4 {
			t.Errorf("%d rows were added, want %d", n, len(batch)-4)
		}
		return err
	})
	write(t, s, func(ctx context.Context, tx *Tx) error {
		all, err := tx.EpochEvents(ctx, "2", "e", 0, 100)
		if len(all) != len(batch) {
			t.Errorf("%d rows, want %d", len(all), len(batch))
		}
		for i, e := range all {
			if e.Seq != int64(i+1) || e.Hash != batch[i].Hash {
				t.Errorf("row %d is event %d", i+1, e.Seq)
			}
		}
		return err
	})
}
