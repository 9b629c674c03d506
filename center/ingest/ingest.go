// Package ingest is the center's end of the road: it takes kiosks' batches,
// hands out documents and hints, and lets new kiosks in.
//
// It promises that an acknowledged event is committed durably and exactly once
// for ever, that nothing is taken from a device that is not approved, and that
// an event it does not understand is kept and holds up none behind it. What
// the events mean for lines and lists is kept in projections that can be
// computed again from the raw log.
package ingest

import (
	"context"
	"log/slog"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/center/store"
)

// Config is what a Gate needs.
type Config struct {
	Store     *store.Store
	Publisher *publish.Publisher
	Fleet     *fleet.Fleet
	Persons   persons           // nil when nobody can ask to be forgotten
	Booking   *booking.Bookings // nil when no times are booked
	Now       func() time.Time
	Log       *slog.Logger
	Waiting   int // batches that may wait for the writer, 0 for 64; more are told to come later
}

const waiting = 64

// A Gate serves the road under /v1/.
type Gate struct {
	store     *store.Store
	publisher *publish.Publisher
	fleet     *fleet.Fleet
	persons   persons
	booking   *booking.Bookings
	now       func() time.Time
	log       *slog.Logger
	mux       *http.ServeMux
	jobs      chan *job
	seats     chan struct{} // held while a batch is unpacked
	stopped   chan struct{} // closed when the writer has ended
	coming    atomic.Int32  // batches that are being read
	patience  time.Duration // how long the writer waits for those
	heartbeat time.Duration
	still     func(context.Context, store.Device) bool // approved
}

// New makes a Gate; Run must run while it serves.
func New(c Config) *Gate {
	if c.Waiting == 0 {
		c.Waiting = waiting
	}
	g := &Gate{
		store: c.Store, publisher: c.Publisher, fleet: c.Fleet, persons: c.Persons, booking: c.Booking, now: c.Now, log: c.Log, mux: http.NewServeMux(),
		jobs: make(chan *job, c.Waiting), seats: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)), stopped: make(chan struct{}), heartbeat: heartbeat,
	}
	if c.Store.Hears() {
		g.patience = groupWithin
	}
	g.still = g.approved
	g.mux.HandleFunc("POST /v1/enrol", g.answer(g.enrol))
	g.mux.HandleFunc("POST /v1/enrol/{device}", g.answer(g.verdict))
	g.mux.HandleFunc("POST /v1/renew/{device}", g.answer(g.renew))
	if g.booking != nil {
		g.mux.HandleFunc("POST /v1/appointment/{device}", g.answer(g.appointment))
		g.mux.HandleFunc("POST /v1/times/{device}", g.answer(g.times))
		g.mux.HandleFunc("POST /v1/book/{device}", g.answer(g.book))
	}
	g.mux.HandleFunc("GET /v1/sync/{device}", g.answer(g.cursor))
	g.mux.HandleFunc("POST /v1/sync/{device}", g.answer(g.batch))
	g.mux.HandleFunc("GET /v1/doc/{name}", g.answer(g.document))
	g.mux.HandleFunc("GET /v1/hints/{device}", g.answer(g.hints))
	return g
}

// ServeHTTP answers kiosks.
func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) { g.mux.ServeHTTP(w, r) }

// Run writes batches until ctx ends. It must be called once.
func (g *Gate) Run(ctx context.Context) error {
	defer close(g.stopped)
	for {
		select {
		case <-ctx.Done():
			return nil
		case j := <-g.jobs:
			g.commit(context.WithoutCancel(ctx), g.gather(j)) // a transaction that has begun is finished
		}
	}
}
