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

// Rebuild computes tickets, feedback and help calls again from the raw log and
// from the records of what was done, in one transaction. Where nothing was
// damaged the rows come out as they were; what was in quarantine and is
// understood by now comes out of it. Cancellations are projected last: those
// that are in the records have been done again by then.
func Rebuild(ctx context.Context, s *store.Store, now time.Time) error {
	err := s.Write(ctx, func(t *store.Tx) error {
		sites, err := sitesOf(ctx, t)
		if err != nil {
			return err
		}
		if err := t.ForgetProjections(ctx); err != nil {
			return err
		}
		if err := replayEvents(ctx, t, sites, func(kind string) bool { return !cancels(kind) }); err != nil {
			return err
		}
		// Who is being served comes last: a counter has one place.
		for _, serving := range []bool{false, true} {
			if err := replayActions(ctx, t, serving); err != nil {
				return err
			}
		}
		if err := replayHelp(ctx, t); err != nil {
			return err
		}
		for _, topic := range []string{kiosk.DocQueue, store.TopicHelp, store.TopicFeedback} {
			t.Touch(topic, now)
		}
		return replayEvents(ctx, t, sites, cancels)
	})
	if err != nil {
		return fmt.Errorf("rebuild projections: %w", err)
	}
	return nil
}

func cancels(kind string) bool {
	return kind == kiosk.KindTicketCancelled || kind == kiosk.KindHelpCancelled
}

func sitesOf(ctx context.Context, t *store.Tx) (map[string]int, error) {
	devices, err := t.Devices(ctx)
	sites := map[string]int{}
	for _, d := range devices {
		sites[d.Code] = d.Site
	}
	return sites, err
}

// replayEvents projects the events of some kinds in the order they came.
func replayEvents(ctx context.Context, t *store.Tx, sites map[string]int, wanted func(kind string) bool) error {
	var last store.Event
	for {
		page, err := t.EventsAfter(ctx, last, rebuildPage)
		if err != nil || len(page) == 0 {
			return err
		}
		last = page[len(page)-1]
		for i := range page {
			e := &page[i]
			if !wanted(e.Kind) {
				continue
			}
			findings, err := project(ctx, t, []entry{understand(sites[e.Device], e)})
			if err != nil {
				return err
			}
			for _, f := range findings {
				if f.reason == numberTaken {
					continue
				}
				if err := quarantine(ctx, t, f); err != nil {
					return err
				}
			}
		}
	}
}

func replayActions(ctx context.Context, t *store.Tx, serving bool) error {
	var last store.Action
	for {
		page, err := t.ActionsAfter(ctx, last.Ticket, last.N, serving, rebuildPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, a := range page {
			if _, err := t.Replay(ctx, a); err != nil {
				return err
			}
		}
		last = page[len(page)-1]
	}
}

func replayHelp(ctx context.Context, t *store.Tx) error {
	var last store.HelpAction
	for {
		page, err := t.HelpActionsAfter(ctx, last.Help, last.N, rebuildPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, a := range page {
			if _, err := t.ReplayHelp(ctx, a); err != nil {
				return err
			}
		}
		last = page[len(page)-1]
	}
}
