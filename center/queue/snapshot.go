package queue

import (
	"cmp"
	"context"
	"slices"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

const (
	maxCalled     = 8
	maxTickets    = 1000             // in a document; a lobby with more has no use for it
	ticketLingers = 30 * time.Minute // how long a document tells of a ticket that ended
	helpLingers   = 15 * time.Minute
	callLingers   = 3 * time.Hour
	snapshotAges  = time.Minute // then its times are worked out anew
)

// A snapshot is the queue document's body at a version, with the waiting line
// it was made from.
type snapshot struct {
	version int64
	queue   kiosk.Queue
	waiting []Ticket // in the order of calling
}

// Snapshot is the body and the version of the queue document. It is made once
// per version; after a minute without change it gets a new version, because
// pace and help calls age.
func (q *Queue) Snapshot(ctx context.Context) (kiosk.Queue, int64, error) {
	s, err := q.current(ctx)
	return s.queue, s.version, err
}

func (q *Queue) current(ctx context.Context) (snapshot, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if held := q.snapshot; held.version != 0 && q.now().Sub(held.queue.At) > snapshotAges {
		if err := q.change(ctx, func(*store.Tx) error { return nil }); err != nil {
			return held, nil // a center that cannot write still shows its lines
		}
	}
	var made snapshot
	err := q.store.Read(ctx, func(t *store.Tx) (err error) {
		made, err = q.take(ctx, t)
		return err
	})
	if err != nil {
		return snapshot{}, err
	}
	q.snapshot = made
	return made, nil
}

func (q *Queue) take(ctx context.Context, t *store.Tx) (snapshot, error) {
	versions, err := t.Versions(ctx)
	if err != nil {
		return snapshot{}, err
	}
	version := versions[kiosk.DocQueue]
	if version != 0 && version == q.snapshot.version {
		return q.snapshot, nil
	}
	site, err := t.Site(ctx)
	if err != nil {
		return snapshot{}, err
	}
	made := snapshot{version: version}
	if made.waiting, err = t.AllWaiting(ctx, site.ID); err != nil {
		return snapshot{}, err
	}
	made.queue, err = q.describe(ctx, t, site, made.waiting)
	return made, err
}

func (q *Queue) describe(ctx context.Context, t *store.Tx, site kiosk.Site, waiting []Ticket) (kiosk.Queue, error) {
	now := q.now()
	body := kiosk.Queue{Day: today(site, now), At: now.UTC().Truncate(time.Millisecond)}
	paces, err := q.paces(ctx, t, site)
	if err != nil {
		return body, err
	}
	rung, err := t.LastRung(ctx, site.ID, now.Add(-callLingers), maxCalled)
	if err != nil {
		return body, err
	}
	called, err := t.AllCalled(ctx, site.ID)
	if err != nil {
		return body, err
	}
	ended, err := t.EndedSince(ctx, site.ID, now.Add(-ticketLingers), maxTickets)
	if err != nil {
		return body, err
	}
	if body.HelpSeen, err = t.HelpSeenSince(ctx, site.ID, now.Add(-helpLingers)); err != nil {
		return body, err
	}
	if body.Cursors, err = cursors(ctx, t); err != nil {
		return body, err
	}
	if body.Meetings, err = t.SlotsTaken(ctx, site.ID, body.Day); err != nil {
		return body, err
	}
	body.Lines = lines(site, waiting, paces)
	body.Called = calls(rung)
	body.Tickets = states(waiting, called, ended)
	return body, nil
}

// today is the site's day.
func today(site kiosk.Site, now time.Time) kiosk.Date {
	zone, err := site.Zone()
	if err != nil {
		zone = kiosk.VietnamTime
	}
	return kiosk.DateOf(now.In(zone))
}

func lines(site kiosk.Site, waiting []Ticket, paces map[string]kiosk.Pace) []kiosk.Line {
	count := map[string]int{}
	for _, k := range waiting {
		count[k.Service]++
	}
	all := make([]kiosk.Line, 0, len(site.Services))
	for _, s := range site.Services {
		all = append(all, kiosk.Line{Service: s.Letter, Waiting: count[s.Letter], Pace: paces[s.Letter]})
	}
	return all
}

func calls(rung []Ticket) []kiosk.Called {
	all := make([]kiosk.Called, 0, len(rung))
	for _, k := range rung {
		if k.State != store.Cancelled {
			all = append(all, kiosk.Called{Number: k.Number, Counter: k.Counter, At: k.RungAt})
		}
	}
	return all
}

// states lists tickets in the order they matter: called, waiting, ended.
func states(waiting, called, ended []Ticket) []kiosk.TicketState {
	ahead := map[string]int{}
	all := make([]kiosk.TicketState, 0, min(len(waiting)+len(called)+len(ended), maxTickets))
	for _, k := range slices.Concat(called, waiting, ended) {
		if len(all) == maxTickets {
			break
		}
		s := kiosk.TicketState{Number: k.Number, State: string(k.State), Counter: k.Counter}
		if k.State == store.Waiting {
			s.Ahead = ahead[k.Service]
			ahead[k.Service]++
		}
		all = append(all, s)
	}
	return all
}

// cursors says how much of each kiosk is counted here: of each, the epoch that
// was heard of last.
func cursors(ctx context.Context, t *store.Tx) (map[string]kiosk.Cursor, error) {
	all, err := t.Cursors(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b store.Cursor) int { return cmp.Compare(a.UpdatedAt.UnixMilli(), b.UpdatedAt.UnixMilli()) })
	byDevice := map[string]kiosk.Cursor{}
	for _, c := range all {
		byDevice[c.Device] = kiosk.Cursor{Epoch: c.Epoch, Seq: c.Seq}
	}
	return byDevice, nil
}
