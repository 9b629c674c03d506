package ingest

import (
	"context"
	"fmt"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A Flaw is one thing in the store that breaks a promise.
type Flaw struct {
	Device string
	Epoch  string
	Seq    int64
	What   string
}

func (f Flaw) String() string {
	if f.Device == "" {
		return f.What
	}
	return fmt.Sprintf("device %s epoch %s event %d: %s", f.Device, f.Epoch, f.Seq, f.What)
}

// Verify is what Prove finds wrong.
func Verify(ctx context.Context, s *store.Store) ([]Flaw, error) {
	p, err := Prove(ctx, s)
	return p.Flaws, err
}

// A Proof is what a walk over the whole log found.
type Proof struct {
	Events, Epochs int64
	Flaws          []Flaw
}

// Prove walks the whole log: every epoch without gaps up to its cursor, every
// hash as the kiosk made it, no event twice, and each of them in its
// projection once or in quarantine. Breaks that an alarm tells of are no flaws.
func Prove(ctx context.Context, s *store.Store) (Proof, error) {
	v := &verifier{alarms: map[string]bool{}}
	err := s.Read(ctx, func(t *store.Tx) error {
		cursors, err := t.Cursors(ctx)
		if err != nil {
			return err
		}
		if err := v.knowAlarms(ctx, t); err != nil {
			return err
		}
		v.proof.Epochs = int64(len(cursors))
		for _, c := range cursors {
			if err := v.epoch(ctx, t, c); err != nil {
				return err
			}
		}
		return v.counts(ctx, t)
	})
	if err != nil {
		return Proof{}, fmt.Errorf("verify the log: %w", err)
	}
	return v.proof, nil
}

type verifier struct {
	alarms map[string]bool // by kind, device and epoch
	erased map[int64]bool  // by sequence number, of the epoch at hand
	proof  Proof
}

func (v *verifier) knowAlarms(ctx context.Context, t *store.Tx) error {
	all, err := t.Alarms(ctx)
	for _, a := range all {
		v.alarms[a.Kind+" "+a.Device+" "+a.Epoch] = true
	}
	return err
}

func (v *verifier) epoch(ctx context.Context, t *store.Tx, c store.Cursor) error {
	last := store.Event{Device: c.Device, Epoch: c.Epoch}
	last.Hash = kiosk.Genesis(c.Device, c.Epoch)
	erasures, err := t.Erasures(ctx, c.Device, c.Epoch)
	if err != nil {
		return err
	}
	v.erased = map[int64]bool{}
	for _, e := range erasures {
		v.erased[e.Seq] = true
	}
	for {
		page, err := t.EpochEvents(ctx, c.Device, c.Epoch, last.Seq, rebuildPage)
		if err != nil {
			return err
		}
		for _, e := range page {
			v.link(last, e)
			v.proof.Events++
			last = e
		}
		if len(page) < rebuildPage {
			break
		}
	}
	if last.Seq != c.Seq || last.Hash != c.Hash {
		v.flaw(last, "the cursor is not at the last event")
	}
	return nil
}

// link checks an event against the one before it.
func (v *verifier) link(last, e store.Event) {
	epoch := " " + e.Device + " " + e.Epoch
	switch {
	case e.Seq != last.Seq+1 && !v.alarms[store.AlarmGone+epoch]:
		v.flaw(e, fmt.Sprintf("follows event %d", last.Seq))
	case e.Seq == last.Seq+1 && e.PrevHash != last.Hash && !v.alarms[store.AlarmFork+epoch]:
		v.flaw(e, "does not continue the one before")
	case len(e.Body) > 0 && !v.erased[e.Seq] && e.ChainHash() != e.Hash: // one that was withheld or erased cannot be checked
		v.flaw(e, "is not as the kiosk recorded it")
	}
}

func (v *verifier) flaw(e store.Event, what string) {
	v.proof.Flaws = append(v.proof.Flaws, Flaw{e.Device, e.Epoch, e.Seq, what})
}

// counts compares the log with the projections.
func (v *verifier) counts(ctx context.Context, t *store.Tx) error {
	twice, err := t.EventsTwice(ctx)
	if err != nil {
		return err
	}
	for _, e := range twice {
		v.flaw(e, "bears the id of another event")
	}
	for kind, table := range map[string]store.Projection{
		kiosk.KindTicketIssued: store.TicketRows, kiosk.KindFeedbackGiven: store.FeedbackRows, kiosk.KindHelpCalled: store.HelpRows,
		kiosk.KindMeetingAsked: store.MeetingRows,
	} {
		missing, err := t.NotProjected(ctx, kind, table)
		if err != nil {
			return err
		}
		for _, e := range missing {
			v.flaw(e, "has no row in its projection")
		}
		orphans, err := t.Orphans(ctx, kind, table)
		if err != nil {
			return err
		}
		for _, id := range orphans {
			v.proof.Flaws = append(v.proof.Flaws, Flaw{What: "row " + id + " comes from no event"})
		}
	}
	return nil
}
