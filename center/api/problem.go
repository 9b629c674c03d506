package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A problem is why a question was not answered. Its code is stable; programs
// branch on it.
type problem struct {
	status int
	code   string // key of assets/words "problem.*"
}

func (p problem) Error() string { return p.code }

var (
	badCursor        = problem{http.StatusBadRequest, "bad_cursor"}
	badDay           = problem{http.StatusBadRequest, "bad_day"}
	badFilter        = problem{http.StatusBadRequest, "bad_filter"}
	badLimit         = problem{http.StatusBadRequest, "bad_limit"}
	tokenMissing     = problem{http.StatusUnauthorized, "token_missing"}
	tokenUnknown     = problem{http.StatusUnauthorized, "token_unknown"}
	tokenRevoked     = problem{http.StatusUnauthorized, "token_revoked"}
	tokenExpired     = problem{http.StatusUnauthorized, "token_expired"}
	scopeMissing     = problem{http.StatusForbidden, "scope_missing"}
	notFound         = problem{http.StatusNotFound, "not_found"}
	methodNotAllowed = problem{http.StatusMethodNotAllowed, "method_not_allowed"}
	tooOften         = problem{http.StatusTooManyRequests, "too_often"}
	broken           = problem{http.StatusInternalServerError, "broken"}
	busy             = problem{http.StatusServiceUnavailable, "busy"}
)

// problems lists them all; a test compares it with openapi.json.
var problems = []problem{badCursor, badDay, badFilter, badLimit, tokenMissing, tokenUnknown, tokenRevoked, tokenExpired, scopeMissing,
	notFound, methodNotAllowed, tooOften, broken, busy}

// problemOf is the one place where an error becomes an answer.
func problemOf(err error) problem {
	var p problem
	switch {
	case errors.As(err, &p):
		return p
	case errors.Is(err, kiosk.ErrNotFound):
		return notFound
	case errors.Is(err, store.ErrBusy):
		return busy
	}
	return broken
}

// problemType names a problem, as RFC 9457 wants it.
const problemType = "urn:sen:problem:"

// A problemBody is an answer of the type application/problem+json (RFC 9457).
type problemBody struct {
	Type   string `json:"type"`
	Title  string `json:"title"` // Vietnamese, for people
	Status int    `json:"status"`
	Code   string `json:"code"`
}

func (a *API) trouble(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil && errors.Is(err, context.Canceled) {
		return // the program has left
	}
	p := problemOf(err)
	if p == broken {
		a.Log.Error("the API failed", "route", r.Pattern, "err", err)
	}
	h := w.Header()
	switch p.status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="sen"`)
	case http.StatusMethodNotAllowed:
		h.Set("Allow", "GET, HEAD")
	case http.StatusTooManyRequests:
		h.Set("Retry-After", "1")
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "5")
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Language", string(kiosk.Vietnamese))
	w.WriteHeader(p.status)
	title := a.Words.In(kiosk.Vietnamese).T("problem." + p.code)
	json.NewEncoder(w).Encode(problemBody{problemType + p.code, title, p.status, p.code})
}
