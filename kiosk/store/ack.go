package store

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// keepDays is how long acknowledged events are kept: a center restored from a
// backup gets them again.
const keepDays = 14

// forgetAtOnce bounds the work of one acknowledgement, whatever has piled up.
const forgetAtOnce = 1000

// Acked is the sequence number up to which the center has acknowledged.
func (s *Store) Acked(ctx context.Context) (seq int64, err error) {
	if err = s.read.QueryRowContext(ctx, "SELECT acked FROM meta").Scan(&seq); err != nil {
		return 0, fmt.Errorf("acknowledged: %w", translate(err))
	}
	return seq, nil
}

// Pending is how many events the center has not acknowledged.
func (s *Store) Pending(ctx context.Context) (n int64, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT coalesce((SELECT max(seq) FROM events), acked) - acked FROM meta").Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("pending events: %w", translate(err))
	}
	return n, nil
}

// Audit is the head of the center's audit log as it was last told, "" before.
func (s *Store) Audit(ctx context.Context) (head string, err error) {
	if err = s.read.QueryRowContext(ctx, "SELECT audit FROM meta").Scan(&head); err != nil {
		return "", fmt.Errorf("audit head: %w", translate(err))
	}
	return head, nil
}

// SetAudit keeps the head of the center's audit log.
func (s *Store) SetAudit(ctx context.Context, head string) error {
	return s.change(ctx, "keep audit head", func(tx transaction) error {
		_, err := tx.Exec("UPDATE meta SET audit = ?1", head)
		return err
	})
}

// Told is the day of the center's latest acknowledgement that moved the cursor, as
// its first moment in Vietnam by the center's clock then; zero before the first.
func (s *Store) Told(ctx context.Context) (time.Time, error) {
	var day string
	err := s.read.QueryRowContext(ctx, "SELECT coalesce((SELECT day FROM acks ORDER BY seq DESC, day LIMIT 1), '')").Scan(&day)
	if err != nil {
		return time.Time{}, fmt.Errorf("the center's last day: %w", translate(err))
	}
	if day == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, day, kiosk.VietnamTime)
	if err != nil {
		return time.Time{}, fmt.Errorf("the center's last day: %w", err)
	}
	return at, nil
}

// SetAcked notes what the center has committed. The center's word is the truth,
// also when it is lower than before; beyond the last event it is refused. Events
// acknowledged 14 days ago are forgotten here, by the center's clock: at is when
// it acknowledged. A kiosk's own clock may be wrong by years.
func (s *Store) SetAcked(ctx context.Context, seq int64, at time.Time) error {
	err := s.setAcked(ctx, seq, at)
	if s.ballast.drop(err) {
		err = s.setAcked(ctx, seq, at)
	}
	if err == nil {
		s.ballast.fill()
	}
	return err
}

func (s *Store) setAcked(ctx context.Context, seq int64, at time.Time) error {
	return s.change(ctx, "acknowledge", func(tx transaction) error {
		last, _, err := s.head(tx)
		if err != nil {
			return err
		}
		if seq < 0 || seq > last {
			return fmt.Errorf("event %d is not one of the %d here: %w", seq, last, kiosk.ErrNotFound)
		}
		if _, err := tx.Exec("UPDATE meta SET acked = ?1", seq); err != nil {
			return err
		}
		today := kiosk.DateOf(at.In(kiosk.VietnamTime))
		if _, err := tx.Exec("INSERT INTO acks (day, seq) VALUES (?1, ?2) ON CONFLICT (day) DO UPDATE SET seq = excluded.seq", today.String(), seq); err != nil {
			return err
		}
		return forget(tx, min(seq, last-1), today.AddDays(-keepDays).String())
	})
}

// forget removes up to forgetAtOnce events that were acknowledged on the day
// given or before, and what belongs to them. The last event stays: the chain
// hangs on it. So do the numbers of the last day: it may not be over.
func forget(tx transaction, upTo int64, day string) error {
	for _, q := range []struct {
		sql  string
		args []any
	}{
		{`DELETE FROM events WHERE seq <= min(?1,
			coalesce((SELECT seq FROM acks WHERE day <= ?2 ORDER BY day DESC LIMIT 1), 0),
			(SELECT min(seq) FROM events) + ?3 - 1)`, []any{upTo, day, forgetAtOnce}},
		{`INSERT INTO counters (day, service, n)
			SELECT day, service, max(n) FROM tickets
			WHERE seq < (SELECT min(seq) FROM events) AND day = (SELECT max(day) FROM counters) GROUP BY service
			ON CONFLICT (day, service) DO UPDATE SET n = max(n, excluded.n)`, nil},
		{"DELETE FROM tickets WHERE seq < (SELECT min(seq) FROM events)", nil},
		{"DELETE FROM counters WHERE day < min(?1, (SELECT max(day) FROM counters))", []any{day}},
		{"DELETE FROM acks WHERE day < (SELECT max(day) FROM acks WHERE day <= ?1)", []any{day}},
	} {
		if _, err := tx.Exec(q.sql, q.args...); err != nil {
			return fmt.Errorf("forget old events: %w", err)
		}
	}
	return nil
}
