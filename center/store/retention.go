package store

import (
	"context"
	"fmt"
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

// ErasePhone takes the phone number away from a feedback, from its event in the
// raw log, and from the other history of a cloned device.
func (t *Tx) ErasePhone(ctx context.Context, f Feedback, now time.Time) error {
	kept, err := sealedBytes(slices.DeleteFunc(slices.Clone(f.Sealed), isPhone))
	if err != nil {
		return fmt.Errorf("erase phone: %w", err)
	}
	for _, do := range []struct {
		query string
		args  []any
	}{
		{"UPDATE feedback SET sealed = ?2, phone = 0 WHERE id = ?1", []any{f.ID, kept}},
		{"UPDATE events SET sealed = ?4 WHERE device = ?1 AND epoch = ?2 AND seq = ?3 AND id = ?5", []any{f.Device, f.Epoch, f.Seq, kept, f.ID}},
		{"UPDATE conflicts SET sealed = ?4 WHERE device = ?1 AND epoch = ?2 AND seq = ?3 AND id = ?5", []any{f.Device, f.Epoch, f.Seq, kept, f.ID}},
		{"INSERT INTO erasures (device, epoch, seq, purpose, at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (device, epoch, seq, purpose) DO NOTHING",
			[]any{f.Device, f.Epoch, f.Seq, kiosk.PurposePhone, millis(now)}},
	} {
		if _, err := t.exec(ctx, do.query, do.args...); err != nil {
			return fmt.Errorf("erase phone: %w", err)
		}
	}
	t.Touch(TopicFeedback, now)
	return nil
}

func isPhone(s kiosk.Sealed) bool { return s.Purpose == kiosk.PurposePhone }

// Erasures lists what was taken away from the events of an epoch.
func (t *Tx) Erasures(ctx context.Context, device, epoch string) ([]Erasure, error) {
	return list(ctx, t, func(row scanner) (e Erasure, err error) {
		var at int64
		err = row.Scan(&e.Device, &e.Epoch, &e.Seq, &e.Purpose, &at)
		e.At = moment(at)
		return e, err
	}, "SELECT device, epoch, seq, purpose, at FROM erasures WHERE device = ?1 AND epoch = ?2 ORDER BY seq, purpose", device, epoch)
}

// DestroySealKeys takes away the private halves of the months that ended before
// a time and lists them. What was sealed to them can be read by nobody any more.
func (t *Tx) DestroySealKeys(ctx context.Context, before time.Time) (months []string, err error) {
	months, err = list(ctx, t, func(row scanner) (id string, err error) {
		err = row.Scan(&id)
		return id, err
	}, "SELECT id FROM seal_keys WHERE to_at < ?1 AND LENGTH(private) > 0 ORDER BY id", millis(before))
	for _, id := range months {
		if _, err := t.exec(ctx, "UPDATE seal_keys SET private = ?2 WHERE id = ?1", id, []byte{}); err != nil {
			return nil, fmt.Errorf("destroy seal key: %w", err)
		}
	}
	return months, err
}

// Scrub leaves no destroyed key in the database's files, and in SQLite nothing
// at all of what was deleted. It waits for readers that are at work.
func (s *Store) Scrub(ctx context.Context) error {
	if _, err := s.write.ExecContext(ctx, s.dialect.scrub); err != nil {
		return fmt.Errorf("scrub: %w", s.dialect.translate(err))
	}
	return nil
}
