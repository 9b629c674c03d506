package ingest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"dongthap.vn/sen/center/store"
)

// mostFlaws is how many differing rows are named; the rest is counted.
const mostFlaws = 100

// Compare computes all projections again, in a database of its own that is
// removed afterwards, and compares them row by row with those in use. It sees
// one moment and holds up nobody.
func Compare(ctx context.Context, s *store.Store) (flaws []Flaw, rows int64, err error) {
	dir, err := os.MkdirTemp("", "sen-verify-")
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	fresh, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "fresh.db"))
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, fresh.Close()) }()
	err = s.Read(ctx, func(t *store.Tx) error {
		if err := fresh.Write(ctx, func(f *store.Tx) error { return rebuild{from: t, to: f}.run(ctx) }); err != nil {
			return err
		}
		return fresh.Read(ctx, func(f *store.Tx) error {
			flaws, rows, err = compareAll(ctx, t, f)
			return err
		})
	})
	switch {
	case errors.Is(err, store.ErrExists): // two at one counter: something that was done is not recorded
		return []Flaw{{What: "the records of what was done cannot be followed: " + err.Error()}}, 0, nil
	case err != nil:
		return nil, 0, fmt.Errorf("compare projections: %w", err)
	}
	return flaws, rows, nil
}

func compareAll(ctx context.Context, held, fresh *store.Tx) (flaws []Flaw, rows int64, err error) {
	for _, p := range []store.Projection{store.TicketRows, store.FeedbackRows, store.HelpRows, store.MeetingRows, store.QuarantineRows} {
		c := comparison{table: string(p)}
		if err := c.run(held.Rows(ctx, p), fresh.Rows(ctx, p)); err != nil {
			return nil, 0, err
		}
		if c.differ > mostFlaws {
			c.flaws = append(c.flaws, Flaw{What: fmt.Sprintf("%s: %d rows more differ", p, c.differ-mostFlaws)})
		}
		flaws, rows = append(flaws, c.flaws...), rows+c.rows
	}
	return flaws, rows, nil
}

// A comparison walks two tables side by side, in the order of their keys.
type comparison struct {
	table  string
	rows   int64
	differ int
	flaws  []Flaw
}

func (c *comparison) run(held, fresh iter.Seq2[store.Row, error]) error {
	nextHeld, stopHeld := iter.Pull2(held)
	defer stopHeld()
	nextFresh, stopFresh := iter.Pull2(fresh)
	defer stopFresh()
	a, errA, moreA := nextHeld()
	b, errB, moreB := nextFresh()
	for moreA || moreB {
		if err := errors.Join(errA, errB); err != nil {
			return err
		}
		inHeld, inFresh := moreA && (!moreB || a.Key <= b.Key), moreB && (!moreA || b.Key <= a.Key)
		c.judge(a, b, inHeld, inFresh)
		if inHeld {
			a, errA, moreA = nextHeld()
		}
		if inFresh {
			b, errB, moreB = nextFresh()
		}
	}
	return nil
}

// judge looks at a row that is in one of the tables or in both.
func (c *comparison) judge(held, fresh store.Row, inHeld, inFresh bool) {
	what := ""
	switch {
	case !inHeld:
		what = fresh.Key + " is missing"
	case !inFresh:
		what = held.Key + " comes from no event"
	case held.Sum != fresh.Sum:
		what = held.Key + " is not what the log and the records make of it"
	}
	if inHeld {
		c.rows++
	}
	if what == "" {
		return
	}
	if c.differ++; c.differ <= mostFlaws {
		c.flaws = append(c.flaws, Flaw{What: c.table + ": " + what})
	}
}
