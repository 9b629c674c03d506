package store

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// States of an Enrolment.
const (
	EnrolMade     = "made"     // the code is known to who made it
	EnrolAsked    = "asked"    // a kiosk has proved the code
	EnrolWaiting  = "waiting"  // it has opened its commitment: the digits can be compared
	EnrolAdmitted = "admitted" // a person let it in
	EnrolRefused  = "refused"  // a person did not
)

// An Enrolment is the right to become a device, once, and what has become of it.
type Enrolment struct {
	Device       string
	Locator      string // the code's first letters, to find it by
	Secret       []byte // the stretched code
	Site         int
	Name         string
	MadeBy       string
	State        string
	ExpiresAt    time.Time // of the state: afterwards it leads to nothing
	Tries        int       // of the code
	DeviceKey    []byte    // this and what follows comes with the kiosk's first message
	ReceiptKey   []byte
	Commitment   []byte
	Nonce        []byte // the center's
	Authority    []byte // the certificate the center said it is vouched for by, empty for none
	Opening      []byte // the kiosk's nonce
	AskedAt      time.Time
	ReceiptKeyID uint32
}

const enrolColumns = "device, locator, secret, site, name, made_by, state, expires_at, tries, device_key, receipt_key, commitment, nonce, authority, opening, asked_at, receipt_key_id"

// AddEnrolment keeps a new code; whatever went before for the same device, and
// all that are over, is forgotten. It returns ErrExists when another code begins
// with the same letters.
func (t *Tx) AddEnrolment(ctx context.Context, e Enrolment, now time.Time) error {
	if _, err := t.exec(ctx, "DELETE FROM enrolments WHERE device = ?1 OR expires_at < ?2", e.Device, millis(now)); err != nil {
		return fmt.Errorf("forget enrolments: %w", err)
	}
	const query = "INSERT INTO enrolments (" + enrolColumns + ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ?9, ?9, ?9, ?9, ?9, 0, 0)"
	_, err := t.exec(ctx, query, e.Device, e.Locator, e.Secret, e.Site, e.Name, e.MadeBy, EnrolMade, millis(e.ExpiresAt), []byte{})
	return err
}

// PutEnrolment writes what has become of an enrolment.
func (t *Tx) PutEnrolment(ctx context.Context, e Enrolment, now time.Time) error {
	const query = `UPDATE enrolments SET state = ?2, expires_at = ?3, tries = ?4, device_key = ?5, receipt_key = ?6, commitment = ?7,
		nonce = ?8, opening = ?9, asked_at = ?10, receipt_key_id = ?11, authority = ?12 WHERE device = ?1`
	_, err := t.exec(ctx, query, e.Device, e.State, millis(e.ExpiresAt), e.Tries, bytesOf(e.DeviceKey), bytesOf(e.ReceiptKey), bytesOf(e.Commitment),
		bytesOf(e.Nonce), bytesOf(e.Opening), millis(e.AskedAt), int64(e.ReceiptKeyID), bytesOf(e.Authority))
	if err != nil {
		return fmt.Errorf("put enrolment: %w", err)
	}
	t.Touch(TopicFleet, now)
	return nil
}

// Enrolment reads a device's, or returns kiosk.ErrNotFound.
func (t *Tx) Enrolment(ctx context.Context, device string) (Enrolment, error) {
	return t.enrolment(ctx, "SELECT "+enrolColumns+" FROM enrolments WHERE device = ?1", device)
}

// EnrolmentAt reads the one a code's first letters find, or returns
// kiosk.ErrNotFound.
func (t *Tx) EnrolmentAt(ctx context.Context, locator string) (Enrolment, error) {
	return t.enrolment(ctx, "SELECT "+enrolColumns+" FROM enrolments WHERE locator = ?1", locator)
}

func (t *Tx) enrolment(ctx context.Context, query, by string) (Enrolment, error) {
	all, err := list(ctx, t, scanEnrolment, query, by)
	switch {
	case err != nil:
		return Enrolment{}, err
	case len(all) == 0:
		return Enrolment{}, fmt.Errorf("enrolment: %w", kiosk.ErrNotFound)
	}
	return all[0], nil
}

// Enrolments lists those in a state that is not over at now.
func (t *Tx) Enrolments(ctx context.Context, state string, now time.Time) ([]Enrolment, error) {
	return list(ctx, t, scanEnrolment, "SELECT "+enrolColumns+" FROM enrolments WHERE state = ?1 AND expires_at > ?2 ORDER BY asked_at, device", state, millis(now))
}

func scanEnrolment(row scanner) (e Enrolment, err error) {
	var expires, asked int64
	err = row.Scan(&e.Device, &e.Locator, &e.Secret, &e.Site, &e.Name, &e.MadeBy, &e.State, &expires, &e.Tries,
		&e.DeviceKey, &e.ReceiptKey, &e.Commitment, &e.Nonce, &e.Authority, &e.Opening, &asked, &e.ReceiptKeyID)
	e.ExpiresAt, e.AskedAt = moment(expires), moment(asked)
	return e, err
}
