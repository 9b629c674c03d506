package fleet

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// An Applicant is a kiosk that waits to be let in.
type Applicant struct {
	Device  string
	Name    string
	Digits  string // six; the kiosk shows the same, or it is another
	AskedAt time.Time
	Expires time.Time
}

// Applicants lists them, who has waited longest first.
func (f *Fleet) Applicants(ctx context.Context) (all []Applicant, err error) {
	err = f.store.Read(ctx, func(t *store.Tx) error {
		rows, err := t.Enrolments(ctx, store.EnrolWaiting, f.now())
		all = nil
		for _, row := range rows {
			all = append(all, Applicant{Device: row.Device, Name: row.Name, Digits: f.digits(row), AskedAt: row.AskedAt, Expires: row.ExpiresAt})
		}
		return err
	})
	return all, err
}

func (f *Fleet) digits(row store.Enrolment) string {
	return wire.Digits(asked(row), f.offer(row), row.Opening)
}

// Approve lets a kiosk in whose screen shows these digits; spaces in them do not
// matter. It returns ErrNobody when none waits under the code, and ErrDigits when
// one does with others.
func (f *Fleet) Approve(ctx context.Context, device, digits, by string) error {
	err := f.decide(ctx, device, digits, func(t *store.Tx, row store.Enrolment) error {
		now := f.now()
		id, err := t.AddReceiptKey(ctx, device, row.ReceiptKey, now)
		if err != nil {
			return err
		}
		row.State, row.ReceiptKeyID, row.ExpiresAt = store.EnrolAdmitted, id, now.Add(verdictLast)
		if err := t.PutEnrolment(ctx, row, now); err != nil {
			return err
		}
		err = t.PutDevice(ctx, store.Device{Code: device, Site: row.Site, Name: row.Name, Key: row.DeviceKey, ReceiptKeyID: id, EnrolledAt: now})
		if err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: now, Actor: by, Action: ActEnrol, Subject: subject(device)})
	})
	if err != nil {
		return fmt.Errorf("approve kiosk %s: %w", device, err)
	}
	if err := f.keys(ctx); err != nil {
		return fmt.Errorf("kiosk %s is approved, but its receipt key is not published yet: %w", device, err)
	}
	return nil
}

// Reject sends a kiosk away that shows other digits, or that nobody knows of.
// digits are those the center showed; it returns what Approve does.
func (f *Fleet) Reject(ctx context.Context, device, digits, by string) error {
	err := f.decide(ctx, device, digits, func(t *store.Tx, row store.Enrolment) error {
		now := f.now()
		row.State, row.ExpiresAt = store.EnrolRefused, now.Add(verdictLast)
		if err := t.PutEnrolment(ctx, row, now); err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: now, Actor: by, Action: ActReject, Subject: subject(device)})
	})
	if err != nil {
		return fmt.Errorf("reject kiosk %s: %w", device, err)
	}
	return nil
}

// decide does what a person decided about the kiosk that waits with digits.
func (f *Fleet) decide(ctx context.Context, device, digits string, do func(*store.Tx, store.Enrolment) error) error {
	digits = strings.Join(strings.Fields(digits), "")
	return f.store.Write(ctx, func(t *store.Tx) error {
		row, err := t.Enrolment(ctx, device)
		if errors.Is(err, kiosk.ErrNotFound) || err == nil && (row.State != store.EnrolWaiting || !f.now().Before(row.ExpiresAt)) {
			return ErrNobody
		}
		if err != nil {
			return err
		}
		if f.digits(row) != digits {
			return ErrDigits
		}
		return do(t, row)
	})
}
