package store

import (
	"context"
	"time"

	"dongthap.vn/sen/kiosk"
)

// BeginPIN counts a try at the staff screen as failed, before anybody looks at
// the PIN. It refuses with a *kiosk.TooSoonError.
func (s *Store) BeginPIN(ctx context.Context) (tries kiosk.PINTries, err error) {
	err = s.change(ctx, "begin a PIN", func(tx transaction) error {
		if tries, err = pinTries(tx); err != nil {
			return err
		}
		if tries, err = tries.Begin(s.opts.Now()); err != nil {
			return err
		}
		return keepPINTries(tx, tries)
	})
	return tries, err
}

// OpenStaff stores that the PIN was right: nothing is counted any more.
func (s *Store) OpenStaff(ctx context.Context) error {
	e, err := s.stamp(kiosk.KindStaffActed, kiosk.StaffActed{Act: kiosk.StaffOpened})
	if err != nil {
		return err
	}
	err = s.change(ctx, "open the staff screen", func(tx transaction) error {
		if err := keepPINTries(tx, kiosk.PINTries{}); err != nil {
			return err
		}
		return s.append(tx, &e)
	})
	if err == nil {
		s.tell()
	}
	return err
}

// ActStaff stores what was done at the staff screen.
func (s *Store) ActStaff(ctx context.Context, a kiosk.StaffActed) error {
	e, err := s.stamp(kiosk.KindStaffActed, a)
	if err != nil {
		return err
	}
	return s.record(ctx, "act at the staff screen", &e)
}

func pinTries(tx transaction) (t kiosk.PINTries, err error) {
	var last int64
	err = tx.QueryRow("SELECT failures, last_at FROM pin_tries").Scan(&t.Failures, &last)
	t.LastAt = time.UnixMilli(last).UTC()
	return t, err
}

func keepPINTries(tx transaction, t kiosk.PINTries) error {
	_, err := tx.Exec("UPDATE pin_tries SET failures = ?1, last_at = ?2", t.Failures, t.LastAt.UnixMilli())
	return err
}
