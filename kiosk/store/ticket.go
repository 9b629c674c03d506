package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A TicketRequest is what a visitor chose.
type TicketRequest struct {
	Service   string // letter
	Procedure string // national code, or ""
	Lang      kiosk.Lang
	Class     kiosk.Class // as the visitor said
	Promised  *kiosk.Wait // what the visitor is told, nil when no time is
	// Appointment is what the ticket is taken for, nil for none.
	Appointment *kiosk.Appointment
	// Known is told the ticket once it is known and not stored yet, so that its
	// receipt can be signed while the disk is waited for; nil for nobody. It may be
	// told again when storing is tried again, and nothing of it may be shown.
	Known func(kiosk.Ticket)
}

// A ticket's id is its event's and stands there alone: one index less to write
// while somebody waits.
const (
	ticketColumns = "seq, service, procedure, day, n, issued_at, receipt_id, cancel_seq"
	selectTicket  = "SELECT id, " + ticketColumns + " FROM tickets JOIN events USING (seq) "
)

// IssueTicket gives the next number. When it returns, number, ticket and event
// are on the disk in one transaction.
func (s *Store) IssueTicket(ctx context.Context, r TicketRequest) (kiosk.Ticket, error) {
	t := kiosk.Ticket{Service: r.Service, Procedure: r.Procedure, Promised: r.Promised}
	rand.Read(t.ReceiptID[:])
	if !kiosk.ValidNumber(kiosk.FormatNumber(r.Service, s.opts.Device, 1)) {
		return t, fmt.Errorf("issue ticket for %q at kiosk %q: %w", r.Service, s.opts.Device, kiosk.ErrUnknownService)
	}
	if err := checkAppointment(r.Appointment); err != nil {
		return t, fmt.Errorf("issue ticket: %w", err)
	}
	err := s.change(ctx, "issue ticket", func(tx transaction) error { return s.issue(tx, &t, r) })
	if err != nil {
		return kiosk.Ticket{}, err
	}
	s.tell()
	return t, nil
}

func (s *Store) issue(tx transaction, t *kiosk.Ticket, r TicketRequest) error {
	if err := s.count(tx, t); err != nil {
		return fmt.Errorf("next number: %w", err)
	}
	body := kiosk.TicketIssued{
		Number: t.Number, Service: t.Service, Procedure: t.Procedure, Day: t.Day, N: t.N,
		ReceiptID: hex.EncodeToString(t.ReceiptID[:]), Lang: r.Lang, Class: r.Class, Promised: r.Promised,
	}
	if a := r.Appointment; a != nil {
		body.Appointment, body.AppointedAt, t.AppointedAt = a.ID, &a.At, a.At
	}
	e, err := s.stamp(kiosk.KindTicketIssued, body)
	if err != nil {
		return err
	}
	if err := s.append(tx, &e); err != nil {
		return err
	}
	t.ID, t.Seq, t.IssuedAt = e.ID, e.Seq, e.AtWall
	if r.Known != nil {
		r.Known(*t)
	}
	if err := s.keep(tx, *t); err != nil || r.Appointment == nil {
		return err
	}
	return s.arrive(tx, *t, *r.Appointment)
}

// count gives the ticket its day and number.
func (s *Store) count(tx transaction, t *kiosk.Ticket) (err error) {
	var day string
	if day, t.N, err = s.next(tx, t.Service); err != nil {
		return err
	}
	t.Number = kiosk.FormatNumber(t.Service, s.opts.Device, t.N)
	t.Day, err = kiosk.ParseDate(day)
	return err
}

// keep writes the ticket's row.
func (s *Store) keep(tx transaction, t kiosk.Ticket) error {
	_, err := tx.ticket.Exec(t.Seq, t.Service, t.Procedure, t.Day.String(), t.N, t.IssuedAt.UnixMilli(), t.ReceiptID[:])
	if err != nil {
		return fmt.Errorf("write ticket %s: %w", t.Number, err)
	}
	return nil
}

