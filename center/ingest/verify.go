package ingest

import (
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

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
// Each epoch is seen at one moment, and so is the log with its projections;
// beside a center at work these moments differ.
func Prove(ctx context.Context, s *store.Store) (Proof, error) {
	parts, err := partsOf(ctx, s)
	if err != nil {
		return Proof{}, fmt.Errorf("verify the log: %w", err)
	}
	found, work := make([]Proof, len(parts)), errgroup.Group{}
	work.SetLimit(min(mostProvers, runtime.GOMAXPROCS(0)))
	for i, part := range parts {
		work.Go(func() error {
			return s.Read(ctx, func(t *store.Tx) error {
				v := &verifier{alarms: map[string]bool{}}
				err := part(v, ctx, t)
				found[i] = v.proof
				return err
			})
		})
	}
	if err := work.Wait(); err != nil {
		return Proof{}, fmt.Errorf("verify the log: %w", err)
	}
	var all Proof
	for _, p := range found {
		all.Events, all.Epochs, all.Flaws = all.Events+p.Events, all.Epochs+p.Epochs, append(all.Flaws, p.Flaws...)
	}
	return all, nil
}

// mostProvers is how many parts are proved at once; a reader is left for others.
const mostProvers = 3

// A part of a proof can be proved by itself.
type part func(*verifier, context.Context, *store.Tx) error

// partsOf are the parts of the log's proof: each epoch, and what is twice, not
// projected or projected from nothing.
func partsOf(ctx context.Context, s *store.Store) (parts []part, err error) {
	var cursors []store.Cursor
	if err := s.Read(ctx, func(t *store.Tx) error {
		cursors, err = t.Cursors(ctx)
		return err
	}); err != nil {
		return nil, err
	}
	for _, at := range cursors {
		parts = append(parts, func(v *verifier, ctx context.Context, t *store.Tx) error {
			v.proof.Epochs = 1
			c, err := t.Cursor(ctx, at.Device, at.Epoch) // as it is at the moment of this part
			if err != nil {
				return err
			}
			if err := v.knowAlarms(ctx, t); err != nil {
				return err
			}
			return v.epoch(ctx, t, c)
		})
	}
	return append(parts, (*verifier).twice, (*verifier).missing, (*verifier).orphans), nil
}

// projected are the kinds whose events have rows of their own.
var projected = []store.Projected{
	{Kind: kiosk.KindTicketIssued, Rows: store.TicketRows}, {Kind: kiosk.KindFeedbackGiven, Rows: store.FeedbackRows},
	{Kind: kiosk.KindHelpCalled, Rows: store.HelpRows}, {Kind: kiosk.KindMeetingAsked, Rows: store.MeetingRows},
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

// twice finds events that bear the id of another.
func (v *verifier) twice(ctx context.Context, t *store.Tx) error {
	twice, err := t.EventsTwice(ctx)
	for _, e := range twice {
		v.flaw(e, "bears the id of another event")
	}
	return err
}

// missing finds events that have no row in their projection.
func (v *verifier) missing(ctx context.Context, t *store.Tx) error {
	missing, err := t.NotProjected(ctx, projected)
	for _, e := range missing {
		v.flaw(e, "has no row in its projection")
	}
	return err
}

// orphans finds rows that no event tells of.
func (v *verifier) orphans(ctx context.Context, t *store.Tx) error {
	for _, k := range projected {
		orphans, err := t.Orphans(ctx, k)
		if err != nil {
			return err
		}
		for _, id := range orphans {
			v.proof.Flaws = append(v.proof.Flaws, Flaw{What: "row " + id + " comes from no event"})
		}
	}
	return nil
}
