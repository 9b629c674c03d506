package web

import (
	"errors"
	"net/http"
	"net/url"

	"dongthap.vn/sen/center/queue"
)

// giveBack ends the turn of who holds a receipt; the signed address is all it
// takes. What the queue does not give back stays as it is, and the page says what
// became of it.
func (s *Server) giveBack(w http.ResponseWriter, r *http.Request) error {
	found, err := s.judge(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	if k := found.position.Ticket; found.verdict == genuine {
		if err := s.Queue.GiveBack(r.Context(), k.Site, k.ID); err != nil && !errors.Is(err, queue.ErrNotWaiting) {
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
