// Package api answers the programs of other systems: what is waiting, what was
// called, and which services there are, as JSON documented in openapi.json.
//
// It promises that every question but the one for the document needs a token
// whose scopes name it, that no answer holds personal data, that what an answer
// costs does not grow with history, and that openapi.json tells all of it. It
// changes nothing about the lines: those belong to the clerks.
package api

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

//go:embed openapi.json
var document []byte

// Config is what the API stands on; all of it is needed.
type Config struct {
	Store *store.Store
	Queue *queue.Queue
	Words *words.Book
	Now   func() time.Time
	Log   *slog.Logger
}

// An API answers programs under /api/ and keeps their tokens.
type API struct {
	Config
	mux *http.ServeMux

	mu     sync.Mutex
	limits map[string]*rate.Limiter // by token id
}

// New makes an API.
func New(c Config) *API {
	a := &API{Config: c, mux: http.NewServeMux(), limits: map[string]*rate.Limiter{}}
	for _, rt := range a.routes() {
		a.mux.Handle("GET "+rt.Path, a.answer(rt))
		a.mux.Handle(rt.Path, a.refuse(methodNotAllowed))
	}
	a.mux.Handle("/", a.refuse(notFound))
	return a
}

// ServeHTTP answers everything under /api/.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-cache") // ask again, with the ETag
	a.mux.ServeHTTP(w, r)
}

// A route is one thing a program can ask for. Scope "" asks for no token.
type route struct {
	Path  string
	Scope Scope
	Do    func(context.Context, *http.Request) (any, error)
}

// routes is the whole list; a test compares it with openapi.json and walks every
// scope over it.
func (a *API) routes() []route {
	return []route{
		{"/api/openapi.json", "", a.openapi},
		{"/api/v1/services", ReadQueue, a.services},
		{"/api/v1/queue", ReadQueue, a.queue},
		{"/api/v1/tickets", ReadTickets, a.tickets},
		{"/api/v1/tickets/{id}", ReadTickets, a.ticket},
		{"/api/v1/webhooks", Webhooks, a.webhooks},
	}
}

func (a *API) openapi(context.Context, *http.Request) (any, error) {
	return json.RawMessage(document), nil
}

// answer lets in whose token allows it and writes what the route says.
func (a *API) answer(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := a.admit(r, rt.Scope)
		var body any
		if err == nil {
			body, err = rt.Do(r.Context(), r)
		}
		if err == nil {
			err = write(w, r, body)
		}
		if err != nil {
			a.trouble(w, r, err)
		}
	})
}

func (a *API) refuse(why problem) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.trouble(w, r, why) })
}

// write sends a body with a tag of its bytes, or says that it has not changed.
func write(w http.ResponseWriter, r *http.Request, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	w.Write(text) // a program that has left is told nothing
	return nil
}

// site reads the site the center serves.
func (a *API) site(ctx context.Context) (site kiosk.Site, err error) {
	err = a.Store.Read(ctx, func(t *store.Tx) error {
		site, err = t.Site(ctx)
		return err
	})
	return site, err
}
