package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"

	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A bookBody is the page on which people book a time by themselves: a service,
// then a day, then a time, without any script.
type bookBody struct {
	OtherLang      kiosk.Lang
	OtherLink      string
	Said           string // what became of the last try, or ""
	Services, Days []bookLink
	Service, Day   string // chosen, in words
	Letter, Date   string
	Back           string // to the choice before, or ""
	Times          []timeRow
	Form           string
	Change         string // code of the appointment that is moved, or ""
	Moving         string // its time in words
	Procedure      string
	For            string // the procedure in words
	Lang           kiosk.Lang
	Hotline        string
}

// procedureForm is what a procedure's code looks like.
var procedureForm = regexp.MustCompile(`^[0-9]+(\.[0-9]+)+$`)

// A bookLink is something to choose; without an address it cannot be.
type bookLink struct{ Link, Text, More string }

// bookPage shows what there is to choose.
func (s *Server) bookPage(w http.ResponseWriter, r *http.Request) error {
	return s.showBook(w, r, r.URL.Query(), "")
}

func (s *Server) showBook(w http.ResponseWriter, r *http.Request, q url.Values, said string) error {
	lang := langIn(q)
	t := s.Words.In(lang)
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	b := bookBody{OtherLang: other(lang), Lang: lang, Hotline: site.Hotline, Form: s.formToken()}
	if said != "" {
		b.Said = t.T("book.said_"+said, words.Args{"Phone": site.Hotline})
	}
	if err := s.bookFor(r.Context(), &b, q, site, t); err != nil {
		return err
	}
	keep := func(more ...string) string { return b.link(more...) }
	v, err := site.Service(q.Get("service"))
	if err != nil || v.Appointments == nil {
		for _, v := range site.Services {
			if v.Appointments != nil {
				b.Services = append(b.Services, bookLink{keep("service", v.Letter), v.Name.In(lang), v.Hint.In(lang)})
			}
		}
	} else {
		b.Letter, b.Service = v.Letter, v.Name.In(lang)
		if err := s.bookDay(r.Context(), &b, q.Get("day"), t); err != nil {
			return err
		}
	}
	b.OtherLink = b.link("service", b.Letter, "day", b.Date, "lang", string(other(lang)))
	return s.draw(w, r, drawing{page: "appointment", what: "page", lang: lang, status: http.StatusOK},
		page{Title: t.T("book.title"), Site: site.Name.In(lang), Example: site.Example, Body: b})
}

// bookFor notes the appointment that is moved and the procedure it is for.
func (s *Server) bookFor(ctx context.Context, b *bookBody, q url.Values, site kiosk.Site, t *words.Words) error {
	if code := q.Get("change"); code != "" {
		found, err := s.judge(ctx, code)
		if err != nil {
			return err
		}
		if a := found.appointment; found.verdict == genuine && a.State == store.AppointmentBooked {
			b.Change, b.Procedure = capitals(code), a.Procedure
			b.Moving = a.Slot.From.String() + " " + t.Weekday(a.Slot.Day.Weekday()) + " " + words.Day(a.Slot.Day)
			if q.Get("service") == "" {
				q.Set("service", a.Service)
			}
		}
	}
	if code := q.Get("procedure"); code != "" && len(code) <= longestCode {
		b.Procedure = code
	}
	if b.Procedure == "" {
		return nil
	}
	catalogue, err := s.Publisher.Catalogue(ctx)
	if err != nil {
		return err
	}
	p, err := catalogue.Procedure(b.Procedure)
	if err != nil {
		b.Procedure = ""
		return nil
	}
	b.For = p.Short().In(t.Lang)
	if v, err := site.Service(p.Service); err == nil && v.Appointments != nil && q.Get("service") == "" {
		q.Set("service", p.Service)
	}
	return nil
}

