package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A ratingForm asks who was served how it was, or says why it does not.
type ratingForm struct {
	Offered bool
	Given   bool
	Faces   []face // the best first, as at a kiosk
	Reasons []choice
	Words   bool   // words may be written: they can be sealed
	Typed   string // what was written
	Most    int    // letters of it
	Wrong   string
}

// A face is one of the five ratings.
type face struct {
	N          int
	Icon, Text string
	On         bool
}

// rate takes what a visitor says of their service, once.
func (s *Server) rate(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	found, err := s.judge(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	lang := langOf(r)
	if found.verdict == used {
		if err = s.Listen.Rate(r.Context(), found.position.Ticket.ID, feedbackOf(r.PostForm, lang)); badFeedback(err) {
			return s.askAgain(w, r, found, err)
		}
	}
	if err != nil && !unrateable(err) {
		return err
	}
	http.Redirect(w, r, receiptPath(r.PathValue("code"), lang, ""), http.StatusSeeOther)
	return nil
}

// unrateable reports whether a ticket cannot be rated, which its page tells.
func unrateable(err error) bool {
	return errors.Is(err, listen.ErrRated) || errors.Is(err, listen.ErrRateLate) || errors.Is(err, listen.ErrNotDone)
}

// feedbackOf reads the form; a browser ends lines with CR LF.
func feedbackOf(form url.Values, lang kiosk.Lang) kiosk.Feedback {
	f := kiosk.Feedback{Lang: lang, Words: strings.TrimSpace(strings.ReplaceAll(form.Get("words"), "\r\n", "\n"))}
	f.Rating, _ = strconv.Atoi(form.Get("rating")) // none is not a rating
	for _, reason := range form["reason"] {
		if !slices.Contains(f.Reasons, reason) {
			f.Reasons = append(f.Reasons, reason)
		}
	}
	return f
}

// badFeedback reports whether the visitor can mend what was refused.
func badFeedback(err error) bool {
	return slices.ContainsFunc([]error{kiosk.ErrBadRating, kiosk.ErrBadReason, kiosk.ErrBadText, kiosk.ErrTooLong, kiosk.ErrNoKey},
		func(why error) bool { return errors.Is(err, why) })
}

// askAgain shows the form as it was filled in, with what is wrong.
func (s *Server) askAgain(w http.ResponseWriter, r *http.Request, found finding, why error) error {
	lang := langOf(r)
	p, err := s.receiptPage(r.Context(), found, lang)
	if err != nil {
		return err
	}
	b, said := p.Body.(receiptBody), s.Words.In(lang)
	typed := feedbackOf(r.PostForm, lang)
	for i := range b.Rate.Faces {
		b.Rate.Faces[i].On = b.Rate.Faces[i].N == typed.Rating
	}
	for i := range b.Rate.Reasons {
		b.Rate.Reasons[i].On = slices.Contains(typed.Reasons, b.Rate.Reasons[i].Value)
	}
	b.Rate.Typed = typed.Words
	switch {
	case errors.Is(why, kiosk.ErrTooLong):
		b.Rate.Wrong = said.T("rate.too_long", words.Args{"Most": kiosk.MaxWords})
	case errors.Is(why, kiosk.ErrNoKey):
		b.Rate.Wrong, b.Rate.Typed = said.T("rate.no_words"), ""
	case errors.Is(why, kiosk.ErrBadRating):
		b.Rate.Wrong = said.T("rate.choose")
	default:
		b.Rate.Wrong = said.T("rate.bad")
	}
	p.Body = b
	return s.draw(w, r, drawing{page: "receipt", what: "page", lang: lang, status: http.StatusBadRequest}, p)
}

// addRating asks who was served how it was.
func (s *Server) addRating(ctx context.Context, b *receiptBody, ticket string, w *words.Words) error {
	b.Rate.Most = kiosk.MaxWords
	may, err := s.Listen.Rateable(ctx, ticket)
	switch {
	case errors.Is(err, listen.ErrRated):
		b.Rate.Given = true
		return nil
	case unrateable(err):
		return nil
	case err != nil:
		return err
	}
	b.Rate.Offered, b.Rate.Words = true, may
	for n := kiosk.VerySatisfied; n >= kiosk.VeryDissatisfied; n-- {
		b.Rate.Faces = append(b.Rate.Faces, face{N: n, Icon: fmt.Sprintf("face-%d", n), Text: w.T(fmt.Sprintf("rating.r%d", n))})
	}
	for _, reason := range kiosk.Reasons {
		text := w.T("reason." + reason)
		if reason == "kiosk" {
			text = w.T("rate.kiosk") // «this machine» would be the phone
		}
		b.Rate.Reasons = append(b.Rate.Reasons, choice{Value: reason, Text: text})
	}
	return nil
}
