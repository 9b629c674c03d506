// Package listen is how the center hears people: feedback they gave at a
// kiosk, and calls for help.
//
// It promises that sealed words and phone numbers are opened only for who may
// read them, one by one, and that every phone number shown is in the audit
// log. Nothing it opens is ever stored in clear.
package listen

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk"
)

// ErrNotOpen tells that a help call has been answered or has ended already.
var ErrNotOpen = errors.New("help call is not open")

// Config is what a Listener needs.
type Config struct {
	Store *store.Store
	Vault *vault.Vault // opens the months' keys
	Now   func() time.Time
	Log   *slog.Logger
}

// A Listener hears the visitors of the center's site.
type Listener struct {
	store *store.Store
	vault *vault.Vault
	now   func() time.Time
	log   *slog.Logger
	round round
}

// New makes a Listener; Run keeps what it promises on how long data is kept.
func New(c Config) *Listener {
	return &Listener{store: c.Store, vault: c.Vault, now: c.Now, log: c.Log}
}

// A HelpCall is a citizen at a kiosk who wants a person.
type HelpCall = store.HelpCall

// HelpCalls lists the calls that have not ended, the newest first.
func (l *Listener) HelpCalls(ctx context.Context, who staff.Account) (calls []HelpCall, err error) {
	if !who.May(staff.AnswerHelp) {
		return nil, staff.ErrForbidden
	}
	err = l.store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		calls, err = t.LiveHelpCalls(ctx, site.ID)
		return err
	})
	return calls, err
}

// Acknowledge tells the visitor that a person is coming; the kiosk shows it.
// It returns ErrNotOpen when someone else was quicker.
func (l *Listener) Acknowledge(ctx context.Context, who staff.Account, id string) error {
	return l.act(ctx, who, id, store.HelpSeen)
}

// Close ends a help call. It returns ErrNotOpen when it has ended already.
func (l *Listener) Close(ctx context.Context, who staff.Account, id string) error {
	return l.act(ctx, who, id, store.HelpClosed)
}

func (l *Listener) act(ctx context.Context, who staff.Account, id string, state store.HelpState) error {
	if !who.May(staff.AnswerHelp) {
		return staff.ErrForbidden
	}
	err := l.store.Write(ctx, func(t *store.Tx) error {
		call, err := t.HelpCall(ctx, id)
		if err == nil {
			err = ofThisSite(ctx, t, call.Site)
		}
		if err != nil {
			return err
		}
		done, err := t.ActOnHelp(ctx, store.HelpAction{Help: id, State: state, Staff: who.ID, At: l.now()})
		if err != nil {
			return err
		}
		if !done {
			return ErrNotOpen
		}
		t.Touch(store.TopicHelp, l.now())
		t.Touch(kiosk.DocQueue, l.now()) // it tells kiosks which calls were seen
		return nil
	})
	if err != nil {
		return fmt.Errorf("help call %s: %w", state, err)
	}
	return nil
}

// ofThisSite returns kiosk.ErrNotFound for a row of another site: its id may be
// known, but it is not of the people who work here.
func ofThisSite(ctx context.Context, t *store.Tx, site int) error {
	here, err := t.Site(ctx)
	if err == nil && site != here.ID {
		err = kiosk.ErrNotFound
	}
	return err
}
