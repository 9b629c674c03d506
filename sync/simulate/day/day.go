// Package day plays days of a lobby through the center's own store and queue, to
// tell what a policy does to people before any of them has to wait under it.
//
// Visitors, services and mishaps are drawn from a seed; who is called, what is
// promised and what is recorded is decided by the code that decides it at a
// center, on a clock that is moved. The same seed and policy give the same day.
// How people arrive is invented: no center has published it.
package day

import (
	"container/heap"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// Monday begins at 00:00 in Vietnam.
var Monday = time.Date(2026, 11, 23, 0, 0, 0, 0, kiosk.VietnamTime)

// Config says what kind of day it is.
type Config struct {
	Seed     uint64
	Visitors int
	Policy   string // time, ratio, ageing or a file; "" for the example site's
	Database string // to play it on: an empty one
}

// enough visitors show a center how long its services take.
const enough = 200

// Play plays two days and reports the second: on the first, a quiet one, the
// center learns how long its services take.
func Play(ctx context.Context, c Config) (Report, error) {
	h, err := open(ctx, c)
	if err != nil {
		return Report{}, err
	}
	return h.days(c)
}

func (h *hall) days(c Config) (Report, error) {
	defer h.store.Close()
	for n, visitors := range []int{min(c.Visitors, enough), c.Visitors} {
		h.play(Monday.AddDate(0, 0, n), visitors)
		if h.err != nil {
			return Report{}, fmt.Errorf("play a day at %s: %w", h.at.Format(time.DateTime), h.err)
		}
	}
	return h.report(c.Seed, Monday.AddDate(0, 0, 1))
}

// A hall is a lobby while a day is played. Everything happens on one goroutine,
// one thing after the other.
type hall struct {
	ctx   context.Context
	store *store.Store
	queue *queue.Queue
	site  kiosk.Site
	rand  *rand.Rand
	tell  func(*visitor) (kiosk.Wait, bool) // how long who takes a number may wait
	at    time.Time
	err   error // the first; the day ends with it

	agenda   agenda
	desks    []*desk
	visitors map[string]*visitor
	seq      int64          // events of both kiosks
	issued   map[string]int // numbers given today, by service and kiosk
}

func open(ctx context.Context, c Config) (*hall, error) {
	h := &hall{ctx: ctx, rand: rand.New(rand.NewPCG(c.Seed, 1)), at: Monday}
	var err error
	if h.site, err = kiosk.ParseSite(site.Example); err != nil {
		return nil, err
	}
	h.site.Hours = hours // the example's kiosk gives numbers at any hour
	if c.Policy != "" {
		if h.site.Policy, err = queue.OtherPolicy(h.site.Policy, c.Policy); err != nil {
			return nil, err
		}
	}
	if h.store, err = store.Open(ctx, c.Database); err != nil {
		return nil, err
	}
	h.queue = queue.New(queue.Config{Store: h.store, Now: h.now, Log: slog.New(slog.DiscardHandler)})
	h.tell = h.foretold
	return h, h.store.Write(ctx, h.publish)
}

// publish puts the site with its policy in use.
func (h *hall) publish(t *store.Tx) error {
	body, err := json.Marshal(h.site)
	if err != nil {
		return err
	}
	version, err := t.NextVersion(h.ctx, kiosk.DocSite, h.at)
	if err != nil {
		return err
	}
	t.Touch(kiosk.DocQueue, h.at)
	return t.PutDocument(h.ctx, store.Document{Name: kiosk.DocSite, Version: version, Body: body, Envelope: []byte{}, PublishedAt: h.at, PublishedBy: "simulation"})
}

func (h *hall) now() time.Time { return h.at }

// play plays a day from the first visitor until nobody is left, or the doors close.
func (h *hall) play(day time.Time, visitors int) {
	h.visitors, h.issued, h.desks, h.agenda = map[string]*visitor{}, map[string]int{}, nil, agenda{}
	for _, c := range h.site.Counters {
		h.desks = append(h.desks, h.staffed(c.Number, day))
	}
	for range visitors {
		v := h.draw(day)
		h.on(v.comes, func() { h.arrive(v) })
	}
	for h.agenda.Len() > 0 && h.err == nil {
		next := heap.Pop(&h.agenda).(entry)
		h.at = next.at
		next.do()
	}
	h.at = day.AddDate(0, 0, 1).Add(4 * time.Hour) // of the night, when nobody waits for yesterday any more
	_, err := h.queue.CloseOld(h.ctx)
	h.check(err)
}

func (h *hall) check(err error) bool {
	if err != nil && h.err == nil {
		h.err = err
	}
	return err == nil
}

// on does something at a time, after what is to be done at that time already.
func (h *hall) on(at time.Time, do func()) {
	h.agenda.count++
	heap.Push(&h.agenda, entry{at, h.agenda.count, do})
}

// in does something after a while.
func (h *hall) in(d time.Duration, do func()) { h.on(h.at.Add(d), do) }
