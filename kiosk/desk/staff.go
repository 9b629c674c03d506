package desk

import (
	"context"
	"errors"

	"dongthap.vn/sen/kiosk"
)

// EnterStaff opens the staff screen by its PIN. It refuses with kiosk.ErrNoPIN,
// kiosk.ErrWrongPIN or a *kiosk.TooSoonError. Every try is counted on the disk
// before anybody looks at the PIN; on a full one it is counted in memory, for
// that is when staff must get in.
func (d *Desk) EnterStaff(ctx context.Context, typed string) error {
	pin, err := d.PIN()
	if err != nil {
		return err
	}
	tries, err := d.Store.BeginPIN(ctx)
	full := errors.Is(err, kiosk.ErrDiskFull)
	if full {
		tries, err = d.beginPIN()
	}
	if err != nil {
		return err
	}
	if !pin.Is(typed) {
		d.noteStaff(ctx, kiosk.StaffActed{Act: kiosk.StaffRefused, Failures: tries.Failures})
		return kiosk.ErrWrongPIN
	}
	d.mu.Lock()
	d.tries = kiosk.PINTries{}
	d.mu.Unlock()
	if err := d.Store.OpenStaff(ctx); err != nil && !errors.Is(err, kiosk.ErrDiskFull) {
		return err
	}
	return nil
}

// beginPIN is BeginPIN without a disk.
func (d *Desk) beginPIN() (kiosk.PINTries, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	tries, err := d.tries.Begin(d.Now())
	d.tries = tries
	return tries, err
}

// ActStaff stores what was done at the staff screen. What cannot be stored is
// done all the same: a kiosk with a full disk must be restarted too.
func (d *Desk) ActStaff(ctx context.Context, act kiosk.StaffAct) {
	d.noteStaff(ctx, kiosk.StaffActed{Act: act})
}

func (d *Desk) noteStaff(ctx context.Context, a kiosk.StaffActed) {
	if err := d.Store.ActStaff(ctx, a); err != nil {
		d.Log.Error("not stored", "staff", a.Act, "err", err)
	}
}
