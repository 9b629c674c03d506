package listen

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk"
)

// How long personal data is kept. A phone number is left for one answer; words
// serve the year's report. The Law on Personal Data Protection (91/2025/QH15)
// wants data deleted when its purpose has been served; the periods are ours,
// and the kiosk tells the visitor the first of them.
const (
	PhonesKept = 90 * 24 * time.Hour
	WordsKept  = 365 * 24 * time.Hour // after the end of their month
	// NotesKept is for what clerks say in words of a call or a pause: it should name
	// nobody, and serves those who look into a complaint.
	NotesKept = PhonesKept
)

// AppointmentsKept is how many days an appointment outlives its own: it names
// nobody, but a code somebody else finds is to lead nowhere in the end.
const AppointmentsKept = 90

const (
	retainEvery = time.Hour
	erasePage   = 50 // numbers in one transaction, so that kiosks need not wait
)

// A round is what one Listener knows of its rounds.
type round struct {
	last  time.Time // when the one before began
	clean bool      // one has ended, so nothing is left of an earlier process
}

// Run keeps the periods until ctx ends: at its start and every hour.
func (l *Listener) Run(ctx context.Context) error {
	for {
		done, err := l.Retain(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			l.log.Error("personal data past its time could not be erased", "err", err)
		case done.Held:
			l.log.Warn("no kiosk of the last hour agrees with this center's clock: periods for personal data are counted slowly or not at all", "counted_to", done.Until)
		}
		if done.any() {
			l.log.Info("personal data past its time was erased", "phones", done.Phones, "notes", done.Notes, "months", done.Months, "at_a_persons_wish", done.Wishes, "counted_to", done.Until)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(retainEvery):
		}
	}
}

// A Retained tells what a round has done.
type Retained struct {
	Until  time.Time // periods were counted up to here
	Held   bool      // that is not the center's own clock: nobody confirms it
	Phones int       // phone numbers erased
	Notes  int       // words of clerks erased
	Wishes int       // what had been left of persons who asked to be forgotten
	Months []string  // whose keys were destroyed
}

func (r Retained) any() bool { return r.Phones+r.Notes+r.Wishes+len(r.Months) > 0 }

// Retain erases the phone numbers and destroys the month keys whose time is
// over. It may be stopped anywhere and goes on the next time; a new Listener
// first ends what an earlier one may have left.
func (l *Listener) Retain(ctx context.Context) (done Retained, err error) {
	if done.Until, done.Held, err = l.countUntil(ctx); err != nil {
		return done, fmt.Errorf("count the periods: %w", err)
	}
	if done.Phones, err = l.erasePhones(ctx, done.Until.Add(-PhonesKept)); err != nil {
		return done, fmt.Errorf("erase phones: %w", err)
	}
	if done.Notes, err = l.forgetNotes(ctx, done.Until.Add(-NotesKept)); err != nil {
		return done, fmt.Errorf("forget clerks' words: %w", err)
	}
	if done.Months, err = l.destroyKeys(ctx, done.Until.Add(-WordsKept)); err != nil {
		return done, fmt.Errorf("destroy month keys: %w", err)
	}
	if err := l.dropAppointments(ctx, done.Until); err != nil {
		return done, fmt.Errorf("forget appointments: %w", err)
	}
	if !l.round.clean {
		if done.Wishes, err = l.endWishes(ctx); err != nil {
			return done, fmt.Errorf("end what persons wished: %w", err)
		}
	}
	if done.any() || !l.round.clean {
		if err := l.store.Scrub(ctx); err != nil {
			return done, err
		}
	}
	l.round.clean = true
	return done, nil
}

func (l *Listener) forgetNotes(ctx context.Context, before time.Time) (count int, err error) {
	err = l.store.Write(ctx, func(t *store.Tx) error {
		n, err := t.ForgetNotes(ctx, before)
		count = int(n)
		return err
	})
	return count, err
}

