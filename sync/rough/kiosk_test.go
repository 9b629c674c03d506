package rough_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
	"dongthap.vn/sen/sync/agent"
)

var silent = slog.New(slog.NewTextHandler(io.Discard, nil))

// small documents, until the center's arrive.
const (
	smallCatalogue = `{"version":1,"checked_on":"2026-11-01","source":"test","procedures":[]}`
	smallSynonyms  = `{"version":1}`
)

// A tablet is a kiosk without its screen: the real store, desk and agent.
type tablet struct {
	t      testing.TB
	dir    string
	id     identity.Identity
	store  *store.Store
	desk   *desk.Desk
	seen   witness
	stop   func() // ends the agent and waits for it
	online func(bool)
}

// enrol makes a kiosk of who comes in by a door.
func enrol(t testing.TB, d door) identity.Identity {
	t.Helper()
	p, err := agent.NewPending(d.URL, d.Code)
	if err != nil {
		t.Fatal(err)
	}
	e := agent.Resume(nil, p, func(identity.Pending) error { return nil })
	if err := e.Ask(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Verdict(t.Context()); !errors.Is(err, agent.ErrWaiting) {
		t.Fatalf("before anybody looked: %v", err)
	}
	d.approve(t, e.Pending().Device, e.Pending().Digits)
	id, err := e.Verdict(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(id.Authority, d.Authority) {
		t.Fatal("a kiosk is to trust another authority than the center's")
	}
	return id
}

// never is what a kiosk knows of a center's clock that it has not heard from.
func never() time.Time { return time.Time{} }

// openTablet opens a kiosk in a folder of its own; its agent does not run yet.
func openTablet(t testing.TB, id identity.Identity) *tablet {
	t.Helper()
	boot, err := store.ThisBoot()
	if err != nil {
		t.Fatal(err)
	}
	k := &tablet{t: t, dir: t.TempDir(), id: id, stop: func() {}}
	k.store, err = store.Open(t.Context(), store.Options{Path: filepath.Join(k.dir, "kiosk.db"), Device: id.Device, Now: time.Now, Boot: boot})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.stop(); k.store.Close() })
	k.desk, err = desk.New(t.Context(), desk.Config{Store: k.store, Identity: id, Catalogue: []byte(smallCatalogue), Synonyms: []byte(smallSynonyms), Now: time.Now, Log: silent})
	if err != nil {
		t.Fatal(err)
	}
	k.seen = witness{epoch: k.store.Epoch(), device: id.Device}
	return k
}

// run starts the agent. way is how it asks, nil for how the real program does;
// pace is how it passes time, nil for the machine's.
func (k *tablet) run(way http.RoundTripper, pace agent.Time) {
	c := agent.Config{Store: k.store, Desk: watched{k.desk, k}, Identity: k.id, Now: time.Now, Log: silent, Version: "test", Time: pace}
	if way != nil {
		c.Client = &http.Client{Transport: way}
	}
	a := agent.New(c)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = a.Run(ctx) }) // it returns nil
	k.stop = sync.OnceFunc(func() { cancel(); running.Wait() })
}

// watched tells a tablet's owner what the desk is told of the road.
type watched struct {
	*desk.Desk
	k *tablet
}

// SetOnline passes it on.
func (w watched) SetOnline(online bool) {
	w.Desk.SetOnline(online)
	if w.k.online != nil {
		w.k.online(online)
	}
}

// take lets n visitors take a number; what was recorded is written down.
func (k *tablet) take(n int) {
	k.t.Helper()
	for range n {
		ticket, err := k.store.IssueTicket(k.t.Context(), store.TicketRequest{Service: "B", Lang: kiosk.Vietnamese})
		if err != nil {
			k.t.Fatal(err)
		}
		k.seen.shown = append(k.seen.shown, ticket.Number)
	}
	events, err := k.store.Outbox(k.t.Context(), int64(len(k.seen.facts)), 1<<20)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, e := range events {
		k.seen.facts = append(k.seen.facts, fact{e.ID, hex.EncodeToString(e.Hash[:])})
	}
}

func (k *tablet) acked() int64 {
	k.t.Helper()
	n, err := k.store.Acked(k.t.Context())
	if err != nil && !errors.Is(err, kiosk.ErrNotFound) {
		k.t.Fatal(err)
	}
	return n
}

// told tells whether everything recorded is acknowledged.
func (k *tablet) told() bool { return k.acked() == int64(len(k.seen.facts)) }

// hasty passes an agent's waits, not those on the network, in a twentieth of
// the time.
type hasty struct{}

// Now is the machine's clock.
func (hasty) Now() time.Time { return time.Now() }

// Random is chance.
func (hasty) Random(n int64) int64 { return rand.Int64N(n) }

// Within is the machine's too.
func (hasty) Within(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d)
}

// Rest waits.
func (hasty) Rest(ctx context.Context, d time.Duration, wake, hurry <-chan struct{}) {
	timer := time.NewTimer(d / 20)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-wake:
	case <-hurry:
	}
}
