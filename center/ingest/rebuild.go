package ingest

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// rebuildPage is how many rows are in memory at a time.
const rebuildPage = 1000

// Rebuild computes tickets, feedback, help calls and meetings again from the raw log and
// from the records of what was done, in one transaction. Where nothing was
// damaged the rows come out as they were; what was in quarantine and is
// understood by now comes out of it.
func Rebuild(ctx context.Context, s *store.Store, now time.Time) error {
	err := s.Write(ctx, func(t *store.Tx) error {
		if err := t.ForgetProjections(ctx); err != nil {
			return err
		}
		for _, topic := range []string{kiosk.DocQueue, store.TopicHelp, store.TopicFeedback, store.TopicMeetings, store.TopicAppointments} {
			t.Touch(topic, now)
		}
		return rebuild{from: t, to: t}.run(ctx)
	})
	if err != nil {
		return fmt.Errorf("rebuild projections: %w", err)
	}
	return nil
}

// A rebuild reads the log and the records from one place and projects them in
// another, which may be the same.
type rebuild struct{ from, to *store.Tx }

// run projects cancellations last: those that are in the records have been
// done again by then.
func (r rebuild) run(ctx context.Context) error {
	sites, err := sitesOf(ctx, r.from)
	if err != nil {
		return err
	}
	if err := r.events(ctx, sites, func(kind string) bool { return !cancels(kind) }); err != nil {
		return err
	}
	// Who is being served comes last: a counter has one place.
	for _, serving := range []bool{false, true} {
		if err := r.actions(ctx, serving); err != nil {
			return err
		}
	}
	if err := r.help(ctx); err != nil {
		return err
	}
	if err := r.meetings(ctx); err != nil {
		return err
	}
	return r.events(ctx, sites, cancels)
}

func cancels(kind string) bool {
	return kind == kiosk.KindTicketCancelled || kind == kiosk.KindHelpCancelled || kind == kiosk.KindMeetingCancelled
}

func sitesOf(ctx context.Context, t *store.Tx) (map[string]int, error) {
	devices, err := t.Devices(ctx)
	sites := map[string]int{}
	for _, d := range devices {
		sites[d.Code] = d.Site
	}
	return sites, err
}

// events projects the events of some kinds in the order they came.
func (r rebuild) events(ctx context.Context, sites map[string]int, wanted func(kind string) bool) error {
	var last store.Event
	for {
		page, err := r.from.EventsAfter(ctx, last, rebuildPage)
		if err != nil || len(page) == 0 {
			return err
		}
		last = page[len(page)-1]
		var run []entry // of one kiosk and epoch
		for i := range page {
			e := &page[i]
			if !wanted(e.Kind) {
				continue
			}
			if len(run) > 0 && (run[0].Device != e.Device || run[0].Epoch != e.Epoch) {
				if err := r.project(ctx, run); err != nil {
					return err
				}
				run = run[:0]
			}
			run = append(run, understand(sites[e.Device], e))
		}
		if err := r.project(ctx, run); err != nil {
			return err
		}
	}
}

func (r rebuild) project(ctx context.Context, run []entry) error {
	findings, err := project(ctx, r.to, run)
	if err != nil {
		return err
	}
	for _, f := range findings {
		if f.reason == numberTaken {
			continue
		}
		if err := quarantine(ctx, r.to, f); err != nil {
			return err
		}
	}
	return nil
}

func (r rebuild) actions(ctx context.Context, serving bool) error {
	var last store.Action
	for {
		page, err := r.from.ActionsAfter(ctx, last.Ticket, last.N, serving, rebuildPage)
		if err != nil {
			return err
		}
		for _, a := range page {
			if err := r.follow(ctx, last.Ticket, a, serving); err != nil {
				return err
			}
			last = a
		}
		if len(page) == 0 {
			return r.follow(ctx, last.Ticket, store.Action{}, serving)
		}
	}
}

// follow does an action again. A ticket that is at a counter in the end stands
// aside until its last action: before, it may have been at one where another is
// now. An action of no ticket ends the last one.
func (r rebuild) follow(ctx context.Context, last string, a store.Action, serving bool) error {
	if serving && a.Ticket != last {
		for _, ticket := range []string{last, a.Ticket} {
			if err := r.to.StepAside(ctx, ticket); err != nil { // of no ticket this is nothing
				return err
			}
		}
	}
	if a.Ticket == "" {
		return nil
	}
	_, err := r.to.Replay(ctx, a)
	return err
}

func (r rebuild) help(ctx context.Context) error {
	var last store.HelpAction
	for {
		page, err := r.from.HelpActionsAfter(ctx, last.Help, last.N, rebuildPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, a := range page {
			if _, err := r.to.ReplayHelp(ctx, a); err != nil {
				return err
			}
		}
		last = page[len(page)-1]
	}
}
