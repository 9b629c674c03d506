package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// A refusal is an answer other than an Ack.
type refusal struct {
	status int
	code   string // one of wire's Code constants
	nonce  string
	later  time.Duration // when to try again
	why    string        // for the log
	reason fleet.Reason  // to be counted and audited under, "" for what is part of the protocol
	device string        // whose, "" for none that is known
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %s: %s", r.status, r.code, r.why) }

func bad(why string, err error) error {
	if err != nil {
		why += ": " + err.Error()
	}
	return &refusal{status: http.StatusBadRequest, code: wire.CodeBad, why: why}
}

// Waits told to kiosks: a full queue empties in a moment, a full disk needs a
// person.
const (
	soon  = time.Second
	later = 30 * time.Second
)

// refuse is the one place where an error becomes an answer.
func refuse(err error) *refusal {
	var r *refusal
	switch {
	case errors.As(err, &r):
		return r
	case errors.Is(err, fleet.ErrRefused):
		return &refusal{status: http.StatusForbidden, code: wire.CodeEnrol, why: "enrolment refused"}
	case errors.Is(err, fleet.ErrTooSoon):
		return &refusal{status: http.StatusTooManyRequests, code: wire.CodeBusy, later: later, why: err.Error()}
	case errors.Is(err, kiosk.ErrDiskFull):
		return &refusal{status: http.StatusServiceUnavailable, code: wire.CodeBusy, later: later, why: err.Error()}
	case errors.Is(err, store.ErrBusy):
		return &refusal{status: http.StatusServiceUnavailable, code: wire.CodeBusy, later: soon, why: err.Error()}
	}
	return &refusal{status: http.StatusServiceUnavailable, code: wire.CodeBusy, later: later, why: err.Error()}
}

// answer runs a handler, and writes and logs its refusal.
func (g *Gate) answer(handle func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := handle(w, r)
		if err == nil || r.Context().Err() != nil {
			return
		}
		no := refuse(err)
		g.logRefusal(r, no)
		if no.reason != "" {
			if err := g.fleet.Refused(context.WithoutCancel(r.Context()), no.reason, no.device); err != nil {
				g.log.Warn("road: refusal not noted", "err", err)
			}
		}
		if no.later > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(no.later.Seconds())))
		}
		writeJSON(w, no.status, wire.Refusal{Code: no.code, Nonce: no.nonce})
	}
}

// logRefusal notes what staff should know of. A stale nonce and a gap are part
// of the protocol.
func (g *Gate) logRefusal(r *http.Request, no *refusal) {
	level := slog.LevelWarn
	if no.code == wire.CodeNonce || no.code == wire.CodeGap {
		level = slog.LevelDebug
	}
	g.log.Log(r.Context(), level, "road: refused", "method", r.Method, "path", r.URL.Path, "status", no.status, "why", no.why)
}

// writeJSON writes an answer; a kiosk that has gone needs none.
func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own structs of strings and numbers
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(body)
}
