package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// How often one token may ask: enough for a screen that follows the queue, too
// little to slow a clerk.
const (
	asksPerSecond = 5
	asksAtOnce    = 30
)

// usedEvery is how exactly the last use of a token is known: noting it costs a
// write.
const usedEvery = time.Minute

// admit finds out whose token it is and whether it may ask, or returns a problem.
func (a *API) admit(r *http.Request, scope Scope) error {
	if scope == "" {
		return nil
	}
	kind, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") || text == "" {
		return tokenMissing
	}
	row, site, err := a.find(r.Context(), text)
	now := a.Now()
	switch k := fromRow(row); {
	case errors.Is(err, kiosk.ErrNotFound), err == nil && row.Site != site:
		return tokenUnknown
	case err != nil:
		return err
	case k.Revoked:
		return tokenRevoked
	case !k.Good(now):
		return tokenExpired
	case !a.limit(row.ID).AllowN(now, 1):
		return tooOften
	case !slices.Contains(k.Scopes, scope):
		return scopeMissing
	}
	return a.used(r.Context(), row, now)
}

// find reads the token, and the site of the center.
func (a *API) find(ctx context.Context, text string) (row store.Token, site int, err error) {
	err = a.Store.Read(ctx, func(t *store.Tx) error {
		if row, err = t.TokenHashed(ctx, hashed(text)); err != nil {
			return err
		}
		s, err := t.Site(ctx)
		site = s.ID
		return err
	})
	return row, site, err
}

// used notes that a token is in use; that it cannot be noted stops nobody.
func (a *API) used(ctx context.Context, row store.Token, now time.Time) error {
	if now.Sub(row.UsedAt) < usedEvery {
		return nil
	}
	err := a.Store.Write(ctx, func(t *store.Tx) error { return t.UseToken(ctx, row.ID, now) })
	if err != nil && ctx.Err() == nil {
		a.Log.Warn("the use of a token was not noted", "token", row.ID, "err", err)
	}
	return nil
}

// limit is the limiter of a token. Only tokens that are good get one, so that
// there are never more than tokens.
func (a *API) limit(id string) *rate.Limiter {
	a.mu.Lock()
	defer a.mu.Unlock()
	l, ok := a.limits[id]
	if !ok {
		l = rate.NewLimiter(asksPerSecond, asksAtOnce)
		a.limits[id] = l
	}
	return l
}
