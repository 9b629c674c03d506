package fleet

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// A code is good for ten minutes and five tries; the digits of a kiosk that
// has proved it can be compared for ten more.
const (
	codeLasts   = 10 * time.Minute
	codeTries   = 5
	digitsLast  = 10 * time.Minute
	verdictLast = 24 * time.Hour // for a kiosk whose answer was lost
)

// letters has five bits each, so that its first letters find a code and wrong
// guesses count against the one they aim at.
var letters = base32.NewEncoding(wire.CodeAlphabet).WithPadding(base32.NoPadding)

// A Code is the right to ask for one kiosk to be let in. Its text is shown once
// and kept nowhere.
type Code struct {
	Text    string // 8W3K-0QZ7-4MJXT
	Device  string
	Expires time.Time
}

// NewCode makes a code for the kiosk with the given code ("2") and name. An
// earlier code for it, and a kiosk that asked with one and is not confirmed yet,
// are void. Once confirmed, a kiosk enrolled again has new keys and its old ones
// are ended. It returns ErrBadDevice or ErrBadName.
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
	plain := letters.EncodeToString(raw)[:wire.CodeLetters]
	secret := wire.Stretch(plain)
	now := f.now()
	code := Code{Text: group(plain), Device: device, Expires: now.Add(codeLasts)}
	err := f.store.Write(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		err = t.AddEnrolment(ctx, store.Enrolment{Device: device, Locator: plain[:wire.LocatorLetters], Secret: secret, Site: site.ID,
			Name: name, MadeBy: by, ExpiresAt: code.Expires}, now)
		if err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: now, Actor: by, Action: ActCode, Subject: subject(device)})
	})
	if err != nil {
		return Code{}, fmt.Errorf("make enrolment code: %w", err)
	}
	return code, nil
}

// group writes 8W3K-0QZ7-4MJXT.
func group(plain string) string { return plain[:4] + "-" + plain[4:8] + "-" + plain[8:] }
