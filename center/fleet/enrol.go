package fleet

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// Enrol takes the first message of a kiosk that knows a code, and tells it who
// this center is. The same kiosk may ask again: it gets the same answer. It
// returns ErrRefused for every code that is wrong, used, late or was tried too
// often, so that an answer teaches nothing.
func (f *Fleet) Enrol(ctx context.Context, e wire.Enrol) (wire.Offer, error) {
	row, err := f.peek(ctx, e.Locator)
	if err != nil {
		return wire.Offer{}, fmt.Errorf("enrol: %w", err)
	}
	if !provable(row, f.now()) || !whole(e) {
		return wire.Offer{}, f.refuseCode(ctx, row.Device)
	}
	taken := false
	err = f.store.Write(ctx, func(t *store.Tx) (err error) {
		taken = false
		if row, err = t.EnrolmentAt(ctx, e.Locator); err != nil {
			return err
		}
		if !provable(row, f.now()) {
			return nil
		}
		row, taken = f.judge(row, e)
		return t.PutEnrolment(ctx, row, f.now()) // a wrong guess is counted, also when many come at once
	})
	switch {
	case errors.Is(err, kiosk.ErrNotFound) || err == nil && !taken:
		return wire.Offer{}, f.refuseCode(ctx, row.Device)
	case err != nil:
		return wire.Offer{}, fmt.Errorf("enrol: %w", err)
	}
	return f.offer(row), nil
}

// peek reads the enrolment a guess aims at, the zero one for none; what cannot be
// guessed any more costs no write, however often somebody tries.
func (f *Fleet) peek(ctx context.Context, locator string) (row store.Enrolment, err error) {
	err = f.store.Read(ctx, func(t *store.Tx) error {
		row, err = t.EnrolmentAt(ctx, locator)
		return err
	})
	if errors.Is(err, kiosk.ErrNotFound) {
		return store.Enrolment{}, nil
	}
	return row, err
}

// provable reports whether a kiosk may still prove a code, or has.
func provable(row store.Enrolment, now time.Time) bool {
	if !now.Before(row.ExpiresAt) {
		return false
	}
	return row.State != store.EnrolMade || row.Tries < codeTries
}

func whole(e wire.Enrol) bool {
	return len(e.DeviceKey) == ed25519.PublicKeySize && len(e.ReceiptKey) == ed25519.PublicKeySize && len(e.Commitment) == sha256.Size
}

// judge takes the first kiosk that proves the code, and none after it.
func (f *Fleet) judge(row store.Enrolment, e wire.Enrol) (store.Enrolment, bool) {
	proven := e.Proven(row.Secret)
	if row.State != store.EnrolMade {
		return row, proven && bytes.Equal(row.DeviceKey, e.DeviceKey) && bytes.Equal(row.ReceiptKey, e.ReceiptKey) && bytes.Equal(row.Commitment, e.Commitment)
	}
	if !proven {
		row.Tries++
		return row, false
	}
	now := f.now()
	row.State, row.AskedAt, row.ExpiresAt = store.EnrolAsked, now, now.Add(digitsLast)
	row.DeviceKey, row.ReceiptKey, row.Commitment = e.DeviceKey, e.ReceiptKey, e.Commitment
	row.Authority, row.Nonce = f.authority, make([]byte, wire.NonceSize)
	rand.Read(row.Nonce)
	return row, true
}

// asked is the kiosk's first message, and offer the center's answer.
func asked(row store.Enrolment) wire.Enrol {
	return wire.Enrol{Locator: row.Locator, DeviceKey: row.DeviceKey, ReceiptKey: row.ReceiptKey, Commitment: row.Commitment}
}

func (f *Fleet) offer(row store.Enrolment) wire.Offer {
	meta := f.store.Meta()
	o := wire.Offer{Device: row.Device, SiteID: row.Site, PublicationKey: meta.PublicationKey.Public().(ed25519.PublicKey),
		Server: meta.Server, Authority: row.Authority, Nonce: row.Nonce}
	o.Prove(row.Secret, asked(row))
	return o
}

// Asking is the key of a kiosk that has proved a code and is not a device yet,
// or kiosk.ErrNotFound.
func (f *Fleet) Asking(ctx context.Context, device string) (key ed25519.PublicKey, err error) {
	err = f.store.Read(ctx, func(t *store.Tx) error {
		row, err := t.Enrolment(ctx, device)
		if err == nil && row.State == store.EnrolMade {
			err = kiosk.ErrNotFound
		}
		key = row.DeviceKey
		return err
	})
	return key, err
}

// Verdict takes the nonce a kiosk had committed itself to, and tells how its
// enrolment stands. It returns ErrRefused when the nonce is another.
func (f *Fleet) Verdict(ctx context.Context, device string, o wire.Opening) (wire.Verdict, error) {
	row, err := f.enrolment(ctx, device)
	if err != nil {
		return wire.Verdict{}, err
	}
	if row.State == store.EnrolMade || subtle.ConstantTimeCompare(wire.Commit(o.Nonce), row.Commitment) != 1 {
		return wire.Verdict{}, f.refuseCode(ctx, device)
	}
	if row.State == store.EnrolAsked && f.now().Before(row.ExpiresAt) {
		if row, err = f.openCommitment(ctx, row, o); err != nil {
			return wire.Verdict{}, err
		}
	}
	v := wire.Verdict{State: row.State, ReceiptKeyID: row.ReceiptKeyID}
	if !f.now().Before(row.ExpiresAt) && row.State != store.EnrolAdmitted && row.State != store.EnrolRefused {
		v.State = wire.EnrolExpired
	}
	v.Prove(row.Secret, asked(row), f.offer(row))
	return v, nil
}

// openCommitment keeps the kiosk's nonce: from now on the digits can be compared.
func (f *Fleet) openCommitment(ctx context.Context, seen store.Enrolment, o wire.Opening) (row store.Enrolment, err error) {
	err = f.store.Write(ctx, func(t *store.Tx) (err error) {
		if row, err = t.Enrolment(ctx, seen.Device); err != nil {
			return err
		}
		if row.State != store.EnrolAsked || !bytes.Equal(row.Commitment, seen.Commitment) {
			return nil
		}
		row.State, row.Opening = store.EnrolWaiting, o.Nonce
		return t.PutEnrolment(ctx, row, f.now())
	})
	if err == nil && !bytes.Equal(row.Commitment, seen.Commitment) {
		return row, ErrRefused // a newer code came in between
	}
	return row, err
}

func (f *Fleet) enrolment(ctx context.Context, device string) (row store.Enrolment, err error) {
	err = f.store.Read(ctx, func(t *store.Tx) error {
		row, err = t.Enrolment(ctx, device)
		return err
	})
	if errors.Is(err, kiosk.ErrNotFound) {
		return row, ErrRefused
	}
	return row, err
}
