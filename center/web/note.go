package web

import (
	"context"
	"net/http"

	"dongthap.vn/sen/center/keyring"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A noted is what a clerk noted on a ticket, as colleagues read it.
type noted struct{ Words, By string }

// note keeps a clerk's words on the ticket at the counter, for who calls it next.
func (s *Server) note(w http.ResponseWriter, r *http.Request) error {
	return s.atDesk(w, r, func(ctx context.Context, c queue.Call) (*notice, error) {
		k, err := s.Queue.Note(ctx, c, r.PostForm.Get("ticket"), noteOf(r))
		return s.did("noted", k.Number), err
	})
}

// noteTicket is note for any ticket that lives, from its own page.
func (s *Server) noteTicket(w http.ResponseWriter, r *http.Request) error {
	return s.onTicket(w, r, func(c queue.Call, ticket string) (*notice, error) {
		k, err := s.Queue.Note(r.Context(), c, ticket, noteOf(r))
		return s.did("noted", k.Number), err
	})
}

// onTicket does something with a ticket from its own page and shows what it came to.
func (s *Server) onTicket(w http.ResponseWriter, r *http.Request, do func(queue.Call, string) (*notice, error)) error {
	if err := parseForm(r); err != nil {
		return err
	}
	c, err := s.callOf(r)
	if err != nil {
		return err
	}
	said, err := do(c, r.PathValue("id"))
	if said, err = s.excuse(said, err); err != nil {
		return err
	}
	return s.showTicket(w, r, said)
}

// notesOf are the notes on a ticket, the oldest first.
func (s *Server) notesOf(all []queue.Noted, site kiosk.Site) (list []noted) {
	for _, n := range all {
		list = append(list, noted{s.noteWords(n), s.t("counter.noted_by", words.Args{"Counter": n.Counter, "Time": clock(n.At, site)})})
	}
	return list
}

// noteWords are the words of a note, or why nobody can read them any more.
func (s *Server) noteWords(n queue.Noted) string {
	if n.State == keyring.Read {
		return n.Words
	}
	return s.t("record.note_" + string(n.State))
}
