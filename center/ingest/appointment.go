package ingest

import (
	"context"
	"errors"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// Why an appointment does not count for a ticket: keys of assets/words "plain.*".
const (
	plainUsed      = "used"      // another number was given for it
	plainCancelled = "cancelled" // it was taken back, or moved
	plainUnknown   = "unknown"   // there is none of that time and service
	plainLate      = "late"      // its holder came too late for it
)

// arrive gives new tickets the appointments they were taken for. A kiosk that was
// out of touch could not know that one was taken back or has its number already:
// who holds the ticket keeps it, and waits like everybody; so does who came late.
// That is recorded with the ticket, so that a rebuild comes to the same.
func arrive(ctx context.Context, t *store.Tx, tickets []*store.Ticket, now time.Time) error {
	var site kiosk.Site
	for _, k := range tickets {
		if k.Appointment == "" {
			continue
		}
		if site.ID == 0 {
			var err error
			if site, err = t.Site(ctx); err != nil {
				return err
			}
		}
		counts, err := t.Arrive(ctx, k, site.SlotOf(k.AppointedAt))
		if err != nil {
			return err
		}
		t.Touch(store.TopicAppointments, now)
		_, late := site.Policy.Window(k.Service)
		if counts && !k.IssuedAt.After(k.AppointedAt.Add(late)) {
			continue
		}
		why := plainLate
		if !counts {
			if why, err = whyPlain(ctx, t, k); err != nil {
				return err
			}
		}
		if _, err := t.Act(ctx, store.Action{Ticket: k.ID, Site: k.Site, Act: store.ActPlain, At: now, Reason: why}); err != nil {
			return err
		}
	}
	return nil
}

func whyPlain(ctx context.Context, t *store.Tx, k *store.Ticket) (string, error) {
	a, err := t.Appointment(ctx, k.Appointment)
	switch {
	case errors.Is(err, kiosk.ErrNotFound):
		return plainUnknown, nil
	case err != nil:
		return "", err
	case a.State == store.AppointmentArrived:
		return plainUsed, nil
	case a.State == store.AppointmentBooked:
		return plainUnknown, nil
	}
	return plainCancelled, nil
}
