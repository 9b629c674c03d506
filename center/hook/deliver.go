package hook

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// How patient we are.
const (
	lookEvery = 2 * time.Second  // for what has become due
	claimFor  = 30 * time.Second // a center that dies is replaced after that; longer than a request takes
	giveUp    = 24 * time.Hour
	keepGiven = 7 * 24 * time.Hour // what was given up can be sent again for so long
	sweepings = time.Hour

	restFirst, restMost   = 5 * time.Second, 5 * time.Minute // of a receiver that fails
	againFirst, againMost = 10 * time.Second, 4 * time.Hour  // of an event that is refused
)

// Run tells hooks until ctx ends. Each has a worker of its own: one that is slow
// holds up no other.
func (h *Hooks) Run(ctx context.Context) error {
	sub := h.Store.Subscribe(store.TopicHook)
	defer sub.Close()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	work := crew{hooks: h, busy: map[string]bool{}}
	defer work.all.Wait()
	for {
		if err := work.look(ctx); err != nil && ctx.Err() == nil {
			h.Log.Error("other systems are told of nothing", "err", err) // tried again in a moment
		}
		select {
		case <-ctx.Done():
			return nil
		case <-sub.C():
			sub.Take()
		case <-tick.C:
		}
	}
}

// Deliver tells every hook what is due now and waits for it.
func (h *Hooks) Deliver(ctx context.Context) error {
	work := crew{hooks: h, busy: map[string]bool{}}
	err := work.look(ctx)
	work.all.Wait()
	return err
}

// A crew is the workers, at most one a hook.
type crew struct {
	hooks *Hooks
	all   sync.WaitGroup
	mu    sync.Mutex
	busy  map[string]bool
}

// look starts a worker for every hook that has something due.
func (c *crew) look(ctx context.Context) error {
	if err := c.hooks.sweep(ctx); err != nil {
		return err
	}
	var due []string
	err := c.hooks.Store.Read(ctx, func(t *store.Tx) (err error) {
		due, err = t.HooksDue(ctx, c.hooks.Now())
		return err
	})
	for _, id := range due {
		c.start(ctx, id)
	}
	return err
}

func (c *crew) start(ctx context.Context, id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy[id] {
		return
	}
	c.busy[id] = true
	c.all.Go(func() {
		if err := c.hooks.drain(ctx, id); err != nil && ctx.Err() == nil {
			c.hooks.Log.Error("a hook was not told", "hook", id, "err", err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.busy, id)
	})
}

// sweep forgets, now and then, what was given up long ago.
func (h *Hooks) sweep(ctx context.Context) error {
	now := h.Now()
	if now.Sub(h.swept) < sweepings {
		return nil
	}
	err := h.Store.Write(ctx, func(t *store.Tx) error { return t.ForgetGivenUp(ctx, now.Add(-keepGiven)) })
	if err == nil {
		h.swept = now
	}
	return err
}

// drain tells one hook what is due, one event after the other, until nothing is
// or a try fails. Nothing is sent inside a transaction.
func (h *Hooks) drain(ctx context.Context, id string) error {
	defer func() {
		end := context.WithoutCancel(ctx) // a center that stops lets go at once
		if err := h.Store.Write(end, func(t *store.Tx) error { return t.ReleaseHook(end, id, h.self) }); err != nil {
			h.Log.Warn("a hook is not let go", "hook", id, "err", err) // its claim ends by itself
		}
	}()
	for ctx.Err() == nil {
		to, d, ok, err := h.next(ctx, id)
		if err != nil || !ok {
			return err
		}
		came := h.send(ctx, to, d)
		if ctx.Err() != nil {
			return nil // we were stopped; what was not taken is sent again
		}
		if err := h.settle(ctx, d, came); err != nil || came.trouble != "" {
			return err
		}
	}
	return nil
}

// next claims a hook and reads what to tell it; ok is false when there is nothing,
// or another center tells it.
func (h *Hooks) next(ctx context.Context, id string) (to store.Hook, d store.Delivery, ok bool, err error) {
	err = h.Store.Write(ctx, func(t *store.Tx) error {
		now := h.Now()
		if ok, err = t.ClaimHook(ctx, id, h.self, now, now.Add(claimFor)); err != nil || !ok {
			return err
		}
		if to, err = t.Hook(ctx, id); err != nil {
			return err
		}
		d, ok, err = t.NextDelivery(ctx, id, now)
		return err
	})
	return to, d, ok, err
}

// settle keeps what came of a try. A hook that was removed meanwhile is nobody's.
func (h *Hooks) settle(ctx context.Context, d store.Delivery, came outcome) error {
	err := h.Store.Write(ctx, func(t *store.Tx) error {
		now := h.Now()
		to, err := t.Hook(ctx, d.Hook)
		if err != nil {
			return err
		}
		if came.trouble == "" {
			to.Failures, to.FailingSince, to.RetryAt, to.Trouble, to.OkAt = 0, time.Time{}, time.Time{}, "", now
			if err := t.Delivered(ctx, d); err != nil {
				return err
			}
			return t.PutHook(ctx, to)
		}
		return h.postpone(ctx, t, to, d, came)
	})
	if errors.Is(err, kiosk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("settle a delivery: %w", err)
	}
	return nil
}

// postpone lets a receiver that failed rest, and the event too. An event is given
// up a day after its first try; when the receiver has taken nothing for a day, also
// what is two days old and had no try yet, so that the outbox is bounded.
func (h *Hooks) postpone(ctx context.Context, t *store.Tx, to store.Hook, d store.Delivery, came outcome) error {
	now := h.Now()
	if to.Failures == 0 {
		to.FailingSince = now
	}
	if d.Tries == 0 {
		d.TriedAt = now
	}
	to.RetryAt = now.Add(max(growing(restFirst, restMost, to.Failures), came.after))
	d.DueAt = earlier(now.Add(growing(againFirst, againMost, d.Tries)), d.TriedAt.Add(giveUp))
	to.Failures++
	d.Tries++
	to.Trouble = came.trouble
	if now.Sub(d.TriedAt) >= giveUp {
		d.FailedAt = now
	}
	if err := t.PutDelivery(ctx, d); err != nil {
		return err
	}
	if now.Sub(to.FailingSince) >= giveUp {
		if err := t.GiveUp(ctx, to.ID, now.Add(-2*giveUp), now); err != nil {
			return err
		}
	}
	return t.PutHook(ctx, to)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// growing doubles a wait with every failure before it.
func growing(first, most time.Duration, failures int) time.Duration {
	return min(first<<min(failures, 20), most)
}