// bookDay shows the days of a service, or the times of one.
func (s *Server) bookDay(ctx context.Context, b *bookBody, asked string, t *words.Words) error {
	days, err := s.Booking.Days(ctx, b.Letter)
	if err != nil {
		return err
	}
	if day, err := kiosk.ParseDate(asked); err == nil {
		times, err := s.Booking.Times(ctx, b.Letter, day)
		if err != nil {
			return err
		}
		b.Date, b.Day, b.Back = day.String(), t.Weekday(day.Weekday())+" "+words.Day(day), b.link("service", b.Letter)
		for _, at := range times {
			if at.Open {
				b.Times = append(b.Times, timeRow{From: at.From.String(), Open: at.Left() > 0, Text: leftText(t, at.Left())})
			}
		}
		return nil
	}
	b.Back = b.link()
	for _, day := range days {
		times, err := s.Booking.Times(ctx, b.Letter, day)
		if err != nil {
			return err
		}
		left := 0
		for _, at := range times {
			left += at.Left()
		}
		link := bookLink{Text: t.Weekday(day.Weekday()) + " " + words.Day(day), More: leftText(t, left)}
		if left > 0 {
			link.Link = b.link("service", b.Letter, "day", day.String())
		}
		b.Days = append(b.Days, link)
	}
	return nil
}

func leftText(t *words.Words, left int) string {
	if left == 0 {
		return t.T("book.none_left")
	}
	return t.T("book.left", words.Args{"Count": left})
}

// link is the page with something chosen; what it is for and the language stay.
func (b *bookBody) link(more ...string) string {
	v := url.Values{}
	for name, value := range map[string]string{"change": b.Change, "procedure": b.Procedure} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if b.Lang == kiosk.English {
		v.Set("lang", string(b.Lang))
	}
	for i := 0; i+1 < len(more); i += 2 {
		if v.Set(more[i], more[i+1]); more[i+1] == "" {
			v.Del(more[i])
		}
	}
	if len(v) == 0 {
		return "/appointment"
	}
	return "/appointment?" + v.Encode()
}

func langIn(q url.Values) kiosk.Lang {
	if q.Get("lang") == string(kiosk.English) {
		return kiosk.English
	}
	return kiosk.Vietnamese
}

// bookAlone books or moves the time a phone chose, and shows its page.
func (s *Server) bookAlone(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, who := r.PostForm, comesFrom(r)
	name, fresh := s.readToken(v.Get("form"))
	if name == "" {
		return errBad
	}
	want, err := wanted(v)
	if err != nil {
		return err
	}
	want.Form, want.Source, want.Lang = name+" "+want.Form, store.FromPhone, langIn(v)
	if code := v.Get("procedure"); len(code) <= longestCode && procedureForm.MatchString(code) {
		want.Procedure = code
	}
	switch {
	case !fresh:
		return s.showBook(w, r, v, "again")
	case !s.bounds.booked.may(who, s.Now()):
		return s.showBook(w, r, v, "enough")
	}
	made, err := s.bookOrMoveByCode(r.Context(), v.Get("change"), want)
	if said := refusedBooking(err); said != "" {
		return s.showBook(w, r, v, said)
	}
	if err != nil {
		return err
	}
	s.bounds.booked.did(who, s.Now())
	return s.toAppointment(w, r, made, want.Lang)
}

// bookOrMoveByCode moves what the signed code of a page proves; nothing else does.
func (s *Server) bookOrMoveByCode(ctx context.Context, code string, want booking.Request) (booking.Appointment, error) {
	if code == "" {
		return s.Booking.Book(ctx, want)
	}
	found, err := s.judge(ctx, code)
	if err != nil {
		return booking.Appointment{}, err
	}
	if found.appointment.ID == "" {
		return booking.Appointment{}, booking.ErrOver
	}
	return s.Booking.Move(ctx, found.appointment.ID, want)
}

func (s *Server) toAppointment(w http.ResponseWriter, r *http.Request, a booking.Appointment, lang kiosk.Lang) error {
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	code, err := s.Booking.Code(site, a)
	if err != nil {
		return err
	}
	redirect(w, r, "/R/"+code+langQuery(lang))
	return nil
}

// findAlone leads to the page of the appointment whose 8 digits somebody noted.
func (s *Server) findAlone(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	who := comesFrom(r)
	if !s.bounds.wrong.may(who, s.Now()) {
		return s.showBook(w, r, r.PostForm, "wait")
	}
	a, err := s.Booking.Find(r.Context(), digitsOf(r.PostForm.Get("code")))
	switch {
	case errors.Is(err, kiosk.ErrNotFound):
		s.bounds.wrong.did(who, s.Now())
		return s.showBook(w, r, r.PostForm, "unknown")
	case err != nil:
		return err
	}
	return s.toAppointment(w, r, a, langIn(r.PostForm))
}
