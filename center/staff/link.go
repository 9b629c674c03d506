package staff

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// linkLasts is how long a one-time sign-in link is good.
const linkLasts = 15 * time.Minute

// NewLink makes the token of a one-time sign-in link: 32 random bytes in
// URL-safe text. Only its hash is kept.
func (s *Staff) NewLink(ctx context.Context, id string) (token string, expires time.Time, err error) {
	raw := make([]byte, 32)
	rand.Read(raw)
	token, expires = base64.RawURLEncoding.EncodeToString(raw), s.now().Add(linkLasts)
	hash := sha256.Sum256([]byte(token))
	err = s.store.Write(ctx, func(t *store.Tx) error {
		if _, err := t.Account(ctx, id); err != nil {
			return err
		}
		return t.AddSignInLink(ctx, hash[:], id, expires, s.now())
	})
	return token, expires, err
}

// UseLink signs in by link, once. It returns ErrWrong when the link is
// unknown, used or late.
func (s *Staff) UseLink(ctx context.Context, token string) (Account, error) {
	hash := sha256.Sum256([]byte(token))
	var row store.Account
	err := s.store.Write(ctx, func(t *store.Tx) error {
		id, err := t.TakeSignInLink(ctx, hash[:], s.now())
		if err != nil {
			return err
		}
		if row, err = t.Account(ctx, id); err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: s.now(), Actor: id, Action: "sign_in.link", Subject: "account:" + id})
	})
	switch {
	case errors.Is(err, kiosk.ErrNotFound):
		return Account{}, ErrWrong
	case err != nil:
		return Account{}, err
	case row.Disabled:
		return Account{}, ErrWrong
	}
	return fromRow(row), nil
}
