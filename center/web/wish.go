package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// What who holds a receipt may do from a phone. The signed address is all it
// takes; whatever is not as it was when the page was drawn stays as it is, and the
// page says what became of it.

// phoneRoutes are the public pages a phone opens by a QR.
func (s *Server) phoneRoutes() (all []route) {
	for _, r := range []string{"/R/", "/r/"} { // a QR is written in capitals
		all = append(all,
			route{"GET", r + "{code...}", anyone, s.seated(s.receipt)},
			route{"POST", r + "{code}", anyone, s.wishes(s.giveBack)},
			route{"POST", r + "{code}/more", anyone, s.wishes(s.moreTime)},
			route{"POST", r + "{code}/ready", anyone, s.wishes(s.ready)},
			route{"POST", r + "{code}/feedback", anyone, s.rate})
	}
	return append(all, route{"GET", "/P/{code}", anyone, s.procedure}, route{"GET", "/p/{code}", anyone, s.procedure})
}

// wishes does what is wished for a ticket or an appointment, and shows its page.
func (s *Server) wishes(do func(context.Context, finding, url.Values) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := parseForm(r); err != nil {
			return err
		}
		found, err := s.judge(r.Context(), r.PathValue("code"))
		if err != nil {
			return err
		}
		if found.verdict == genuine {
			if err := do(r.Context(), found, r.PostForm); err != nil && !tooLate(err) {
				return err
			}
		}
		http.Redirect(w, r, receiptPath(r.PathValue("code"), langOf(r), ""), http.StatusSeeOther)
		return nil
	}
}

// receiptPath is the address of a receipt's page, or of what is done there.
func receiptPath(code string, lang kiosk.Lang, what string) string {
	path := "/R/" + url.PathEscape(capitals(code)) + what
	if lang == kiosk.English {
		path += "?lang=en"
	}
	return path
}

// tooLate reports whether a wish came when it could not be granted any more: the
// page that follows says how things stand.
func tooLate(err error) bool {
	return errors.Is(err, queue.ErrNotWaiting) || errors.Is(err, queue.ErrNoMoreTime) || errors.Is(err, booking.ErrOver)
}

// giveBack ends a turn, or takes an appointment back.
func (s *Server) giveBack(ctx context.Context, f finding, _ url.Values) error {
	switch k := f.position.Ticket; {
	case f.appointment.State == store.AppointmentBooked:
		return s.Booking.Cancel(ctx, f.appointment.ID, "")
	case k.ID != "":
		return s.Queue.GiveBack(ctx, k.Site, k.ID)
	}
	return nil
}

// moreTime gives ten minutes more; the form says how often that was asked for when
// it was drawn.
func (s *Server) moreTime(ctx context.Context, f finding, form url.Values) error {
	k := f.position.Ticket
	seen, err := strconv.Atoi(form.Get("seen"))
	if err != nil || k.ID == "" || !s.calledLater(ctx, f.site, k) {
		return nil // no form of ours
	}
	return s.Queue.Delay(ctx, k.Site, k.ID, seen)
}

func (s *Server) ready(ctx context.Context, f finding, _ url.Values) error {
	k := f.position.Ticket
	if k.ID == "" {
		return nil
	}
	return s.Queue.Ready(ctx, k.Site, k.ID)
}

// calledLater reports whether numbers are still called today when more time would
// be over: else the place would be lost with the day.
func (s *Server) calledLater(ctx context.Context, site kiosk.Site, k store.Ticket) bool {
	calendar, err := s.Publisher.Calendar(ctx)
	if err != nil {
		return false
	}
	then := s.Now()
	if k.Away(then) {
		then = k.NotBefore
	}
	then = then.Add(store.DelayFor).In(zoneOf(site))
	door := kiosk.DoorAt(site, calendar, then)
	later := door.Door == kiosk.DoorBreak && kiosk.DateOf(door.Reopens) == kiosk.DateOf(then)
	return door.Door == kiosk.DoorOpen || door.Door == kiosk.DoorEnding || later
}

// A moreTime is what the page says of more time.
type moreTime struct {
	Offered bool   // it may be asked for
	Until   string // not called before, or ""
	Seen    int    // how often it was asked for
	Left    int    // how often it may be
}

// addTime tells a page of a ticket that waits of more time.
func (s *Server) addTime(ctx context.Context, b *receiptBody, k store.Ticket, site kiosk.Site, now time.Time) {
	if !b.Waiting {
		return
	}
	b.More = moreTime{Seen: k.Delays, Left: store.MostDelays - k.Delays}
	b.More.Offered = b.More.Left > 0 && s.calledLater(ctx, site, k)
	if k.Away(now) {
		b.More.Until, b.Turn = clock(k.NotBefore, site), ""
	}
}
