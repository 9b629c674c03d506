// Package keyring opens what was sealed to the keys of the months, and tells
// which key seals now. It promises that what it opens it writes nowhere.
package keyring

import (
	"context"
	"errors"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk"
)

// Why sealed data cannot be opened.
var (
	ErrSealed  = errors.New("the month's key was destroyed")
	ErrDamaged = errors.New("sealed data is broken or belongs to another event")
)

// A State says what is known of sealed data.
type State string

// The states of sealed data.
const (
	None    State = "none"    // none was given
	Read    State = "read"    // it was opened
	Sealed  State = "sealed"  // given, but its month's key was destroyed
	Damaged State = "damaged" // given, but the blob is broken or belongs to another event
	Erased  State = "erased"  // given, and taken away at the person's wish
)

// Err is why data in this state cannot be shown: nil, ErrSealed, ErrDamaged, or
// kiosk.ErrNotFound when there is none.
func (s State) Err() error {
	switch s {
	case Read:
		return nil
	case Sealed:
		return ErrSealed
	case Damaged:
		return ErrDamaged
	}
	return kiosk.ErrNotFound
}

// A Ring opens sealed data with the months' private keys, each unlocked when it
// is first needed.
type Ring struct {
	vault  *vault.Vault
	months map[string]store.SealKey
	opened map[string][]byte // private keys by month; nil for one that is gone
}

// Take reads the keys there are.
func Take(ctx context.Context, t *store.Tx, v *vault.Vault) (*Ring, error) {
	months, err := t.SealKeys(ctx)
	if err != nil {
		return nil, err
	}
	r := &Ring{vault: v, months: map[string]store.SealKey{}, opened: map[string][]byte{}}
	for _, m := range months {
		r.months[m.ID] = m
	}
	return r, nil
}

// private is a month's private key, or nil when it is gone.
func (r *Ring) private(id string) []byte {
	if key, known := r.opened[id]; known {
		return key
	}
	var key []byte
	if m, known := r.months[id]; known && m.Usable() {
		key, _ = r.vault.Unlock(vault.MonthOf(m.From), m.ID, m.Private) // what does not open is as good as destroyed
	}
	r.opened[id] = key
	return key
}

// Blobs are the sealed data of one event; id and kind are bound into them.
type Blobs struct {
	ID, Kind string
	Sealed   []kiosk.Sealed
}

// Phone opens the phone number of an event, whatever it was left for.
func (r *Ring) Phone(b Blobs) (string, State) {
	for _, s := range b.Sealed {
		if kiosk.IsPhone(s.Purpose) {
			return r.Open(b, s.Purpose)
		}
	}
	return "", None
}

// Open opens what was sealed for a purpose; the text is "" unless it was Read.
func (r *Ring) Open(b Blobs, purpose string) (text string, state State) {
	for _, s := range b.Sealed {
		if s.Purpose != purpose {
			continue
		}
		private := r.private(s.KeyID)
		if private == nil {
			return "", Sealed
		}
		text, err := kiosk.Unseal(private, s, b.ID, b.Kind)
		if err != nil {
			return "", Damaged
		}
		return text, Read
	}
	return "", None
}

// Now is the newest key of the month, as kiosks have it, or kiosk.ErrNoKey.
func Now(ctx context.Context, t *store.Tx, now time.Time) (key kiosk.SealKey, err error) {
	months, err := t.SealKeys(ctx)
	if err != nil {
		return key, err
	}
	err = kiosk.ErrNoKey
	for _, m := range months {
		if k, none := kiosk.KeyAt([]kiosk.SealKey{m.SealKey}, now); none == nil && m.Usable() {
			key, err = k, nil
		}
	}
	return key, err
}
