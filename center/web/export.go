package web

import (
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// An export is the form to take feedback away, with the days it begins with.
type export struct{ From, To string }

// dayForm is how browsers send a day.
const dayForm = "2006-01-02"

// longestExport is how long a stretch may be asked for, in days.
const longestExport = 366

// thisMonth is the form's beginning: the month so far.
func (s *Server) thisMonth(site kiosk.Site) export {
	today := s.Now().In(zoneOf(site))
	return export{From: today.AddDate(0, 0, 1-today.Day()).Format(dayForm), To: today.Format(dayForm)}
}

// exportFeedback sends the feedback of some days as a file.
func (s *Server) exportFeedback(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	form, known := sheets[r.PostForm.Get("format")]
	if !known {
		return errBad
	}
	span, ok := daysOf(r.PostForm.Get("from"), r.PostForm.Get("to"), site)
	if !ok {
		return s.showFeedback(w, r, warn(s.t("export.bad_days", words.Args{"Count": longestExport})))
	}
	given, err := s.Listen.TakeAway(r.Context(), account(r), span)
	var tooMuch *listen.TooMuch
	if errors.As(err, &tooMuch) {
		return s.showFeedback(w, r, warn(s.t("export.too_much", words.Args{"Found": tooMuch.Found, "Most": listen.MostExported})))
	} else if err != nil {
		return err
	}
	to := &attachment{w: w, kind: form.kind, name: fileName(span, site) + "." + r.PostForm.Get("format")}
	err = s.writeFeedback(given, func(title string) (sheet, error) { return form.open(to, title, columnWidths) }, site)
	if err != nil && to.begun {
		s.Log.Error("an export broke off", "err", err)
		panic(http.ErrAbortHandler) // the browser must not take half a file for the whole
	}
	return err
}

// daysOf reads two days, both in the span.
func daysOf(from, to string, site kiosk.Site) (listen.Span, bool) {
	zone := zoneOf(site)
	first, err := time.ParseInLocation(dayForm, from, zone)
	last, err2 := time.ParseInLocation(dayForm, to, zone)
	if err != nil || err2 != nil || last.Before(first) || first.AddDate(0, 0, longestExport).Before(last) {
		return listen.Span{}, false
	}
	return listen.Span{From: first, To: last.AddDate(0, 0, 1)}, true
}

func fileName(span listen.Span, site kiosk.Site) string {
	zone := zoneOf(site)
	return "gop-y-" + span.From.In(zone).Format(dayForm) + "-den-" + span.To.In(zone).AddDate(0, 0, -1).Format(dayForm)
}

// exportColumns are the words above the columns; columnWidths are in digits.
var (
	exportColumns = []string{"day", "time", "kiosk", "rating", "rating_text", "reasons", "words", "reply", "lang"}
	columnWidths  = []float64{12, 8, 8, 8, 20, 30, 80, 14, 12}
)

func (s *Server) writeFeedback(given iter.Seq2[listen.Feedback, error], open func(title string) (sheet, error), site kiosk.Site) error {
	out, err := open(s.t("export.sheet"))
	if err != nil {
		return err
	}
	var head []string
	for _, c := range exportColumns {
		head = append(head, s.t("export."+c))
	}
	if err := out.row(head); err != nil {
		return err
	}
	for f, err := range given {
		if err != nil {
			return err
		}
		if err := out.row(s.exportRow(f, site)); err != nil {
			return err
		}
	}
	return out.end()
}

func (s *Server) exportRow(f listen.Feedback, site kiosk.Site) []string {
	said := f.Words
	if why := s.unreadWords(f.WordsState); why != "" {
		said = why
	}
	reply := s.t("export.no")
	if f.WantsReply {
		reply = s.t("export.yes")
	}
	from := f.Device
	if f.Number != "" {
		from = s.saidWhere(f)
	}
	return []string{day(f.At, site), clock(f.At, site), from, strconv.Itoa(f.Rating), s.ratingText(f.Rating),
		strings.Join(s.reasonTexts(f.Reasons), "; "), said, reply, string(f.Lang)}
}

// An attachment is a file in an answer: its headers are sent with the first byte
// of it, so that a refusal can still be a page.
type attachment struct {
	w          http.ResponseWriter
	kind, name string
	begun      bool
}

func (a *attachment) Write(p []byte) (int, error) {
	if !a.begun {
		a.begun = true
		h := a.w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", a.name))
	}
	return a.w.Write(p)
}
