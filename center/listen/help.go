package listen

import (
	"context"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

const (
	// ToldAfter is how long a help call may be open before everybody is told: as
	// long as the kiosk asks the visitor to wait.
	ToldAfter = kiosk.HelpRepeats
	// helpLingers is how long somebody may still stand at the kiosk. Of older calls,
	// as a kiosk sends that was offline, nobody is told.
	helpLingers = 15 * time.Minute
	watchEvery  = 5 * time.Second
)

// Watch tells everybody of help calls nobody acknowledges, until ctx ends.
func (l *Listener) Watch(ctx context.Context) error {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		if _, err := l.Escalate(ctx); err != nil && ctx.Err() == nil {
			l.log.Error("help calls nobody answers are not told to everybody", "err", err) // tried again at once
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Escalate tells everybody of the help calls that have been open for ToldAfter,
// and counts them: pages of staff say so, and kiosks tell their visitors.
func (l *Listener) Escalate(ctx context.Context) (count int, err error) {
	due, err := l.unanswered(ctx, false, ToldAfter)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	err = l.store.Write(ctx, func(t *store.Tx) error {
		count = 0
		for _, h := range due {
			done, err := t.ActOnHelp(ctx, store.HelpAction{Help: h.ID, State: store.HelpTold, At: l.now()})
			if err != nil {
				return err
			}
			if done {
				count++
			}
		}
		t.Touch(store.TopicHelp, l.now())
		t.Touch(kiosk.DocQueue, l.now())
		return nil
	})
	return count, err
}

// Unanswered lists the help calls everybody was told of and nobody acknowledged
// yet, the oldest first. Whoever works here may see them: they name no visitor.
func (l *Listener) Unanswered(ctx context.Context) ([]HelpCall, error) {
	return l.unanswered(ctx, true, 0)
}

func (l *Listener) unanswered(ctx context.Context, told bool, since time.Duration) (calls []HelpCall, err error) {
	now := l.now()
	err = l.store.Read(ctx, func(t *store.Tx) error {
		site, err := t.Site(ctx)
		if err != nil {
			return err
		}
		calls, err = t.HelpUnanswered(ctx, site.ID, told, now.Add(-helpLingers), now.Add(-since))
		return err
	})
	return calls, err
}
