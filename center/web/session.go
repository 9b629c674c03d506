package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// What a session remembers.
const (
	keyAccount = "account" // staff.Account.ID
	keySince   = "since"   // the account's Generation when it signed in
	keyCounter = "counter" // the number of the counter the clerk sits at
	keyAsked   = "asked"   // the ticket the clerk chose and was asked why
	keyPending = "pending" // the account whose password was right and whose code is missing
	keyUntil   = "until"   // Unix seconds: when the code has to be there
)

// shift is how long a sign-in lasts: a working day.
const shift = 12 * time.Hour

func newSessions(st *store.Store, now func() time.Time, https bool) *scs.SessionManager {
	m := scs.New()
	m.Store = st.Sessions(now)
	m.HashTokenInStore = true
	m.Lifetime = shift
	m.Cookie.Name = "sen"
	if https {
		m.Cookie.Name = "__Host-sen" // a browser then refuses one set by another host or without TLS
	}
	m.Cookie.HttpOnly = true
	m.Cookie.Secure = https
	m.Cookie.SameSite = http.SameSiteLaxMode
	return m
}

type accountKey struct{}

// admit finds out who asks and whether the rule lets them in.
func (s *Server) admit(rule who, r *http.Request) (*http.Request, error) {
	if rule == anyone {
		return r, nil
	}
	id := s.sessions.GetString(r.Context(), keyAccount)
	if id == "" {
		return r, errSignIn
	}
	a, err := s.Staff.Account(r.Context(), id)
	switch {
	case errors.Is(err, kiosk.ErrNotFound), err == nil && (a.Disabled || a.Generation != s.sessions.GetInt64(r.Context(), keySince)):
		return r, errSignIn
	case err != nil:
		return r, fmt.Errorf("read account: %w", err)
	case rule != signedIn && !a.May(rule.right):
		return r, staff.ErrForbidden
	}
	return r.WithContext(context.WithValue(r.Context(), accountKey{}, a)), nil
}

// account is who asks, on routes that are not for anyone.
func account(r *http.Request) staff.Account {
	a, _ := r.Context().Value(accountKey{}).(staff.Account)
	return a
}

// begin starts a session under a new token, so that one planted in the browser
// before is worth nothing.
func (s *Server) begin(r *http.Request, a staff.Account) error {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	s.sessions.Remove(r.Context(), keyCounter)
	s.sessions.Remove(r.Context(), keyPending)
	s.sessions.Put(r.Context(), keyAccount, a.ID)
	s.sessions.Put(r.Context(), keySince, a.Generation)
	return nil
}
