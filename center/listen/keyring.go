package listen

import (
	"context"
	"errors"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk"
)

// Why sealed data cannot be opened.
var (
	ErrSealed  = errors.New("the month's key was destroyed")
	ErrDamaged = errors.New("sealed data is broken or belongs to another event")
)

// err is why a phone number in this state cannot be shown.
func (s State) err() error {
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

// A keyring opens sealed data with the months' private keys, each unlocked when
// it is first needed.
type keyring struct {
	vault  *vault.Vault
	months map[string]store.SealKey
	opened map[string][]byte // private keys by month; nil for one that is gone
}

func (l *Listener) readKeys(ctx context.Context, t *store.Tx) (*keyring, error) {
	months, err := t.SealKeys(ctx)
	if err != nil {
		return nil, err
	}
	k := &keyring{vault: l.vault, months: map[string]store.SealKey{}, opened: map[string][]byte{}}
	for _, m := range months {
		k.months[m.ID] = m
	}
	return k, nil
}

// private is a month's private key, or nil when it is gone.
func (k *keyring) private(id string) []byte {
	if key, known := k.opened[id]; known {
		return key
	}
	var key []byte
	if m, known := k.months[id]; known && m.Usable() {
		key, _ = k.vault.Unlock(vault.MonthOf(m.From), m.ID, m.Private) // what does not open is as good as destroyed
	}
	k.opened[id] = key
	return key
}

// blobs are the sealed data of one event.
type blobs struct {
	id, kind string
	sealed   []kiosk.Sealed
}

func sealedIn(row store.Feedback) blobs {
	return blobs{row.ID, kiosk.KindFeedbackGiven, row.Sealed}
}

// phone opens the phone number of an event, whatever it was left for.
func (k *keyring) phone(b blobs) (string, State) {
	for _, s := range b.sealed {
		if kiosk.IsPhone(s.Purpose) {
			return k.open(b, s.Purpose)
		}
	}
	return "", None
}

// open opens what was sealed for a purpose; the text is "" unless it was Read.
func (k *keyring) open(b blobs, purpose string) (text string, state State) {
	for _, s := range b.sealed {
		if s.Purpose != purpose {
			continue
		}
		private := k.private(s.KeyID)
		if private == nil {
			return "", Sealed
		}
		text, err := kiosk.Unseal(private, s, b.id, b.kind)
		if err != nil {
			return "", Damaged
		}
		return text, Read
	}
	return "", None
}