// dropAppointments forgets those long past.
func (l *Listener) dropAppointments(ctx context.Context, until time.Time) error {
	before := kiosk.DateOf(until.In(kiosk.VietnamTime)).AddDays(-AppointmentsKept)
	return l.store.Write(ctx, func(t *store.Tx) error {
		_, err := t.DropAppointments(ctx, before)
		return err
	})
}

// contact is what goes with a phone number when its time is over: the name it was
// left with serves for nothing else.
var contact = []string{kiosk.PurposePhone, kiosk.PurposeMeetingPhone, kiosk.PurposeMeetingName}

func (l *Listener) erasePhones(ctx context.Context, before time.Time) (total int, err error) {
	for {
		n := 0
		err := l.store.Write(ctx, func(t *store.Tx) error {
			due, err := l.phonesDue(ctx, t, before)
			if err != nil {
				return err
			}
			n = len(due)
			for _, e := range due {
				if err := t.Erase(ctx, &e.Event, store.Source{Device: e.Device, Epoch: e.Epoch, Seq: e.Seq}, l.now(), contact...); err != nil {
					return err
				}
				if err := t.Audit(ctx, store.Entry{At: l.now(), Actor: "retention", Action: "phone.erase", Subject: subjectOf(e.Kind, e.ID)}); err != nil {
					return err
				}
			}
			return nil
		})
		total += n
		if err != nil || n == 0 {
			return total, err
		}
	}
}

// phonesDue lists events that hold a phone number and were given before a time:
// feedback, meetings, and what nobody here understands.
func (l *Listener) phonesDue(ctx context.Context, t *store.Tx, before time.Time) (due []store.Event, err error) {
	rows, err := t.PhonesBefore(ctx, before, erasePage)
	if err != nil {
		return nil, err
	}
	for _, f := range rows {
		due = append(due, eventOf(f))
	}
	meetings, err := t.MeetingPhonesBefore(ctx, before, erasePage)
	if err != nil {
		return nil, err
	}
	for _, m := range meetings {
		due = append(due, eventOfMeeting(m))
	}
	if len(due) > 0 {
		return due, nil
	}
	strays, err := t.StraySealed(ctx, before)
	for _, e := range strays {
		if holdsPhone(e.Sealed) {
			due = append(due, e)
		}
	}
	return due, err
}

// destroyKeys destroys the keys of months that ended before a time: first in the
// key file, so that what is said to be destroyed is.
func (l *Listener) destroyKeys(ctx context.Context, before time.Time) (months []string, err error) {
	err = l.store.Write(ctx, func(t *store.Tx) error {
		keys, err := t.SealKeys(ctx)
		if err != nil {
			return err
		}
		due, oldest := overdue(keys, before)
		if oldest > l.vault.Oldest() {
			if err := l.vault.Forget(oldest); err != nil {
				return err
			}
			if err := t.DropForgotten(ctx, oldest.Start()); err != nil {
				return err
			}
		}
		months = nil
		for _, k := range due {
			if err := t.DestroySealKey(ctx, k.ID); err != nil {
				return err
			}
			if err := t.Audit(ctx, store.Entry{At: l.now(), Actor: "retention", Action: "seal_key.destroy", Subject: "month:" + k.ID}); err != nil {
				return err
			}
			months = append(months, k.ID)
		}
		return nil
	})
	return months, err
}

// overdue lists the keys of months that ended before a time, and the month the
// key file has to be moved on to: the one after the last destroyed, unless an
// earlier one is still in use.
func overdue(keys []store.SealKey, before time.Time) (due []store.SealKey, oldest vault.Month) {
	kept := vault.MonthOf(before) + 1
	for _, k := range keys {
		month := vault.MonthOf(k.From)
		switch {
		case len(k.Private) > 0 && k.To.Before(before):
			due = append(due, k)
			oldest = max(oldest, month+1)
		case len(k.Private) == 0:
			oldest = max(oldest, month+1)
		default:
			kept = min(kept, month)
		}
	}
	return due, min(oldest, kept)
}
