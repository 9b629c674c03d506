package store

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A Token lets a program of another system ask for what its scopes name.
type Token struct {
	ID        string
	Hash      []byte // SHA-256 of the token
	Site      int
	Name      string // of the system that has it
	Scopes    string // separated by spaces
	MadeBy    string // account
	MadeAt    time.Time
	ExpiresAt time.Time
	RevokedAt time.Time
	UsedAt    time.Time // to a minute
}

const tokenColumns = "id, hash, site, name, scopes, made_by, made_at, expires_at, revoked_at, used_at"

// AddToken keeps a new token.
func (t *Tx) AddToken(ctx context.Context, k Token) error {
	const query = "INSERT INTO tokens (" + tokenColumns + ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0)"
	_, err := t.exec(ctx, query, k.ID, k.Hash, k.Site, k.Name, k.Scopes, k.MadeBy, millis(k.MadeAt), millis(k.ExpiresAt))
	return err
}

// TokenHashed finds a token by its hash, or returns kiosk.ErrNotFound.
func (t *Tx) TokenHashed(ctx context.Context, hash []byte) (Token, error) {
	all, err := list(ctx, t, scanToken, "SELECT "+tokenColumns+" FROM tokens WHERE hash = ?1", hash)
	switch {
	case err != nil:
		return Token{}, err
	case len(all) == 0:
		return Token{}, fmt.Errorf("token: %w", kiosk.ErrNotFound)
	}
	return all[0], nil
}

// Tokens lists the tokens of a site, the newest first.
func (t *Tx) Tokens(ctx context.Context, site int) ([]Token, error) {
	return list(ctx, t, scanToken, "SELECT "+tokenColumns+" FROM tokens WHERE site = ?1 ORDER BY made_at DESC, id DESC", site)
}

// RevokeToken ends a token of a site; false means that there is none that was good.
func (t *Tx) RevokeToken(ctx context.Context, site int, id string, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "UPDATE tokens SET revoked_at = ?3 WHERE id = ?1 AND site = ?2 AND revoked_at = 0", id, site, millis(now))
	return n == 1, err
}

// UseToken notes when a token was used last.
func (t *Tx) UseToken(ctx context.Context, id string, now time.Time) error {
	_, err := t.exec(ctx, "UPDATE tokens SET used_at = ?2 WHERE id = ?1 AND used_at < ?2", id, millis(now))
	return err
}

// ForgetTokens removes the tokens of a site that were over before a time.
func (t *Tx) ForgetTokens(ctx context.Context, site int, before time.Time) error {
	const query = "DELETE FROM tokens WHERE site = ?1 AND (expires_at < ?2 OR (revoked_at > 0 AND revoked_at < ?2))"
	_, err := t.exec(ctx, query, site, millis(before))
	return err
}

func scanToken(row scanner) (k Token, err error) {
	var made, expires, revoked, used int64
	err = row.Scan(&k.ID, &k.Hash, &k.Site, &k.Name, &k.Scopes, &k.MadeBy, &made, &expires, &revoked, &used)
	k.MadeAt, k.ExpiresAt, k.RevokedAt, k.UsedAt = moment(made), moment(expires), moment(revoked), moment(used)
	return k, err
}
