package fleet

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// An enrolment code is 13 letters of 5 bits each. The first three find the
// code, so that wrong guesses count against the one they aim at.
const (
	codeLetters    = 13
	locatorLetters = 3
	codeLasts      = 10 * time.Minute
	codeTries      = 5
)

// alphabet is Crockford's: no I, L, O or U.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var letters = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

// misread maps what people type to what was meant.
var misread = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1")

// A Code is the right to enrol one kiosk. Its text is shown once and kept
// nowhere.
type Code struct {
	Text    string // 8W3K-0QZ7-4MJXT
	Device  string
	Expires time.Time
}

// NewCode makes a code for the kiosk with the given code ("2") and name. An
// earlier code for it that was not used is void; enrolling a kiosk again gives
// it new keys and ends the old ones. It returns ErrBadDevice or ErrBadName.
func (f *Fleet) NewCode(ctx context.Context, device, name, by string) (Code, error) {
	if !deviceForm.MatchString(device) {
		return Code{}, ErrBadDevice
	}
	if kiosk.CheckWords(name) != nil || utf8.RuneCountInString(name) > MaxName {
		return Code{}, ErrBadName
	}
	for range locatorDraws {
		code, err := f.draw(ctx, device, name, by)
		if !errors.Is(err, store.ErrExists) {
			return code, err
		}
	}
	return Code{}, errors.New("make enrolment code: no free code was drawn")
}

// locatorDraws is how often a code is drawn whose first letters another has.
const locatorDraws = 20

func (f *Fleet) draw(ctx context.Context, device, name, by string) (Code, error) {
	raw := make([]byte, 9) // 72 bits, of which 65 are used
	rand.Read(raw)
	plain := letters.EncodeToString(raw)[:codeLetters]
	now := f.now()
	code := Code{Text: group(plain), Device: device, Expires: now.Add(codeLasts)}
	err := f.store.Write(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		hash := sha256.Sum256([]byte(plain))
		err = t.AddEnrolCode(ctx, store.EnrolCode{Locator: plain[:locatorLetters], Hash: hash[:], Site: site.ID, Device: device,
			Name: name, MadeBy: by, ExpiresAt: code.Expires}, now)
		if err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: now, Actor: by, Action: "device.code", Subject: "device:" + device})
	})
	if err != nil {
		return Code{}, fmt.Errorf("make enrolment code: %w", err)
	}
	return code, nil
}

// group writes 8W3K-0QZ7-4MJXT.
func group(plain string) string { return plain[:4] + "-" + plain[4:8] + "-" + plain[8:] }

// Enrol makes a device of who knows a code. It returns ErrRefused for every
// code that is wrong, used, late or was tried too often, so that an answer
// teaches nothing.
func (f *Fleet) Enrol(ctx context.Context, e wire.Enrol) (wire.Enrolled, error) {
	plain := misread.Replace(strings.ToUpper(e.Code))
	if len(plain) != codeLetters || len(e.DeviceKey) != ed25519.PublicKeySize || len(e.ReceiptKey) != ed25519.PublicKeySize {
		return wire.Enrolled{}, ErrRefused
	}
	code, err := f.try(ctx, plain)
	if err != nil {
		return wire.Enrolled{}, err
	}
	enrolled, err := f.admit(ctx, code, e)
	if err != nil {
		return wire.Enrolled{}, err
	}
	if err := f.keys(ctx); err != nil {
		return wire.Enrolled{}, fmt.Errorf("publish receipt key: %w", err)
	}
	return enrolled, nil
}

// try counts a guess before it is judged, in a transaction of its own: many
// guesses at once have no more tries than one after the other.
func (f *Fleet) try(ctx context.Context, plain string) (code store.EnrolCode, err error) {
	err = f.store.Write(ctx, func(t *store.Tx) error {
		code, err = t.TryEnrolCode(ctx, plain[:locatorLetters])
		return err
	})
	if errors.Is(err, kiosk.ErrNotFound) {
		return store.EnrolCode{}, ErrRefused
	}
	if err != nil {
		return store.EnrolCode{}, fmt.Errorf("try enrolment code: %w", err)
	}
	hash := sha256.Sum256([]byte(plain))
	right := subtle.ConstantTimeCompare(hash[:], code.Hash) == 1
	if !right || code.Tries > codeTries || !f.now().Before(code.ExpiresAt) {
		return store.EnrolCode{}, ErrRefused
	}
	return code, nil
}

// admit uses the code up and puts the device in, both or neither.
func (f *Fleet) admit(ctx context.Context, code store.EnrolCode, e wire.Enrol) (enrolled wire.Enrolled, err error) {
	now := f.now()
	err = f.store.Write(ctx, func(t *store.Tx) error {
		used, err := t.UseEnrolCode(ctx, code.Locator, now)
		if err != nil {
			return err
		}
		if !used {
			return ErrRefused
		}
		id, err := t.AddReceiptKey(ctx, code.Device, e.ReceiptKey, now)
		if err != nil {
			return err
		}
		err = t.PutDevice(ctx, store.Device{Code: code.Device, Site: code.Site, Name: code.Name, Key: e.DeviceKey, ReceiptKeyID: id, EnrolledAt: now})
		if err != nil {
			return err
		}
		enrolled = wire.Enrolled{Device: code.Device, SiteID: code.Site, ReceiptKeyID: id,
			PublicationKey: f.store.Meta().PublicationKey.Public().(ed25519.PublicKey), Server: f.store.Meta().Server, Authority: f.authority}
		return t.Audit(ctx, store.Entry{At: now, Actor: code.MadeBy, Action: "device.enrol", Subject: "device:" + code.Device})
	})
	if err != nil {
		return wire.Enrolled{}, fmt.Errorf("enrol device: %w", err)
	}
	return enrolled, nil
}
