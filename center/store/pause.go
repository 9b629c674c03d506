package store

import (
	"context"
	"time"
)

// A Pause is a time a counter was closed although it is there: for lunch, or
// because a printer is broken.
type Pause struct {
	Site    int
	Counter int
	N       int64  // 1, 2 … of the counter
	Reason  string // a key of assets/words "pause.*"
	Note    string // the clerk's own words, for colleagues
	Staff   string // account that paused
	BeganAt time.Time
	EndedAt time.Time // zero while it lasts
	EndedBy string    // account, or "" for the day's end
}

const selectPause = "SELECT site, counter, n, reason, note, staff, began_at, ended_at, ended_by FROM pauses "

func scanPause(row scanner) (p Pause, err error) {
	var began, ended int64
	err = row.Scan(&p.Site, &p.Counter, &p.N, &p.Reason, &p.Note, &p.Staff, &began, &ended, &p.EndedBy)
	p.BeganAt, p.EndedAt = moment(began), moment(ended)
	return p, err
}

// BeginPause records that a counter pauses; false means that it does already.
func (t *Tx) BeginPause(ctx context.Context, p Pause) (begun bool, err error) {
	const query = `INSERT INTO pauses (site, counter, n, reason, note, staff, began_at, ended_at, ended_by)
		SELECT ?1, ?2, (SELECT COUNT(*) + 1 FROM pauses c WHERE c.site = ?1 AND c.counter = ?2), ?3, ?4, ?5, ?6, 0, ''
		WHERE NOT EXISTS (SELECT 1 FROM pauses o WHERE o.site = ?1 AND o.counter = ?2 AND o.ended_at = 0)`
	n, err := t.exec(ctx, query, p.Site, p.Counter, p.Reason, p.Note, p.Staff, millis(p.BeganAt))
	return n == 1, err
}

// EndPause records that a counter works again; false means that it did not pause.
func (t *Tx) EndPause(ctx context.Context, site, counter int, by string, at time.Time) (ended bool, err error) {
	const query = "UPDATE pauses SET ended_at = ?4, ended_by = ?3 WHERE site = ?1 AND counter = ?2 AND ended_at = 0"
	n, err := t.exec(ctx, query, site, counter, by, millis(at))
	return n == 1, err
}

// OpenPauses lists the counters that pause now.
func (t *Tx) OpenPauses(ctx context.Context, site int) ([]Pause, error) {
	return list(ctx, t, scanPause, selectPause+"WHERE site = ?1 AND ended_at = 0 ORDER BY counter", site)
}

// PauseAt is the pause a counter makes now; ok is false when it works.
func (t *Tx) PauseAt(ctx context.Context, site, counter int) (p Pause, ok bool, err error) {
	all, err := list(ctx, t, scanPause, selectPause+"WHERE site = ?1 AND counter = ?2 AND ended_at = 0", site, counter)
	if err != nil || len(all) == 0 {
		return Pause{}, false, err
	}
	return all[0], true, nil
}

// PausesSince lists the pauses that ended since a time or last, in the order they
// began.
func (t *Tx) PausesSince(ctx context.Context, site int, since time.Time) ([]Pause, error) {
	return list(ctx, t, scanPause, selectPause+"WHERE site = ?1 AND (ended_at = 0 OR ended_at >= ?2) ORDER BY began_at, counter", site, millis(since))
}
