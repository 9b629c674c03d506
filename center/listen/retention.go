package listen

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/center/store"
)

// How long personal data is kept. A phone number is left for one answer; words
// serve the year's report. The Law on Personal Data Protection (91/2025/QH15)
// wants data deleted when its purpose has been served; the periods are ours,
// and the kiosk tells the visitor the first of them.
const (
	PhonesKept = 90 * 24 * time.Hour
	WordsKept  = 365 * 24 * time.Hour // after the end of their month
)

const (
	retainEvery = time.Hour
	erasePage   = 50 // numbers in one transaction, so that kiosks need not wait
)

// Run keeps the periods until ctx ends: at its start and every hour.
func (l *Listener) Run(ctx context.Context) error {
	for {
		if err := l.Retain(ctx); err != nil && ctx.Err() == nil {
			l.log.Error("personal data past its time could not be erased", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(retainEvery):
		}
	}
}

// Retain erases the phone numbers and destroys the month keys whose time is
// over. It may be stopped anywhere and goes on the next time.
func (l *Listener) Retain(ctx context.Context) error {
	changed, err := l.erasePhones(ctx)
	if err != nil {
		return fmt.Errorf("erase phones: %w", err)
	}
	months, err := l.destroyKeys(ctx)
	if err != nil {
		return fmt.Errorf("destroy month keys: %w", err)
	}
	if changed || len(months) > 0 {
		return l.store.Scrub(ctx)
	}
	return nil
}

func (l *Listener) erasePhones(ctx context.Context) (any bool, err error) {
	for {
		n := 0
		err := l.store.Write(ctx, func(t *store.Tx) error {
			due, err := t.PhonesBefore(ctx, l.now().Add(-PhonesKept), erasePage)
			if err != nil || len(due) == 0 {
				return err
			}
			n = len(due)
			for _, f := range due {
				if err := l.erasePhone(ctx, t, f); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n == 0 {
			return any, err
		}
		any = true
	}
}

func (l *Listener) erasePhone(ctx context.Context, t *store.Tx, f store.Feedback) error {
	if err := t.ErasePhone(ctx, f, l.now()); err != nil {
		return err
	}
	return t.Audit(ctx, store.Entry{At: l.now(), Actor: "retention", Action: "phone.erase", Subject: "feedback:" + f.ID})
}

func (l *Listener) destroyKeys(ctx context.Context) (months []string, err error) {
	err = l.store.Write(ctx, func(t *store.Tx) error {
		if months, err = t.DestroySealKeys(ctx, l.now().Add(-WordsKept)); err != nil {
			return err
		}
		for _, id := range months {
			if err := t.Audit(ctx, store.Entry{At: l.now(), Actor: "retention", Action: "seal_key.destroy", Subject: "month:" + id}); err != nil {
				return err
			}
		}
		return nil
	})
	return months, err
}
