// Package hook tells other systems what happens to tickets: signed requests to
// the addresses an administrator registered (webhooks, as standardwebhooks.com
// describes them).
//
// It promises that what is committed is told at least once, with an id that is
// the same each time, in the order of each ticket; that nothing is sent inside
// the center's own network unless its configuration names the host; and that a
// receiver that is down costs one request every few minutes and some rows, for a
// day, then is shown as failing. What is told holds no personal data.
package hook

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// Kinds lists the kinds of events there are.
var Kinds = []string{store.ToldIssued, store.ToldCalled, store.ToldRecalled, store.ToldBegun, store.ToldDone, store.ToldNoShow, store.ToldParked,
	store.ToldReturned, store.ToldSent, store.ToldAdded, store.ToldWentOn, store.ToldUndone, store.ToldCancelled, store.ToldClosed}

// What a hook may be.
const (
	MaxHooks     = 10 // of a site
	MaxName      = 80 // letters
	secretBytes  = 32
	secretPrefix = "whsec_"
	oldSecretFor = 24 * time.Hour // how long the secret before signs too
)

// Errors a caller branches on.
var (
	ErrBadName = errors.New("a hook needs a name of at most 80 letters")
	ErrBadURL  = errors.New("a hook's address is not one that may be told")
	ErrBadKind = errors.New("a hook needs one kind of events or more, of those there are")
	ErrTooMany = errors.New("there are too many hooks")
)

// Config is what Hooks need. Allow and Roots may be empty.
type Config struct {
	Store *store.Store
	Now   func() time.Time
	Log   *slog.Logger
	Allow []string       // hosts that may be told though they are inside or without TLS
	Roots *x509.CertPool // who vouches for receivers; nil for the system's own
	// Lookup finds the addresses of a host; nil asks the system.
	Lookup func(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Hooks are the systems a center tells.
type Hooks struct {
	Config
	self   string // names this center among those on the database
	client *http.Client
	swept  time.Time
}

// New makes Hooks.
func New(c Config) *Hooks {
	h := &Hooks{Config: c, self: rand.Text()}
	h.client = h.newClient()
	return h
}

// A NewHook is a hook to be made. By is the account that makes it.
type NewHook struct {
	Name  string
	URL   string
	Kinds []string
	By    string
}

// Add registers a system and returns the secret that signs what it is told, this
// once. It returns ErrBadName, ErrBadURL, ErrBadKind or ErrTooMany.
func (h *Hooks) Add(ctx context.Context, n NewHook) (secret string, err error) {
	if letters := utf8.RuneCountInString(n.Name); letters < 1 || letters > MaxName || kiosk.CheckWords(n.Name) != nil {
		return "", ErrBadName
	}
	if err := h.checkURL(n.URL); err != nil {
		return "", err
	}
	if len(n.Kinds) == 0 || slices.ContainsFunc(n.Kinds, func(k string) bool { return !slices.Contains(Kinds, k) }) {
		return "", ErrBadKind
	}
	row := store.Hook{ID: uuid.Must(uuid.NewV7()).String(), Name: n.Name, URL: n.URL, Kinds: n.Kinds, Secret: newSecret(), MadeBy: n.By, MadeAt: h.Now()}
	err = h.Store.Write(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		have, err := t.Hooks(ctx, site.ID)
		if err != nil {
			return err
		}
		if len(have) >= MaxHooks {
			return ErrTooMany
		}
		row.Site = site.ID
		if err := t.AddHook(ctx, row); err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: h.Now(), Actor: n.By, Action: "hook.add", Subject: "hook:" + row.ID})
	})
	if err != nil {
		return "", fmt.Errorf("add hook: %w", err)
	}
	return secretText(row.Secret), nil
}

func newSecret() []byte {
	raw := make([]byte, secretBytes)
	rand.Read(raw)
	return raw
}

func secretText(raw []byte) string { return secretPrefix + base64.StdEncoding.EncodeToString(raw) }

// Renew gives a hook another secret and returns it this once. For a day both
// sign, so that the receiver can change over without missing anything.
func (h *Hooks) Renew(ctx context.Context, id, by string) (secret string, err error) {
	raw := newSecret()
	err = h.change(ctx, id, by, "hook.renew", func(_ *store.Tx, row *store.Hook) error {
		row.OldSecret, row.OldUntil, row.Secret = row.Secret, h.Now().Add(oldSecretFor), raw
		return nil
	})
	return secretText(raw), err
}

// SendAgain takes up again what was given up, and tries at once.
func (h *Hooks) SendAgain(ctx context.Context, id, by string) (count int64, err error) {
	err = h.change(ctx, id, by, "hook.send_again", func(t *store.Tx, row *store.Hook) (err error) {
		row.Failures, row.FailingSince, row.RetryAt = 0, time.Time{}, time.Time{}
		t.Touch(store.TopicHook, h.Now())
		count, err = t.SendAgain(ctx, id)
		return err
	})
	return count, err
}

// Remove ends a hook; what it was not told of is forgotten.
func (h *Hooks) Remove(ctx context.Context, id, by string) error {
	return h.change(ctx, id, by, "hook.remove", nil)
}

// change does something to a hook of this site and audits it; nil removes it.
func (h *Hooks) change(ctx context.Context, id, by, action string, do func(*store.Tx, *store.Hook) error) error {
	err := h.Store.Write(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		row, err := t.Hook(ctx, id)
		switch {
		case err != nil:
			return err
		case row.Site != site.ID:
			return kiosk.ErrNotFound
		case do == nil:
			err = t.RemoveHook(ctx, id)
		default:
			if err = do(t, &row); err == nil {
				err = t.PutHook(ctx, row)
			}
		}
		if err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: h.Now(), Actor: by, Action: action, Subject: "hook:" + id})
	})
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	return nil
}

// A State is a hook and how it goes.
type State struct {
	store.Hook
	Waiting int64 // to be told
	Failed  int64 // given up
}

// Failing reports whether the receiver has been unwell for so long that a person
// should look.
func (s State) Failing() bool { return s.Failed > 0 }

// States lists the hooks of the site, the oldest first.
func (h *Hooks) States(ctx context.Context) (all []State, err error) {
	err = h.Store.Read(ctx, func(t *store.Tx) error {
		all = nil
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		rows, err := t.Hooks(ctx, site.ID)
		for _, row := range rows {
			s := State{Hook: row}
			if s.Waiting, s.Failed, err = t.Held(ctx, row.ID); err != nil {
				return err
			}
			all = append(all, s)
		}
		return err
	})
	return all, err
}
