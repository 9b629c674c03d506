package queue

import (
	"cmp"
	"context"
	"slices"
	"time"

	"dongthap.vn/sen/center/queue/turn"
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
	site    kiosk.Site // as it was then
	queue   kiosk.Queue
	waiting []Ticket // in the order in which they came
	ahead   map[string]int
	waits   map[string]kiosk.Wait // how much longer, of those of whom enough is known
	told    store.Scores          // of the site, today
}

// Snapshot is the body and the version of the queue document. It is made once
// per version; after a minute without change it gets a new version, because
// pace and help calls age.
func (q *Queue) Snapshot(ctx context.Context) (kiosk.Queue, int64, error) {
	s, err := q.current(ctx)
	return s.queue, s.version, err
}

// Hall is the queue with how often what people were told came true today, by
// service. Many screens that ask cost what one does.
func (q *Queue) Hall(ctx context.Context) (kiosk.Queue, store.Scores, error) {
	s, err := q.current(ctx)
	return s.queue, s.told, err
}

// current is the snapshot of now. Who asks for one that is made already waits for
// nobody.
func (q *Queue) current(ctx context.Context) (snapshot, error) {
	if held := q.held.Load(); held.version != 0 && !q.aged(held) {
		var versions map[string]int64
		err := q.store.Glance(ctx, func(t *store.Tx) (err error) {
			versions, err = t.Versions(ctx)
			return err
		})
		if err != nil || versions[kiosk.DocQueue] == held.version {
			return *held, err
		}
	}
	return q.make(ctx)
}

func (q *Queue) aged(s *snapshot) bool { return q.now().Sub(s.queue.At) > snapshotAges }

// make makes a snapshot, unless somebody else has meanwhile.
func (q *Queue) make(ctx context.Context) (snapshot, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if held := q.held.Load(); held.version != 0 && q.aged(held) {
		if err := q.change(ctx, func(*store.Tx) error { return nil }); err != nil {
			return *held, nil // a center that cannot write still shows its lines
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
	q.held.Store(&made)
	return made, nil
}

func (q *Queue) take(ctx context.Context, t *store.Tx) (snapshot, error) {
	versions, err := t.Versions(ctx)
	if err != nil {
		return snapshot{}, err
	}
	version := versions[kiosk.DocQueue]
	if held := q.held.Load(); version != 0 && version == held.version {
		return *held, nil
	}
	site, err := t.Site(ctx)
	if err != nil {
		return snapshot{}, err
	}
	made := snapshot{version: version, site: site}
	if made.waiting, err = t.AllWaiting(ctx, site.ID); err != nil {
		return snapshot{}, err
	}
	made.ahead = ahead(site, made.waiting, q.now())
	if made.told, err = t.Promises(ctx, site.ID, dayStart(site, q.now())); err != nil {
		return snapshot{}, err
	}
	made.queue, err = q.describe(ctx, t, site, &made)
	return made, err
}

func (q *Queue) describe(ctx context.Context, t *store.Tx, site kiosk.Site, made *snapshot) (kiosk.Queue, error) {
	now := q.now()
	body := kiosk.Queue{Day: today(site, now), At: now.UTC().Truncate(time.Millisecond)}
	seen, err := q.observe(ctx, t, site)
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
	told, err := t.HelpUnanswered(ctx, site.ID, true, now.Add(-helpLingers), now)
	if err != nil {
		return body, err
	}
	for _, h := range told {
		body.HelpTold = append(body.HelpTold, h.ID)
	}
	if body.Cursors, err = cursors(ctx, t); err != nil {
		return body, err
	}
	if body.Meetings, err = t.SlotsTaken(ctx, site.ID, body.Day); err != nil {
		return body, err
	}
	if body.Appointments, err = t.AppointmentsOver(ctx, site.ID, body.Day); err != nil {
		return body, err
	}
	issued, err := t.IssuedOn(ctx, site.ID, body.Day)
	if err != nil {
		return body, err
	}
	paused, err := t.OpenPauses(ctx, site.ID)
	if err != nil {
		return body, err
	}
	body.Paused = pausing(site, paused)
	body.Lines = lines(site, made.waiting, issued, seen.paces(site))
	newcomers, inLine := seen.forecast(site, made.waiting, called, now)
	foretell(body.Lines, newcomers)
	made.waits = inLine
	body.Called = calls(rung)
	body.Tickets = states(*made, called, ended)
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

func lines(site kiosk.Site, waiting []Ticket, issued map[string]int, paces map[string]kiosk.Pace) []kiosk.Line {
	count := map[string]int{}
	for _, k := range waiting {
		count[k.Service]++
	}
	all := make([]kiosk.Line, 0, len(site.Services))
	for _, s := range site.Services {
		all = append(all, kiosk.Line{Service: s.Letter, Waiting: count[s.Letter], Issued: issued[s.Letter], Pace: paces[s.Letter]})
	}
	return all
}

// ahead counts for everybody who waits how many of the same service are to be
// called before: as one counter would that serves it alone.
func ahead(site kiosk.Site, waiting []Ticket, now time.Time) map[string]int {
	byService := map[string][]turn.Ticket{}
	for _, k := range waiting {
		waits := place(k)
		waits.ForCounter = 0
		byService[k.Service] = append(byService[k.Service], waits)
	}
	ahead := make(map[string]int, len(waiting))
	for service, line := range byService {
		for i, next := range turn.Order(line, site.Policy, turn.Counter{Services: []string{service}, Since: site.Policy.Gap()}, now) {
			ahead[next.ID] = i
		}
	}
	return ahead
}

// foretell puts into each line what a newcomer may expect.
func foretell(lines []kiosk.Line, waits map[turn.Newcomer]kiosk.Wait) {
	for i := range lines {
		l := &lines[i]
		if w, ok := waits[turn.Newcomer{Service: l.Service}]; ok {
			l.Wait = &w
		}
		if w, ok := waits[turn.Newcomer{Service: l.Service, First: true}]; ok {
			l.WaitFirst = &w
		}
	}
}

func calls(rung []Ticket) []kiosk.Called {
	all := make([]kiosk.Called, 0, len(rung))
	for _, k := range rung {
		if k.State.AtCounter() || k.State == store.Done || k.State == store.NoShow || k.State == store.Closed {
			all = append(all, kiosk.Called{Number: k.Number, Counter: k.Counter, At: k.RungAt})
		}
	}
	return all
}

// states lists tickets in the order they matter: called, waiting, ended.
func states(made snapshot, called, ended []Ticket) []kiosk.TicketState {
	all := make([]kiosk.TicketState, 0, min(len(made.waiting)+len(called)+len(ended), maxTickets))
	for _, k := range slices.Concat(called, made.waiting, ended) {
		if len(all) == maxTickets {
			break
		}
		s := kiosk.TicketState{Number: k.Number, State: string(k.State), Counter: k.Counter, Ahead: made.ahead[k.ID]}
		switch k.State {
		case store.Waiting:
			s.Counter = 0 // where it was called to before
			if w, ok := made.waits[k.ID]; ok {
				s.Wait = &w
			}
		case store.Serving:
			s.State = string(store.Called) // all a kiosk has to know
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