// CancelTicket takes a ticket back within kiosk.CancelWithin, later it returns
// kiosk.ErrTooLate. Asking twice gives the same answer and leaves one event.
func (s *Store) CancelTicket(ctx context.Context, id string) (t kiosk.Ticket, err error) {
	recorded := false
	err = s.change(ctx, "cancel ticket", func(tx transaction) error {
		t, err = s.scanTicket(tx.QueryRow(selectTicket+"WHERE seq = ("+youngEvent+")", id))
		switch {
		case err != nil:
			return missing(err)
		case t.Cancelled:
			return nil
		case !t.Cancellable(s.opts.Now()):
			return kiosk.ErrTooLate
		}
		recorded, t.Cancelled = true, true
		return s.takeBack(tx, t)
	})
	if err != nil {
		return kiosk.Ticket{}, err
	}
	if recorded {
		s.tell()
	}
	return t, nil
}

func (s *Store) takeBack(tx transaction, t kiosk.Ticket) error {
	e, err := s.stamp(kiosk.KindTicketCancelled, kiosk.TicketCancelled{Ticket: t.ID})
	if err != nil {
		return err
	}
	if err := s.append(tx, &e); err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE tickets SET cancel_seq = ?1 WHERE seq = ?2", e.Seq, t.Seq)
	return err
}

// LastTicket is the ticket issued last, or kiosk.ErrNotFound.
func (s *Store) LastTicket(ctx context.Context) (kiosk.Ticket, error) {
	t, err := s.scanTicket(s.read.QueryRowContext(ctx, selectTicket+"ORDER BY seq DESC LIMIT 1"))
	if err != nil {
		return kiosk.Ticket{}, fmt.Errorf("last ticket: %w", missing(err))
	}
	return t, nil
}

func (s *Store) scanTicket(r row) (kiosk.Ticket, error) {
	var (
		t       kiosk.Ticket
		day     string
		at      int64
		receipt []byte
		cancel  sql.NullInt64
	)
	err := r.Scan(&t.ID, &t.Seq, &t.Service, &t.Procedure, &day, &t.N, &at, &receipt, &cancel)
	if err != nil {
		return kiosk.Ticket{}, err
	}
	if t.Day, err = kiosk.ParseDate(day); err != nil {
		return kiosk.Ticket{}, fmt.Errorf("%w: ticket %d: %w", errDamaged, t.Seq, err)
	}
	t.Number = kiosk.FormatNumber(t.Service, s.opts.Device, t.N)
	t.IssuedAt, t.Cancelled = time.UnixMilli(at).UTC(), cancel.Valid
	copy(t.ReceiptID[:], receipt)
	return t, nil
}

// Uncounted says by how many the center's count of each line differs from what
// this kiosk has done: own tickets of that day after the cursor, less those the
// center counted but that were taken back since. A cursor of another epoch has
// counted none of them.
func (s *Store) Uncounted(ctx context.Context, c kiosk.Cursor, day kiosk.Date) (map[string]int, error) {
	if c.Epoch != s.epoch {
		c.Seq = 0
	}
	rows, err := s.read.QueryContext(ctx, `
		SELECT service, count(*) FROM tickets WHERE day = ?1 AND seq > ?2 AND cancel_seq IS NULL GROUP BY service
		UNION ALL
		SELECT service, -count(*) FROM tickets WHERE day = ?1 AND seq <= ?2 AND cancel_seq > ?2 GROUP BY service`, day.String(), c.Seq)
	if err != nil {
		return nil, fmt.Errorf("uncounted tickets: %w", translate(err))
	}
	defer rows.Close()
	counts := map[string]int{}
	for rows.Next() {
		var service string
		var n int
		if err := rows.Scan(&service, &n); err != nil {
			return nil, fmt.Errorf("uncounted tickets: %w", err)
		}
		counts[service] += n
	}
	return counts, rows.Err()
}
