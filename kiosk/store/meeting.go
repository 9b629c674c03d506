package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"math/big"
	"time"

	"dongthap.vn/sen/kiosk"
)

// meetingsKept is how many days a meeting's row outlives its day.
const meetingsKept = 7

const selectMeeting = "SELECT id, seq, code, day, from_min, subject, asked_at, receipt_id, cancel_seq FROM meetings JOIN events USING (seq) "

// AskMeeting stores that a person asks for a time. Name and phone are sealed to
// the key valid now before anything is written; without such a key they are
// refused with kiosk.ErrNoKey. Whether the time is on offer the caller knows.
func (s *Store) AskMeeting(ctx context.Context, r kiosk.MeetingRequest, keys []kiosk.SealKey) (m kiosk.Meeting, err error) {
	if err := r.Check(); err != nil {
		return m, fmt.Errorf("ask for a meeting: %w", err)
	}
	m = kiosk.Meeting{Slot: r.Slot, Subject: r.Subject}
	rand.Read(m.ReceiptID[:])
	err = s.change(ctx, "ask for a meeting", func(tx transaction) error {
		if m.Code, err = freeCode(tx); err != nil {
			return err
		}
		e, err := s.stamp(kiosk.KindMeetingAsked, kiosk.MeetingAsked{
			Code: m.Code, Day: r.Day, From: r.From, Subject: r.Subject, ReceiptID: hex.EncodeToString(m.ReceiptID[:]), Lang: r.Lang,
		})
		if err != nil {
			return err
		}
		if err := seal(&e, keys, kiosk.PurposeMeetingName, r.Name); err != nil {
			return err
		}
		if err := seal(&e, keys, kiosk.PurposeMeetingPhone, r.Phone); err != nil {
			return err
		}
		if err := s.append(tx, &e); err != nil {
			return err
		}
		m.ID, m.Seq, m.AskedAt = e.ID, e.Seq, e.AtWall
		return s.keepMeeting(tx, m)
	})
	if err != nil {
		return kiosk.Meeting{}, err
	}
	s.tell()
	return m, nil
}

// freeCode draws a code no meeting here bears. The transaction holds the write
// lock, so nobody draws in between.
func freeCode(tx transaction) (string, error) {
	for {
		n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
		if err != nil {
			return "", fmt.Errorf("draw a code: %w", err)
		}
		code, taken := fmt.Sprintf("%0*d", kiosk.CodeDigits, n), 0
		if err := tx.QueryRow("SELECT count(*) FROM meetings WHERE code = ?1", code).Scan(&taken); err != nil {
			return "", err
		}
		if taken == 0 {
			return code, nil
		}
	}
}

// keepMeeting writes the row and drops those long past.
func (s *Store) keepMeeting(tx transaction, m kiosk.Meeting) error {
	if _, err := tx.Exec("DELETE FROM meetings WHERE day < ?1", s.today().AddDays(-meetingsKept).String()); err != nil {
		return err
	}
	_, err := tx.Exec("INSERT INTO meetings (seq, code, day, from_min, subject, asked_at, receipt_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
		m.Seq, m.Code, m.Slot.Day.String(), int(m.Slot.From), m.Subject, m.AskedAt.UnixMilli(), m.ReceiptID[:])
	return err
}

// CancelMeeting takes a meeting back by its code. One that was not asked for here
// is kiosk.ErrNotFound. Asking twice gives the same answer and leaves one event.
func (s *Store) CancelMeeting(ctx context.Context, code string) (m kiosk.Meeting, err error) {
	recorded := false
	err = s.change(ctx, "cancel a meeting", func(tx transaction) error {
		m, err = scanMeeting(tx.QueryRow(selectMeeting+"WHERE code = ?1", code))
		switch {
		case err != nil:
			return missing(err)
		case m.Cancelled:
			return nil
		}
		e, err := s.stamp(kiosk.KindMeetingCancelled, kiosk.MeetingCancelled{Meeting: m.ID})
		if err != nil {
			return err
		}
		if err := s.append(tx, &e); err != nil {
			return err
		}
		recorded, m.Cancelled = true, true
		_, err = tx.Exec("UPDATE meetings SET cancel_seq = ?1 WHERE seq = ?2", e.Seq, m.Seq)
		return err
	})
	if err != nil {
		return kiosk.Meeting{}, err
	}
	if recorded {
		s.tell()
	}
	return m, nil
}

func scanMeeting(r row) (m kiosk.Meeting, err error) {
	var (
		day     string
		from    int
		at      int64
		receipt []byte
		cancel  sql.NullInt64
	)
	if err := r.Scan(&m.ID, &m.Seq, &m.Code, &day, &from, &m.Subject, &at, &receipt, &cancel); err != nil {
		return kiosk.Meeting{}, err
	}
	if m.Slot.Day, err = kiosk.ParseDate(day); err != nil {
		return kiosk.Meeting{}, fmt.Errorf("%w: meeting %d: %w", errDamaged, m.Seq, err)
	}
	m.Slot.From, m.AskedAt, m.Cancelled = kiosk.Clock(from), time.UnixMilli(at).UTC(), cancel.Valid
	copy(m.ReceiptID[:], receipt)
	return m, nil
}

// UncountedMeetings says by how many the center's count of each time from a day
// on differs from what this kiosk has done, as Uncounted does for lines.
func (s *Store) UncountedMeetings(ctx context.Context, c kiosk.Cursor, from kiosk.Date) (map[kiosk.Slot]int, error) {
	if c.Epoch != s.epoch {
		c.Seq = 0
	}
	rows, err := s.read.QueryContext(ctx, `
		SELECT day, from_min, count(*) FROM meetings WHERE day >= ?1 AND seq > ?2 AND cancel_seq IS NULL GROUP BY day, from_min
		UNION ALL
		SELECT day, from_min, -count(*) FROM meetings WHERE day >= ?1 AND seq <= ?2 AND cancel_seq > ?2 GROUP BY day, from_min`, from.String(), c.Seq)
	if err != nil {
		return nil, fmt.Errorf("uncounted meetings: %w", translate(err))
	}
	defer rows.Close()
	counts := map[kiosk.Slot]int{}
	for rows.Next() {
		var day string
		var at, n int
		if err := rows.Scan(&day, &at, &n); err != nil {
			return nil, fmt.Errorf("uncounted meetings: %w", err)
		}
		d, err := kiosk.ParseDate(day)
		if err != nil {
			return nil, fmt.Errorf("uncounted meetings: %w", err)
		}
		counts[kiosk.Slot{Day: d, From: kiosk.Clock(at)}] += n
	}
	return counts, rows.Err()
}
