package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"dongthap.vn/sen/kiosk"
)

// An Erasure tells that sealed data of an event was taken away on purpose. The
// event keeps its hash, so the chain still holds, but it cannot be recomputed.
type Erasure struct {
	Device  string
	Epoch   string
	Seq     int64
	Purpose string // kiosk.PurposePhone
	At      time.Time
}

// PhonesBefore lists feedback given before a time that still holds a sealed
// phone number, the oldest first.
func (t *Tx) PhonesBefore(ctx context.Context, before time.Time, limit int) ([]Feedback, error) {
	const query = "SELECT " + feedbackColumns + " FROM feedback WHERE phone = 1 AND at < ?1 ORDER BY at, id LIMIT ?2"
	return list(ctx, t, scanFeedback, query, millis(before), limit)
}

// PhonesUnder lists feedback that still holds a sealed phone number, the newest
// first, from below a row named by its time and id; the zero time begins.
func (t *Tx) PhonesUnder(ctx context.Context, at time.Time, id string, limit int) ([]Feedback, error) {
	const query = "SELECT " + feedbackColumns + " FROM feedback WHERE phone = 1 AND (at < ?1 OR (at = ?1 AND id < ?2)) ORDER BY at DESC, id DESC LIMIT ?3"
	return list(ctx, t, scanFeedback, query, ceiling(at), id, limit)
}

// StraySealed lists events with sealed data that are in quarantine and have no
// row in a projection, given before a time, or all for the zero time.
func (t *Tx) StraySealed(ctx context.Context, before time.Time) ([]Event, error) {
	var all []Event
	for _, table := range []string{"events", "conflicts"} {
		query := "SELECT " + eventColumns + " FROM " + table + ` e WHERE sealed IS NOT NULL AND at < ?1
			AND EXISTS (SELECT 1 FROM quarantine q WHERE q.device = e.device AND q.epoch = e.epoch AND q.seq = e.seq AND q.hash = e.hash)
			ORDER BY at, id`
		some, err := list(ctx, t, scanEvent, query, ceiling(before))
		if err != nil {
			return nil, fmt.Errorf("stray sealed data: %w", err)
		}
		all = append(all, some...)
	}
	return all, nil
}

// Erase takes sealed data of some purposes away from an event: from the raw log,
// from the other history of a cloned device, and from its feedback or meeting.
func (t *Tx) Erase(ctx context.Context, e *kiosk.Event, from Source, now time.Time, purposes ...string) error {
	left := slices.DeleteFunc(slices.Clone(e.Sealed), func(s kiosk.Sealed) bool { return slices.Contains(purposes, s.Purpose) })
	kept, err := sealedBytes(left)
	if err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	for _, do := range []struct {
		query string
		args  []any
	}{
		{"UPDATE feedback SET sealed = ?2, phone = ?3 WHERE id = ?1 AND device = ?4 AND epoch = ?5 AND seq = ?6",
			[]any{e.ID, kept, flag(slices.ContainsFunc(left, isPhone)), from.Device, from.Epoch, from.Seq}},
		{"UPDATE meetings SET sealed = ?2, phone = ?3 WHERE id = ?1 AND device = ?4 AND epoch = ?5 AND seq = ?6",
			[]any{e.ID, kept, flag(slices.ContainsFunc(left, isPhone)), from.Device, from.Epoch, from.Seq}},
		{"UPDATE events SET sealed = ?4 WHERE device = ?1 AND epoch = ?2 AND seq = ?3 AND id = ?5", []any{from.Device, from.Epoch, from.Seq, kept, e.ID}},
		{"UPDATE conflicts SET sealed = ?4 WHERE device = ?1 AND epoch = ?2 AND seq = ?3 AND id = ?5", []any{from.Device, from.Epoch, from.Seq, kept, e.ID}},
	} {
		if _, err := t.exec(ctx, do.query, do.args...); err != nil {
			return fmt.Errorf("erase: %w", err)
		}
	}
	for _, s := range e.Sealed {
		if slices.Contains(purposes, s.Purpose) {
			if _, err := t.NoteErasure(ctx, Erasure{from.Device, from.Epoch, from.Seq, s.Purpose, now}); err != nil {
				return err
			}
		}
	}
	t.Touch(TopicFeedback, now)
	return nil
}

// NoteErasure records what was taken away, and reports whether that is new.
func (t *Tx) NoteErasure(ctx context.Context, e Erasure) (isNew bool, err error) {
	const query = "INSERT INTO erasures (device, epoch, seq, purpose, at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (device, epoch, seq, purpose) DO NOTHING"
	n, err := t.exec(ctx, query, e.Device, e.Epoch, e.Seq, e.Purpose, millis(e.At))
	if err != nil {
		return false, fmt.Errorf("note erasure: %w", err)
	}
	return n == 1, nil
}

// ceiling is a time to list from below; the zero time is above all.
func ceiling(at time.Time) int64 {
	if at.IsZero() {
		return math.MaxInt64
	}
	return at.UnixMilli()
}

func isPhone(s kiosk.Sealed) bool { return kiosk.IsPhone(s.Purpose) }

// Erasures lists what was taken away from the events of an epoch.
func (t *Tx) Erasures(ctx context.Context, device, epoch string) ([]Erasure, error) {
	return list(ctx, t, func(row scanner) (e Erasure, err error) {
		var at int64
		err = row.Scan(&e.Device, &e.Epoch, &e.Seq, &e.Purpose, &at)
		e.At = moment(at)
		return e, err
	}, "SELECT device, epoch, seq, purpose, at FROM erasures WHERE device = ?1 AND epoch = ?2 ORDER BY seq, purpose", device, epoch)
}

// DestroySealKey takes away the private half of a month's key. What was sealed to
// it can be read by nobody any more.
func (t *Tx) DestroySealKey(ctx context.Context, id string) error {
	return t.LockSealKey(ctx, id, []byte{})
}

// Scrub leaves no destroyed key in the database's files, and in SQLite nothing
// at all of what was deleted. It waits for readers that are at work.
func (s *Store) Scrub(ctx context.Context) error {
	if _, err := s.write.ExecContext(ctx, s.dialect.scrub); err != nil {
		return fmt.Errorf("scrub: %w", s.dialect.translate(err))
	}
	return nil
}
