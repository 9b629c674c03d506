// Package fleet keeps the kiosks a center trusts: how one becomes a device,
// what it last told of itself, and how its approval ends.
//
// It promises that an enrolment code makes exactly one device, that codes
// cannot be guessed, and that a revoked device is refused at its next request.
// It does not talk to kiosks; the road does.
package fleet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// Errors a caller branches on.
var (
	ErrRefused   = errors.New("enrolment refused") // wrong, used, late or locked: the same to who asks
	ErrBadDevice = errors.New("kiosk code is not 1 to 99")
	ErrBadName   = fmt.Errorf("a kiosk's place is at most %d letters, without control characters", MaxName)
)

// MaxName is how many letters may tell where a kiosk stands.
const MaxName = 80

// A Device is an enrolled kiosk.
type Device = store.Device

// An Alarm is something to look at.
type Alarm = store.Alarm

// Config is what a Fleet needs.
type Config struct {
	Store *store.Store
	Keys  func(context.Context) error // publishes the keys document, which names receipt keys
	// Authority is the certificate (DER) kiosks verify the road by, nil when the
	// road is not TLS, or its certificate is a public one.
	Authority []byte
	Now       func() time.Time
}

// A Fleet is the kiosks of a center.
type Fleet struct {
	store     *store.Store
	keys      func(context.Context) error
	authority []byte
	now       func() time.Time
}

// New makes a Fleet.
func New(c Config) *Fleet {
	return &Fleet{store: c.Store, keys: c.Keys, authority: c.Authority, now: c.Now}
}

var deviceForm = regexp.MustCompile(`^[1-9][0-9]?$`)

// Device reads a device, revoked or not, or returns kiosk.ErrNotFound.
func (f *Fleet) Device(ctx context.Context, code string) (d Device, err error) {
	err = f.store.Read(ctx, func(t *store.Tx) error {
		d, err = t.Device(ctx, code)
		return err
	})
	return d, err
}

// Devices lists all devices.
func (f *Fleet) Devices(ctx context.Context) (all []Device, err error) {
	err = f.store.Read(ctx, func(t *store.Tx) error {
		all, err = t.Devices(ctx)
		return err
	})
	return all, err
}

// Alarms lists what to look at, the newest first.
func (f *Fleet) Alarms(ctx context.Context) (all []Alarm, err error) {
	err = f.store.Read(ctx, func(t *store.Tx) error {
		all, err = t.Alarms(ctx)
		return err
	})
	return all, err
}

// A StaffAct is what was done, or tried, on a kiosk's own staff screen.
type StaffAct struct {
	Device string
	At     time.Time
	kiosk.StaffActed
}

// StaffActs lists the newest.
func (f *Fleet) StaffActs(ctx context.Context, limit int) (all []StaffAct, err error) {
	err = f.store.Read(ctx, func(t *store.Tx) error {
		events, err := t.StaffActs(ctx, limit)
		all = nil
		for _, e := range events {
			a := StaffAct{Device: e.Device, At: e.At}
			if json.Unmarshal(e.Body, &a.StaffActed) == nil { // what is not understood is in quarantine
				all = append(all, a)
			}
		}
		return err
	})
	return all, err
}

// Revoke ends a device's approval: from its next request on it is refused, and
// its receipts are shown as of a revoked key.
func (f *Fleet) Revoke(ctx context.Context, device, by string) error {
	err := f.store.Write(ctx, func(t *store.Tx) error {
		if err := t.RevokeDevice(ctx, device, f.now()); err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: f.now(), Actor: by, Action: "device.revoke", Subject: "device:" + device})
	})
	if err != nil {
		return err
	}
	if err := f.keys(ctx); err != nil {
		return fmt.Errorf("device %s is revoked, but its receipt key is not yet: %w", device, err)
	}
	return nil
}
