package store

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// An EnrolCode is the right to become a device, once.
type EnrolCode struct {
	Locator   string // the code's first letters, to find it by
	Hash      []byte // SHA-256 of the whole code
	Site      int
	Device    string
	Name      string
	MadeBy    string
	ExpiresAt time.Time
	Tries     int
	UsedAt    time.Time
}

const enrolColumns = "locator, hash, site, device, name, made_by, expires_at, tries, used_at"

// AddEnrolCode keeps a code; those of the same device that were not used and
// all that are over are forgotten.
func (t *Tx) AddEnrolCode(ctx context.Context, c EnrolCode, now time.Time) error {
	if _, err := t.exec(ctx, "DELETE FROM enrol_codes WHERE device = ?1 OR expires_at < ?2", c.Device, millis(now)); err != nil {
		return fmt.Errorf("forget enrolment codes: %w", err)
	}
	const query = "INSERT INTO enrol_codes (" + enrolColumns + ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0)"
	_, err := t.exec(ctx, query, c.Locator, c.Hash, c.Site, c.Device, c.Name, c.MadeBy, millis(c.ExpiresAt))
	return err
}

// TryEnrolCode counts a try and reads the code, or returns kiosk.ErrNotFound.
func (t *Tx) TryEnrolCode(ctx context.Context, locator string) (EnrolCode, error) {
	n, err := t.exec(ctx, "UPDATE enrol_codes SET tries = tries + 1 WHERE locator = ?1", locator)
	if err != nil {
		return EnrolCode{}, err
	}
	if n == 0 {
		return EnrolCode{}, kiosk.ErrNotFound
	}
	var c EnrolCode
	var expires, used int64
	err = t.one(ctx, "SELECT "+enrolColumns+" FROM enrol_codes WHERE locator = ?1", []any{locator},
		&c.Locator, &c.Hash, &c.Site, &c.Device, &c.Name, &c.MadeBy, &expires, &c.Tries, &used)
	c.ExpiresAt, c.UsedAt = moment(expires), moment(used)
	return c, err
}

// UseEnrolCode ends a code; false means that another was quicker.
func (t *Tx) UseEnrolCode(ctx context.Context, locator string, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "UPDATE enrol_codes SET used_at = ?2 WHERE locator = ?1 AND used_at = 0", locator, millis(now))
	return n == 1, err
}
