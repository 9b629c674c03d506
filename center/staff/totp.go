package staff

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"dongthap.vn/sen/center/store"
)

// A second factor is asked of who can see personal data or change who may:
// codes of six digits from an app on the person's own phone (TOTP, RFC 6238).
var codeRoles = []Role{Supervisor, Director, Admin}

const (
	codeStep   = 30 * time.Second
	codeDrift  = 1  // steps a phone's clock may be off
	totpKeyLen = 20 // bytes, as RFC 4226 recommends
)

var codeForm = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

var secretText = base32.StdEncoding.WithPadding(base32.NoPadding)

// NeedsCode reports whether a password alone does not sign the account in.
func (a Account) NeedsCode() bool {
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(codeRoles, r) })
}

// A Secret is what a person's phone is to remember.
type Secret struct {
	Text string // base32, for typing
	URI  string // otpauth://…, for a QR
}

// CodeSecret is the key to show an account that has not used a code yet; it is
// made when there is none. It returns ErrTaken once a code was right: a key is
// shown to its owner alone, and only until then.
func (s *Staff) CodeSecret(ctx context.Context, id, issuer string) (Secret, error) {
	var row store.Account
	err := s.store.Write(ctx, func(t *store.Tx) (err error) {
		if row, err = t.Account(ctx, id); err != nil {
			return err
		}
		if !row.TOTP.Since.IsZero() {
			return ErrTaken
		}
		if len(row.TOTP.Key) > 0 {
			return nil
		}
		row.TOTP.Key = make([]byte, totpKeyLen)
		rand.Read(row.TOTP.Key)
		return t.PutAccount(ctx, row)
	})
	if err != nil {
		return Secret{}, fmt.Errorf("code secret: %w", err)
	}
	text := secretText.EncodeToString(row.TOTP.Key)
	uri := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + row.Name,
		RawQuery: "secret=" + text + "&issuer=" + url.PathEscape(issuer)}
	return Secret{Text: text, URI: uri.String()}, nil
}

// CheckCode signs in who has given the right password and now a code. It
// returns ErrWrong, also for a code used before, or *WaitError.
func (s *Staff) CheckCode(ctx context.Context, id, code string) (Account, error) {
	tries := sha256.Sum256([]byte("code\x00" + id))
	if err := s.count(ctx, tries[:]); err != nil {
		return Account{}, err
	}
	var row store.Account
	err := s.store.Write(ctx, func(t *store.Tx) (err error) {
		if row, err = t.Account(ctx, id); err != nil {
			return err
		}
		step, right := matching(row.TOTP, strings.Join(strings.Fields(code), ""), s.now())
		if !right || row.Disabled {
			return ErrWrong
		}
		row.TOTP.Step = step
		if row.TOTP.Since.IsZero() {
			row.TOTP.Since = s.now()
			if err := t.Audit(ctx, store.Entry{At: s.now(), Actor: id, Action: "account.code_begin", Subject: "account:" + id}); err != nil {
				return err
			}
		}
		if err := t.PutAccount(ctx, row); err != nil {
			return err
		}
		if err := t.ForgiveSignIn(ctx, tries[:]); err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: s.now(), Actor: id, Action: "sign_in", Subject: "account:" + id})
	})
	return fromRow(row), err
}

// matching finds the step of time a code was made for, newer than the last used.
func matching(f store.TOTP, code string, now time.Time) (step int64, right bool) {
	if len(f.Key) == 0 {
		return 0, false
	}
	at, secret := now.Unix()/int64(codeStep/time.Second), secretText.EncodeToString(f.Key)
	for step := max(at-codeDrift, f.Step+1); step <= at+codeDrift; step++ {
		if ok, err := hotp.ValidateCustom(code, uint64(step), secret, codeForm); err == nil && ok {
			return step, true
		}
	}
	return 0, false
}

// ForgetCode takes an account's key away, for who has lost the phone: the next
// sign-in shows a new one.
func (s *Staff) ForgetCode(ctx context.Context, id, by string) error {
	return s.change(ctx, id, by, "account.code_forget", func(a *store.Account) { a.TOTP = store.TOTP{} })
}
