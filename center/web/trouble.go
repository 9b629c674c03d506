package web

import (
	"context"
	"errors"
	"net/http"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// errSignIn asks who is there.
var errSignIn = errors.New("not signed in")

// A trouble is a page for something that went wrong: keys of its words.
type trouble struct {
	status int
	words  string // of [trouble]
}

// troubleOf is the one place where an error becomes a page.
func troubleOf(err error) trouble {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, kiosk.ErrNotFound):
		return trouble{http.StatusNotFound, "not_found"}
	case errors.Is(err, staff.ErrForbidden):
		return trouble{http.StatusForbidden, "forbidden"}
	case errors.As(err, &tooLarge):
		return trouble{http.StatusRequestEntityTooLarge, "too_large"}
	case errors.Is(err, errBad):
		return trouble{http.StatusBadRequest, "bad"}
	case errors.Is(err, store.ErrBusy):
		return trouble{http.StatusServiceUnavailable, "busy"}
	}
	return trouble{http.StatusInternalServerError, "broken"}
}

func (s *Server) trouble(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, errSignIn) {
		redirect(w, r, "/sign-in")
		return
	}
	if r.Context().Err() != nil && errors.Is(err, context.Canceled) {
		return // the browser has left
	}
	t := troubleOf(err)
	if t.status == http.StatusInternalServerError {
		s.Log.Error("a page failed", "route", r.Pattern, "err", err)
	}
	if t.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	if err := s.showTrouble(w, r, t); err != nil {
		s.Log.Error("the page about trouble failed", "route", r.Pattern, "err", err)
	}
}

// showTrouble draws a page, or a line above the task when a script asked: what
// a clerk has before the eyes is not thrown away.
func (s *Server) showTrouble(w http.ResponseWriter, r *http.Request, t trouble) error {
	vi := s.Words.In(kiosk.Vietnamese)
	title, hint := vi.T("trouble."+t.words), vi.T("trouble."+t.words+"_hint")
	if wantsPart(r) {
		w.Header().Set("HX-Retarget", "#notice")
		w.Header().Set("HX-Reswap", "innerHTML")
		p := page{Notice: &notice{Kind: "bad", Icon: "octagon-alert", Text: title + ". " + hint}}
		return s.draw(w, r, drawing{page: "trouble", what: "notice", lang: kiosk.Vietnamese, status: t.status}, p)
	}
	p := s.plainPage(r.Context(), title)
	p.Body = struct{ Title, Hint string }{title, hint}
	return s.draw(w, r, drawing{page: "trouble", what: "page", lang: kiosk.Vietnamese, status: t.status}, p)
}

// plainPage fills the frame outside the console. It must work when the
// database does not, so an unreadable site has only Sen's own name.
func (s *Server) plainPage(ctx context.Context, title string) page {
	p := page{Title: title, Site: s.Words.In(kiosk.Vietnamese).T("web.name")}
	if site, err := s.Publisher.Site(ctx); err == nil {
		p.Site, p.Example = site.Name.VI, site.Example
	}
	return p
}

// redirect sends a browser on, also when a script asked.
func redirect(w http.ResponseWriter, r *http.Request, to string) {
	if wantsPart(r) {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusOK)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}
