package fleet

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A Reason is why the road refused somebody.
type Reason string

// The reasons.
const (
	ReasonUnknown   Reason = "unknown"   // no device has this code
	ReasonRevoked   Reason = "revoked"   // the device is not approved any more
	ReasonSignature Reason = "signature" // not signed by the device, or changed on the way
	ReasonNonce     Reason = "nonce"     // signed long ago, or with a nonce never given: a replay
	ReasonCode      Reason = "code"      // an enrolment code that is wrong, used, late or locked
)

// A Refusal is how often on a day the road refused somebody for one reason.
type Refusal = store.Refusal

// noteEvery is how long refusals of one kind are only counted in memory.
const noteEvery = time.Minute

// refusals counts what was refused. There are as many counts as there are
// reasons times devices, whatever a stranger sends; each is written down at most
// once a minute, and makes at most one line a day in the audit log.
type refusals struct {
	mu     sync.Mutex
	counts map[kind]*count
}

type kind struct {
	reason Reason
	device string
}

type count struct {
	times   int64 // not written down yet
	last    time.Time
	written time.Time
}

// Refused notes a refusal. device is a known one; for all others it is "".
func (f *Fleet) Refused(ctx context.Context, reason Reason, device string) error {
	now := f.now()
	f.refusals.mu.Lock()
	c := f.refusals.counts[kind{reason, device}]
	if c == nil {
		c = &count{}
		f.refusals.counts[kind{reason, device}] = c
	}
	c.times++
	c.last = now
	due := c.written.IsZero() || now.Sub(c.written).Abs() >= noteEvery || dayOf(now) != dayOf(c.written)
	f.refusals.mu.Unlock()
	if !due {
		return nil
	}
	return f.writeRefusals(ctx, kind{reason, device})
}

// writeRefusals writes down what was counted of one kind.
func (f *Fleet) writeRefusals(ctx context.Context, k kind) error {
	f.refusals.mu.Lock()
	c := f.refusals.counts[k]
	times, last := c.times, c.last
	c.times, c.written = 0, f.now()
	f.refusals.mu.Unlock()
	if times == 0 {
		return nil
	}
	err := f.store.Write(ctx, func(t *store.Tx) error {
		first, err := t.AddRefusal(ctx, store.Refusal{Reason: string(k.reason), Device: k.device, Day: dayOf(last), Times: times, LastAt: last})
		if err != nil || !first {
			return err
		}
		return t.Audit(ctx, store.Entry{At: last, Actor: "road", Action: "refused." + string(k.reason), Subject: subject(k.device)})
	})
	if err != nil {
		f.refusals.mu.Lock()
		c.times += times
		f.refusals.mu.Unlock()
		return fmt.Errorf("note refusals: %w", err)
	}
	return nil
}

func dayOf(t time.Time) kiosk.Date { return kiosk.DateOf(t.In(kiosk.VietnamTime)) }

// Refusals lists what was refused today and yesterday, the newest first.
func (f *Fleet) Refusals(ctx context.Context) (all []Refusal, err error) {
	f.refusals.mu.Lock()
	kinds := make([]kind, 0, len(f.refusals.counts))
	for k := range f.refusals.counts {
		kinds = append(kinds, k)
	}
	f.refusals.mu.Unlock()
	for _, k := range kinds {
		err = errors.Join(err, f.writeRefusals(ctx, k))
	}
	if err != nil {
		return nil, err
	}
	err = f.store.Read(ctx, func(t *store.Tx) error {
		all, err = t.Refusals(ctx, dayOf(f.now()).AddDays(-1))
		return err
	})
	return all, err
}

// refuseCode notes a guess that was wrong. Trouble with the note changes nothing
// for who guessed.
func (f *Fleet) refuseCode(ctx context.Context, device string) error {
	return errors.Join(ErrRefused, f.Refused(ctx, ReasonCode, device))
}
