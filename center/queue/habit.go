package queue

import (
	"context"
	"errors"
	"slices"
	"time"

	"dongthap.vn/sen/center/queue/turn"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

const (
	habitsAge  = time.Minute // then they are read anew: they change slowly
	habitTurns = 100         // of each counter that are looked at
	cameWithin = time.Hour   // how far back it is looked who joined the lines
	shortAway  = time.Minute
	longAway   = 45 * time.Minute // a counter that called nobody for longer was closed
)

// habits are what a lobby is like beyond its lines and how long services take.
type habits struct {
	at     time.Time
	breaks []turn.Span // of the day
	came   []turn.Newcomer
	cameIn time.Duration
	away   turn.Absences
	expect []turn.Expected // appointments of today whose holders have not come
	come   float64         // the share of holders who come
}

// habitsNow reads the habits, once in a while. It is called with q.mu held.
func (q *Queue) habitsNow(ctx context.Context, t *store.Tx, site kiosk.Site) (h habits, err error) {
	now := q.now()
	if age := now.Sub(q.habits.at); age >= 0 && age < habitsAge {
		return q.habits, nil
	}
	h.at = now
	if h.breaks, err = breaks(ctx, t, site, now); err != nil {
		return h, err
	}
	joined, err := t.JoinedSince(ctx, site.ID, today(site, now), h.before(now, cameWithin))
	if err != nil {
		return h, err
	}
	if h.expect, h.come, err = expected(ctx, t, site, now); err != nil {
		return h, err
	}
	h.cameIn = cameWithin
	for _, j := range joined {
		h.came = append(h.came, turn.Newcomer{Service: j.Service, First: j.Class != "" || j.Again}) // who has an appointment is expected apart
	}
	var turns [][]store.TurnTimes
	for _, c := range site.Counters {
		of, err := t.TurnTimes(ctx, site.ID, c.Number, habitTurns)
		if err != nil {
			return h, err
		}
		turns = append(turns, of)
	}
	h.away = absences(turns)
	q.habits = h
	return h, nil
}

// before is so much time before now, without the breaks in between.
func (h habits) before(now time.Time, d time.Duration) time.Time {
	since := now.Add(-d)
	for _, b := range slices.Backward(h.breaks) {
		if b.From.Before(now) && since.Before(b.To) {
			since = since.Add(b.From.Sub(earlier(b.To, now)))
		}
	}
	return since
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// breaks lists the breaks of today. Without a calendar no day is a day off.
func breaks(ctx context.Context, t *store.Tx, site kiosk.Site, now time.Time) (all []turn.Span, err error) {
	var calendar kiosk.Calendar
	held, err := t.Document(ctx, kiosk.DocCalendar)
	switch {
	case errors.Is(err, kiosk.ErrNotFound):
	case err != nil:
		return nil, err
	default:
		calendar, _ = kiosk.ParseCalendar(held.Body) // one that cannot be read is none
	}
	start, day := dayStart(site, now), today(site, now)
	for _, b := range kiosk.BreaksOn(site, calendar, day) {
		all = append(all, turn.Span{From: start.Add(time.Duration(b.From) * time.Minute), To: start.Add(time.Duration(b.To) * time.Minute)})
	}
	return all, nil
}

// enoughOver is how many holders have to have come, or not, for a share to be one.
const enoughOver = 10

// expected lists the appointments of today that may still come, and the share of those
// whose time is over who came; 0 while too few are known.
func expected(ctx context.Context, t *store.Tx, site kiosk.Site, now time.Time) (list []turn.Expected, come float64, err error) {
	all, err := t.AppointmentsOn(ctx, site.ID, today(site, now))
	if err != nil {
		return nil, 0, err
	}
	came, over := 0, 0
	for _, a := range all {
		_, late := site.Policy.Window(a.Service)
		at := site.Moment(a.Slot)
		switch {
		case a.State == store.AppointmentArrived:
			came++
		case a.State != store.AppointmentBooked:
		case now.After(at.Add(late)):
			over++
		default:
			list = append(list, turn.Expected{Service: a.Service, At: at})
		}
	}
	if came+over >= enoughOver {
		come = max(float64(came)/float64(came+over), 0.01)
	}
	return list, come, nil
}

// absences finds in the last turns of each counter, newest first, how long it
// called nobody though whom it called then had a number. Who is back from fetching
// a paper had one all along: that a number takes two turns costs a counter too.
func absences(counters [][]store.TurnTimes) (away turn.Absences) {
	var served time.Duration
	for _, turns := range counters {
		for i := 1; i < len(turns); i++ {
			next, last := turns[i-1], turns[i]
			if last.EndedAt.IsZero() {
				continue // it went on to another counter
			}
			served += min(max(last.EndedAt.Sub(last.CalledAt), 0), longAway)
			since := last.EndedAt
			if next.IssuedAt.After(since) {
				since = next.IssuedAt
			}
			if gone := next.CalledAt.Sub(since); gone > shortAway && gone < longAway {
				away.Lasted = append(away.Lasted, gone)
			}
		}
	}
	if n := len(away.Lasted); n > 0 {
		away.Every = served / time.Duration(n)
	}
	return away
}
