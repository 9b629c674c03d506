package web

import (
	"errors"
	"net/http"
	"net/url"

	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
)

// giveBack ends the turn of who holds a receipt; the signed address is all it
// takes. Whatever is not waiting any more stays as it is, and the page says what
// became of it.
func (s *Server) giveBack(w http.ResponseWriter, r *http.Request) error {
	found, err := s.judge(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	if k := found.position.Ticket; found.verdict == genuine && k.State == store.Waiting {
		if err := s.Queue.GiveBack(r.Context(), k.Site, k.ID); err != nil && !errors.Is(err, queue.ErrNotWaiting) {
			return err
		}
	}
	if a := found.appointment; found.verdict == genuine && a.State == store.AppointmentBooked {
		if err := s.Booking.Cancel(r.Context(), a.ID, ""); err != nil && !errors.Is(err, booking.ErrOver) {
			return err
		}
	}
	to := "/R/" + url.PathEscape(capitals(r.PathValue("code")))
	if r.URL.Query().Get("lang") == "en" {
		to += "?lang=en"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
