package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A personPage is the form, and what was found or done. The number travels in
// the body of a form alone: no address holds it.
type personPage struct {
	Phone string // as typed
	Wrong string
	Asked bool // a search was made
	Local string
	Held  []heldRow
}

// A heldRow is one thing held about a person, in words.
type heldRow struct {
	When, RatingText, Reasons, Words string // RatingText says of a meeting when it is, and the name
	Meeting                          bool
	Looked                           []string
}

func (s *Server) personForm(w http.ResponseWriter, r *http.Request) error {
	return s.showPerson(w, r, personPage{}, nil)
}

func (s *Server) showPerson(w http.ResponseWriter, r *http.Request, body personPage, said *notice) error {
	p, err := s.staffPage(r, "/person", s.t("person.title"))
	if err != nil {
		return err
	}
	p.Body, p.Notice = body, said
	return s.show(w, r, "person", kiosk.Vietnamese, p)
}

// typed is the number of the form; ask does something with it and draws.
func (s *Server) typed(w http.ResponseWriter, r *http.Request, ask func(phone string) error) error {
	phone := strings.TrimSpace(r.PostFormValue("phone"))
	err := ask(phone)
	if errors.Is(err, kiosk.ErrBadPhone) {
		return s.showPerson(w, r, personPage{Phone: phone, Wrong: s.t("person.bad_phone")}, nil)
	}
	return err
}

func (s *Server) findPerson(w http.ResponseWriter, r *http.Request) error {
	return s.typed(w, r, func(phone string) error {
		p, err := s.Listen.Find(r.Context(), account(r), phone)
		if err != nil {
			return err
		}
		return s.showFound(w, r, p, nil)
	})
}

func (s *Server) showFound(w http.ResponseWriter, r *http.Request, p listen.Person, said *notice) error {
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	return s.showPerson(w, r, personPage{Phone: dialled(p.Phone), Asked: true, Local: dialled(p.Phone), Held: s.heldRows(p, site)}, said)
}

func (s *Server) heldRows(p listen.Person, site kiosk.Site) (rows []heldRow) {
	for _, h := range p.Held {
		row := heldRow{Words: h.Words, RatingText: s.t("web.none"),
			When: fmt.Sprintf("%s %s · %s", clock(h.At, site), day(h.At, site), s.t("opinion.kiosk", words.Args{"Kiosk": h.Device}))}
		if h.Meeting != nil {
			row.Meeting, row.RatingText = true, s.t("person.meeting", words.Args{"Time": h.Meeting.From.String() + " " + s.dayTitle(h.Meeting.Day), "Name": h.Meeting.Name})
			row.Reasons = subjectName(h.Meeting.Subject, site, kiosk.Vietnamese)
		}
		if h.Rating > 0 {
			row.RatingText = s.t(fmt.Sprintf("rating.r%d", h.Rating))
		}
		var reasons []string
		for _, reason := range h.Reasons {
			reasons = append(reasons, s.t("reason."+reason))
		}
		if len(reasons) > 0 {
			row.Reasons = strings.Join(reasons, ", ")
		}
		for _, l := range h.Looked {
			row.Looked = append(row.Looked, fmt.Sprintf("%s %s · %s", clock(l.At, site), day(l.At, site), s.looked(l.What)))
		}
		rows = append(rows, row)
	}
	return rows
}

// looked says what a line of the audit log tells of a feedback.
func (s *Server) looked(action string) string {
	switch action {
	case listen.ActReveal, listen.ActMeetingReveal:
		return s.t("looked.reveal")
	case listen.ActRevealFailed:
		return s.t("looked.reveal_failed")
	case listen.ActDamaged:
		return s.t("looked.damaged")
	case listen.ActFind:
		return s.t("looked.person_find")
	case listen.ActExport:
		return s.t("looked.person_export")
	}
	return s.t("looked.else")
}

// exportPerson hands a copy out: a page to read, or JSON for programs.
func (s *Server) exportPerson(w http.ResponseWriter, r *http.Request) error {
	return s.typed(w, r, func(phone string) error {
		p, err := s.Listen.Export(r.Context(), account(r), phone)
		if err != nil {
			return err
		}
		text, kind, name := []byte(nil), "text/html; charset=utf-8", "du-lieu-ca-nhan.html"
		if r.PostFormValue("form") == "json" {
			kind, name = "application/json", "du-lieu-ca-nhan.json"
			text, err = p.JSON()
		} else {
			text, err = s.Export(r.Context(), p)
		}
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
		_, err = w.Write(text)
		return gone(err)
	})
}

// An exportPage is the copy a person takes away: a page that needs nothing else.
type exportPage struct {
	Site, Local, When string
	Held              []heldRow
}

// Export draws the copy a person takes away.
func (s *Server) Export(ctx context.Context, p listen.Person) ([]byte, error) {
	site, err := s.Publisher.Site(ctx)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = s.pages[kiosk.Vietnamese]["export"].ExecuteTemplate(&b, "page",
		exportPage{Site: site.Name.VI, Local: dialled(p.Phone), When: clock(p.At, site) + " " + day(p.At, site), Held: s.heldRows(p, site)})
	return b.Bytes(), err
}

// erasePerson erases once the person at the console has said that the number was
// checked.
func (s *Server) erasePerson(w http.ResponseWriter, r *http.Request) error {
	return s.typed(w, r, func(phone string) error {
		if r.PostFormValue("checked") != "yes" {
			p, err := s.Listen.Find(r.Context(), account(r), phone)
			if err != nil {
				return err
			}
			return s.showFound(w, r, p, warn(s.t("person.check_first")))
		}
		n, err := s.Listen.Erase(r.Context(), account(r), phone)
		if err != nil {
			return err
		}
		return s.showPerson(w, r, personPage{}, good(s.t("person.erased", words.Args{"Count": n})))
	})
}
