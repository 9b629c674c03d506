// Package fleet keeps the kiosks a center trusts: how one becomes a device,
// what it last told of itself, and how its approval ends.
//
// It promises that an enrolment code lets exactly one kiosk ask, that codes
// cannot be guessed, that no kiosk is a device before a person has compared six
// digits, that a key which is renewed stays good until the next is used, and that
// a revoked device is refused at its next request. It does not talk to kiosks;
// the road does.
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
	ErrNobody    = errors.New("no kiosk waits to be let in under this code")
	ErrDigits    = errors.New("the kiosk that waits shows other digits")
	ErrTooSoon   = errors.New("another key was asked for within the hour")
	ErrBadDevice = errors.New("kiosk code is not 1 to 99")
	ErrBadName   = fmt.Errorf("a kiosk's place is at most %d letters, without control characters", MaxName)
)

// Actions in the audit log.
const (
	ActCode       = "device.code"
	ActEnrol      = "device.enrol"
	ActReject     = "device.reject"
	ActRevoke     = "device.revoke"
	ActRenewAsked = "device.renew_asked"
	ActRenew      = "device.renew"
)

// subject names a device in the audit log, "road" for none that is known.
func subject(device string) string {
	if device == "" {
		return "road"
	}
	return "device:" + device
}

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
	refusals  refusals
}

// New makes a Fleet.
func New(c Config) *Fleet {
	return &Fleet{store: c.Store, keys: c.Keys, authority: c.Authority, now: c.Now, refusals: refusals{counts: map[kind]*count{}}}
}

var deviceForm = regexp.MustCompile(`^[1-9][0-9]?$`)

// Device reads a device, revoked or not, or returns kiosk.ErrNotFound.
func (f *Fleet) Device(ctx context.Context, code string) (d Device, err error) {
	err = f.store.Glance(ctx, func(t *store.Tx) error {
		d, err = t.Device(ctx, code)
		return err
	})
	return d, err
}

// Devices lists all devices.
func (f *Fleet) Devices(ctx context.Context) (all []Device, err error) {
	err = f.store.Glance(ctx, func(t *store.Tx) error {
		all, err = t.Devices(ctx)
		return err
	})
	return all, err
}

// History is what the audit log tells of each device, the newest line first.
func (f *Fleet) History(ctx context.Context, devices []Device, lines int) (of map[string][]store.Entry, err error) {
	err = f.store.Read(ctx, func(t *store.Tx) error {
		of = map[string][]store.Entry{}
		for _, d := range devices {
			if of[d.Code], err = t.LastAuditOf(ctx, subject(d.Code), lines); err != nil {
				return err
			}
		}
		return nil
	})
	return of, err
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
		return t.Audit(ctx, store.Entry{At: f.now(), Actor: by, Action: ActRevoke, Subject: subject(device)})
	})
	if err != nil {
		return err
	}
	if err := f.keys(ctx); err != nil {
		return fmt.Errorf("device %s is revoked, but its receipt key is not yet: %w", device, err)
	}
	return nil
}
