// Package vault keeps the one secret of a site that is not in its database: what
// opens the month keys, and with them all personal data.
//
// The secret is a chain. Each month has its own, made from the one of the month
// before by a function that cannot be run backwards (HKDF, RFC 5869), and the
// file holds the oldest that is still needed. To forget months is to move the
// file on: what was locked for them can then be opened by nobody, also in a
// backup of the database made long before. All centers of a site start with a
// copy of one file and walk the same chain without talking to each other.
//
// It promises that the file is the old or the new one after a power cut, and
// that the old one is overwritten before it is removed. It cannot promise that
// a flash disk or a copy-on-write file system overwrites in place, nor reach
// copies of the file.
package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"dongthap.vn/sen/kiosk"
)

// Errors a caller branches on.
var (
	ErrMissing   = errors.New("the key file is missing")
	ErrOther     = errors.New("the key file belongs to another site")
	ErrForgotten = errors.New("the month's secret was destroyed")
	ErrClosed    = errors.New("no key folder was given")
)

// A Month counts months since January 1970 in Vietnam.
type Month int

// MonthOf is the month a moment lies in.
func MonthOf(t time.Time) Month {
	y, m, _ := t.In(kiosk.VietnamTime).Date()
	return Month((y-1970)*12 + int(m) - 1)
}

// Start is the month's first moment.
func (m Month) Start() time.Time {
	return time.Date(1970, time.January+time.Month(m), 1, 0, 0, 0, 0, kiosk.VietnamTime)
}

// String is "2026-11".
func (m Month) String() string { return m.Start().Format("2006-01") }

// lastMonth bounds the chain: December 2199.
const lastMonth = Month(230*12 - 1)

// secretSize is that of SHA-256.
const secretSize = sha256.Size

// A Vault is an open key file. The zero Vault, and nil, are closed: they answer
// everything with ErrClosed.
type Vault struct {
	mu     sync.Mutex
	path   string
	site   string // 32 hex digits, the same in all copies
	oldest Month  // whose secret follows; earlier ones are gone
	secret []byte
	walked map[Month][]byte // secrets asked for before
}

// Site names the chain; the database notes it, so that a wrong file is noticed.
func (v *Vault) Site() string {
	if v == nil {
		return ""
	}
	return v.site
}

// Path is where the file lies.
func (v *Vault) Path() string { return v.path }

// Oldest is the first month that can still be opened.
func (v *Vault) Oldest() Month {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.oldest
}

// What a month's secret is used for. The words are part of the files: they
// never change.
const (
	forNext = "sen-vault-v1 next month"
	forLock = "sen-vault-v1 lock"
	forMark = "sen-vault-v1 mark"
)

// lockForm is the first byte of what Lock makes.
const lockForm = 1

// Lock encrypts a month's private key (AES-256-GCM, random nonce); name is
// bound into it. It returns ErrForgotten for a month that is over for good.
func (v *Vault) Lock(m Month, name string, private []byte) ([]byte, error) {
	box, err := v.box(m)
	if err != nil {
		return nil, err
	}
	return box.Seal([]byte{lockForm}, nil, private, []byte(name)), nil
}

// Unlock opens what Lock made for the same month and name.
func (v *Vault) Unlock(m Month, name string, locked []byte) ([]byte, error) {
	box, err := v.box(m)
	if err != nil {
		return nil, err
	}
	if len(locked) == 0 || locked[0] != lockForm {
		return nil, fmt.Errorf("month key %s: not locked by this program", name)
	}
	private, err := box.Open(nil, nil, locked[1:], []byte(name))
	if err != nil {
		return nil, fmt.Errorf("month key %s: %w", name, err)
	}
	return private, nil
}

func (v *Vault) box(m Month) (cipher.AEAD, error) {
	key, err := v.key(m, forLock)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Mark is a keyed hash of a text (HMAC-SHA256): who has the database and not the
// file cannot find the text by trying all there are, and nobody can once the
// month is forgotten.
func (v *Vault) Mark(m Month, text string) ([]byte, error) {
	key, err := v.key(m, forMark)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil), nil
}

func (v *Vault) key(m Month, use string) ([]byte, error) {
	if v == nil || v.path == "" {
		return nil, ErrClosed
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	secret, err := v.walk(m)
	if err != nil {
		return nil, err
	}
	return hkdf.Expand(sha256.New, secret, use, secretSize)
}

// walk is the secret of a month, from that of the oldest.
func (v *Vault) walk(to Month) (secret []byte, err error) {
	if to < v.oldest || to > lastMonth {
		return nil, fmt.Errorf("%s: %w", to, ErrForgotten)
	}
	if known, ok := v.walked[to]; ok {
		return known, nil
	}
	secret = slices.Clone(v.secret)
	for range to - v.oldest {
		if secret, err = hkdf.Expand(sha256.New, secret, forNext, secretSize); err != nil {
			return nil, err
		}
	}
	if v.walked == nil {
		v.walked = map[Month][]byte{}
	}
	v.walked[to] = secret
	return secret, nil
}

// Forget destroys the secrets of all months before one, in the file first. Only
// one process may do so at a time: the database's writer. It may be stopped
// anywhere and be called again.
func (v *Vault) Forget(before Month) error {
	if v == nil || v.path == "" {
		return ErrClosed
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	now, err := load(v.path) // another process of this machine may share the file
	if err != nil {
		return fmt.Errorf("forget months before %s: %w", before, err)
	}
	if now.oldest < v.oldest || now.site != v.site {
		return fmt.Errorf("forget months before %s: %s was put back meanwhile: %w", before, v.path, ErrOther)
	}
	if before > now.oldest {
		if now.secret, err = now.walk(before); err != nil {
			return err
		}
		now.oldest = before
		if err := now.save(); err != nil {
			return fmt.Errorf("forget months before %s: %w", before, err)
		}
	}
	for _, secret := range v.walked {
		clear(secret)
	}
	clear(v.secret)
	v.oldest, v.secret, v.walked = now.oldest, slices.Clone(now.secret), nil
	return nil
}
