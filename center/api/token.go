package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A Scope is one kind of thing a token may read.
type Scope string

// The scopes.
const (
	ReadQueue   Scope = "read-queue"   // services, lines and what is called
	ReadTickets Scope = "read-tickets" // each ticket and what became of it
	Webhooks    Scope = "webhooks"     // how the telling of other systems goes
)

// Scopes lists all scopes.
var Scopes = []Scope{ReadQueue, ReadTickets, Webhooks}

// What a token may be.
const (
	MaxTokens = 50  // of a site, also counting those that are over for less than keptFor
	MaxName   = 80  // letters
	MaxDays   = 730 // a token is renewed at least every two years
	keptFor   = 90 * 24 * time.Hour
)

// Errors a caller branches on.
var (
	ErrBadName   = errors.New("a token needs a name of at most 80 letters")
	ErrBadScope  = errors.New("a token needs one scope or more, of those there are")
	ErrBadExpiry = errors.New("a token lasts from one day to two years")
	ErrTooMany   = errors.New("there are too many tokens")
)

// A Token is what is known of a token; not what it is.
type Token struct {
	ID      string
	Name    string // of the system that has it
	Scopes  []Scope
	MadeAt  time.Time
	Expires time.Time
	Revoked bool
	UsedAt  time.Time // to a minute; zero for never
}

// Good reports whether the token opens anything.
func (k Token) Good(now time.Time) bool { return !k.Revoked && now.Before(k.Expires) }

// A NewToken is a token to be made. By is the account that makes it.
type NewToken struct {
	Name   string
	Scopes []Scope
	Days   int // until it ends
	By     string
}

// tokenPrefix lets people and programs that look for leaked secrets know one.
const tokenPrefix = "sen_"

// MakeToken makes a token and returns it this once: only its hash is kept. It
// returns ErrBadName, ErrBadScope, ErrBadExpiry or ErrTooMany.
func (a *API) MakeToken(ctx context.Context, n NewToken) (text string, err error) {
	if err := n.check(); err != nil {
		return "", err
	}
	raw := make([]byte, 32)
	rand.Read(raw)
	text = tokenPrefix + base64.RawURLEncoding.EncodeToString(raw)
	now := a.Now()
	row := store.Token{ID: uuid.Must(uuid.NewV7()).String(), Hash: hashed(text), Name: n.Name, Scopes: joined(n.Scopes),
		MadeBy: n.By, MadeAt: now, ExpiresAt: now.AddDate(0, 0, n.Days)}
	err = a.Store.Write(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		row.Site = site.ID
		if err := t.ForgetTokens(ctx, site.ID, now.Add(-keptFor)); err != nil {
			return err
		}
		have, err := t.Tokens(ctx, site.ID)
		if err != nil {
			return err
		}
		if len(have) >= MaxTokens {
			return ErrTooMany
		}
		if err := t.AddToken(ctx, row); err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: now, Actor: n.By, Action: "token.make", Subject: "token:" + row.ID})
	})
	if err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	return text, nil
}

func (n NewToken) check() error {
	if letters := utf8.RuneCountInString(n.Name); letters < 1 || letters > MaxName || kiosk.CheckWords(n.Name) != nil {
		return ErrBadName
	}
	if len(n.Scopes) == 0 || slices.ContainsFunc(n.Scopes, func(s Scope) bool { return !slices.Contains(Scopes, s) }) {
		return ErrBadScope
	}
	if n.Days < 1 || n.Days > MaxDays {
		return ErrBadExpiry
	}
	return nil
}

// Tokens lists the tokens of the site, the newest first.
func (a *API) Tokens(ctx context.Context) (all []Token, err error) {
	var rows []store.Token
	err = a.Store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		rows, err = t.Tokens(ctx, site.ID)
		return err
	})
	for _, row := range rows {
		all = append(all, fromRow(row))
	}
	return all, err
}

// RevokeToken ends a token at once, or returns kiosk.ErrNotFound.
func (a *API) RevokeToken(ctx context.Context, id, by string) error {
	err := a.Store.Write(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		done, err := t.RevokeToken(ctx, site.ID, id, a.Now())
		if err != nil {
			return err
		}
		if !done {
			return kiosk.ErrNotFound
		}
		return t.Audit(ctx, store.Entry{At: a.Now(), Actor: by, Action: "token.revoke", Subject: "token:" + id})
	})
	if err != nil {
		return fmt.Errorf("revoke token: %w", err)
	}
	return nil
}

func fromRow(row store.Token) Token {
	k := Token{ID: row.ID, Name: row.Name, MadeAt: row.MadeAt, Expires: row.ExpiresAt, Revoked: !row.RevokedAt.IsZero(), UsedAt: row.UsedAt}
	for _, s := range strings.Fields(row.Scopes) {
		k.Scopes = append(k.Scopes, Scope(s))
	}
	return k
}

func hashed(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

func joined(scopes []Scope) string {
	all := make([]string, len(scopes))
	for i, s := range scopes {
		all[i] = string(s)
	}
	return strings.Join(all, " ")
}
