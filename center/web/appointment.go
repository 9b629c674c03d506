package web

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"

	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
	"dongthap.vn/sen/kiosk/words"
)

// appointmentRoutes are the times people book: staff for them, or they themselves.
func (s *Server) appointmentRoutes() []route {
	return []route{
		{"GET", "/appointments", may(staff.BookAppointments), s.appointments},
		{"POST", "/appointments", may(staff.BookAppointments), s.bookForSomebody},
		{"GET", "/appointment", anyone, s.bookPage},
		{"POST", "/appointment", anyone, s.bookAlone},
		{"POST", "/appointment/code", anyone, s.findAlone},
		{"POST", "/appointments/{id}/cancel", may(staff.BookAppointments), s.cancelForSomebody},
	}
}

// A diary is the page of appointments: a day of one service to book, and all that
// is booked of that day.
type diary struct {
	Services, Days []choice
	Service, Day   string
	Title          string // the day in words
	Before, After  string // addresses of the days around, or ""
	Form           string // books once
	Moving         *appointmentRow
	Shown          *appointmentSlip
	Times          []timeRow
	Counts         []serviceCount
	List           []appointmentRow
	Stranded       []appointmentRow
}

type (
	timeRow struct {
		From, Text  string
		Open, First bool
	}
	serviceCount struct {
		Name  string
		Count int
	}
	// An appointmentRow is one appointment in words.
	appointmentRow struct {
		ID, Time, Day, Service, Code, Booked string
		State, Kind, Icon                    string // the pill
		Live                                 bool
		Move                                 string // address of the page that moves it
	}
	// An appointmentSlip is what is told to who will come.
	appointmentSlip struct {
		appointmentRow
		Page string
		QR   template.URL
	}
)

// appointmentLooks are the colour and icon of a state.
var appointmentLooks = map[string]struct{ kind, icon string }{
	"booked": {"ok", "clock"}, "arrived": {"plain", "circle-check"}, "cancelled": {"plain", "x"}, "moved": {"plain", "refresh-cw"}, "missed": {"warn", "minus"},
}

// diaryAt is the address of the page for a service and a day.
func diaryAt(service string, day kiosk.Date, more ...string) string {
	v := url.Values{"service": {service}, "day": {day.String()}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return "/appointments?" + v.Encode()
}

func (s *Server) appointments(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	if code := q.Get("code"); code != "" {
		return s.findForSomebody(w, r, code)
	}
	p, err := s.staffPage(r, "/appointments", s.t("appointment.title"))
	if err != nil {
		return err
	}
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	d, err := s.diary(r, site)
	if err != nil {
		return err
	}
	if key := "appointment.said_" + q.Get("said"); s.Words.In(kiosk.Vietnamese).Has(key) {
		p.Notice = warn(s.t(key))
	}
	p.Path, p.Follow, p.Body = r.URL.RequestURI(), onAppointments+", "+onHelp, d
	return s.show(w, r, "appointments", kiosk.Vietnamese, p)
}

// diary fills the page from what its address asks for.
func (s *Server) diary(r *http.Request, site kiosk.Site) (d diary, err error) {
	q := r.URL.Query()
	d.Form = s.formToken()
	d.Services, d.Service = bookable(site, kiosk.Vietnamese, q.Get("service"))
	today := site.SlotOf(s.Now()).Day
	chosen, err := kiosk.ParseDate(q.Get("day"))
	if err != nil {
		chosen = today
	}
	d.Day, d.Title = chosen.String(), s.dayTitle(chosen.String())
	if err := s.diaryDays(r.Context(), &d, chosen, today); err != nil {
		return d, err
	}
	if d.Service != "" {
		times, err := s.Booking.Times(r.Context(), d.Service, chosen)
		if err != nil {
			return d, err
		}
		d.Times = s.timeRows(times)
	}
	all, err := s.Booking.On(r.Context(), chosen)
	if err != nil {
		return d, err
	}
	d.Counts = counted(site, all)
	for _, a := range all {
		d.List = append(d.List, s.appointmentRow(r.Context(), a, site))
	}
	stranded, err := s.Booking.Stranded(r.Context())
	if err != nil {
		return d, err
	}
	for _, a := range stranded {
		d.Stranded = append(d.Stranded, s.appointmentRow(r.Context(), a, site))
	}
	return d, s.diaryOf(r, &d, site)
}

// diaryOf adds the appointment that was just made, or is being moved.
func (s *Server) diaryOf(r *http.Request, d *diary, site kiosk.Site) error {
	if id := r.URL.Query().Get("move"); id != "" {
		a, err := s.Booking.Get(r.Context(), id)
		if err != nil {
			return err
		}
		if row := s.appointmentRow(r.Context(), a, site); row.Live {
			d.Moving = &row
		}
	}
	if id := r.URL.Query().Get("shown"); id != "" {
		a, err := s.Booking.Get(r.Context(), id)
		if err != nil {
			return err
		}
		code, err := s.Booking.Code(site, a)
		if err != nil {
			return err
		}
		slip := appointmentSlip{appointmentRow: s.appointmentRow(r.Context(), a, site), Page: s.PublicURL + "/R/" + code}
		if slip.QR, err = qrPicture(receipt.URL(s.PublicURL, code)); err != nil {
			return err
		}
		d.Shown = &slip
	}
	return nil
}

// bookable are the services that may be booked, with the one asked for or the
// first chosen.
func bookable(site kiosk.Site, lang kiosk.Lang, asked string) (list []choice, chosen string) {
	for _, v := range site.Services {
		if v.Appointments != nil {
			list = append(list, choice{v.Letter, v.Name.In(lang), v.Letter == asked})
		}
	}
	if i := slices.IndexFunc(list, func(c choice) bool { return c.On }); i >= 0 {
		return list, asked
	}
	if len(list) == 0 {
		return nil, ""
	}
	list[0].On = true
	return list, list[0].Value
}

// diaryDays offers the days that may be booked, today, and the one looked at.
func (s *Server) diaryDays(ctx context.Context, d *diary, chosen, today kiosk.Date) error {
	days := []kiosk.Date{today, chosen}
	if d.Service != "" {
		open, err := s.Booking.Days(ctx, d.Service)
		if err != nil {
			return err
		}
		days = append(days, open...)
	}
	slices.SortFunc(days, func(a, b kiosk.Date) int {
		if a.Before(b) {
			return -1
		}
		return 1
	})
	days = slices.Compact(days)
	at := slices.Index(days, chosen)
	for _, day := range days {
		d.Days = append(d.Days, choice{day.String(), s.dayTitle(day.String()), day == chosen})
	}
	if at > 0 {
		d.Before = diaryAt(d.Service, days[at-1])
	}
	if at+1 < len(days) {
		d.After = diaryAt(d.Service, days[at+1])
	}
	return nil
}

func (s *Server) timeRows(times []booking.Time) (rows []timeRow) {
	first := true
	for _, t := range times {
		row := timeRow{From: t.From.String(), Open: t.Left() > 0, Text: s.t("appointment.taken", words.Args{"Taken": t.Taken, "Capacity": t.Capacity})}
		row.First = row.Open && first
		first = first && !row.First
		rows = append(rows, row)
	}
	return rows
}

// counted says how many are expected, or came, for each service.
func counted(site kiosk.Site, all []booking.Appointment) (list []serviceCount) {
	for _, v := range site.Services {
		n := 0
		for _, a := range all {
			if a.Service == v.Letter && (a.State == store.AppointmentBooked || a.State == store.AppointmentArrived) {
				n++
			}
		}
		if n > 0 {
			list = append(list, serviceCount{v.Name.VI, n})
		}
	}
	return list
}

func (s *Server) appointmentRow(ctx context.Context, a booking.Appointment, site kiosk.Site) appointmentRow {
	state := stateOf(a, site.SlotOf(s.Now()).Day)
	look := appointmentLooks[state]
	row := appointmentRow{ID: a.ID, Time: a.Slot.From.String(), Day: s.dayTitle(a.Slot.Day.String()), Service: serviceName(a.Service, site, kiosk.Vietnamese),
		Code: kiosk.FormatCode(a.Code), State: s.t("appointment.is_" + state), Kind: look.kind, Icon: look.icon, Live: state == "booked",
		Move: diaryAt(a.Service, a.Slot.Day, "move", a.ID)}
	by := s.t("appointment.from_" + a.Source)
	if a.Source == store.FromDesk {
		by = s.nameOf(ctx, a.BookedBy)
	}
	row.Booked = s.t("appointment.booked", words.Args{"Time": clock(a.BookedAt, site) + " " + day(a.BookedAt, site), "By": by})
	return row
}

// stateOf is where an appointment stands, a missed one too.
func stateOf(a booking.Appointment, today kiosk.Date) string {
	if booking.Missed(a, today) {
		return "missed"
	}
	return string(a.State)
}

func serviceName(letter string, site kiosk.Site, lang kiosk.Lang) string {
	if v, err := site.Service(letter); err == nil {
		return v.Name.In(lang)
	}
	return letter
}

// findForSomebody shows the day of the appointment somebody tells the code of.
func (s *Server) findForSomebody(w http.ResponseWriter, r *http.Request, code string) error {
	a, err := s.Booking.Find(r.Context(), digitsOf(code))
	switch {
	case errors.Is(err, kiosk.ErrNotFound):
		redirect(w, r, "/appointments?said=unknown")
		return nil
	case err != nil:
		return err
	}
	redirect(w, r, diaryAt(a.Service, a.Slot.Day, "shown", a.ID))
	return nil
}

// digitsOf is a code as it is stored, however it was spaced.
func digitsOf(code string) string {
	var b []rune
	for _, c := range code {
		if c >= '0' && c <= '9' && len(b) <= kiosk.CodeDigits {
			b = append(b, c)
		}
	}
	return string(b)
}

// wanted reads what a form asks to book.
func wanted(v url.Values) (r booking.Request, err error) {
	r.Service = v.Get("service")
	day, errDay := kiosk.ParseDate(v.Get("day"))
	from, errFrom := kiosk.ParseClock(v.Get("from"))
	if errDay != nil || errFrom != nil {
		return r, errBad
	}
	r.Slot = kiosk.Slot{Day: day, From: from}
	r.Form = r.Service + " " + day.String() + " " + from.String() // and the form's own name
	return r, nil
}

// bookForSomebody books or moves a time for who stands at a desk or is on the phone.
func (s *Server) bookForSomebody(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	want, err := wanted(r.PostForm)
	if err != nil {
		return err
	}
	name, _ := s.readToken(r.PostForm.Get("form")) // a desk's may be an hour old
	if name == "" {
		return errBad
	}
	want.Form = name + " " + want.Form // pressed twice it books once, another time is another wish
	want.Source, want.By, want.Lang = store.FromDesk, account(r).ID, kiosk.Vietnamese
	made, err := s.bookOrMove(r.Context(), r.PostForm.Get("move"), want)
	if said := refusedBooking(err); said != "" {
		redirect(w, r, diaryAt(want.Service, want.Slot.Day, "said", said))
		return nil
	}
	if err != nil {
		return err
	}
	redirect(w, r, diaryAt(made.Service, made.Slot.Day, "shown", made.ID))
	return nil
}

func (s *Server) bookOrMove(ctx context.Context, id string, want booking.Request) (booking.Appointment, error) {
	if id == "" {
		return s.Booking.Book(ctx, want)
	}
	return s.Booking.Move(ctx, id, want)
}

// refusedBooking is why a time was not booked: the end of a key of assets/words, ""
// for no reason or one that is a fault.
func refusedBooking(err error) string {
	switch {
	case errors.Is(err, booking.ErrFull):
		return "full"
	case errors.Is(err, booking.ErrNoSuchTime):
		return "no_time"
	case errors.Is(err, booking.ErrOver):
		return "over"
	}
	return ""
}

// cancelForSomebody takes an appointment back for its holder.
func (s *Server) cancelForSomebody(w http.ResponseWriter, r *http.Request) error {
	a, err := s.Booking.Get(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	said := "cancelled"
	if err := s.Booking.Cancel(r.Context(), a.ID, account(r).ID); errors.Is(err, booking.ErrOver) {
		said = "over"
	} else if err != nil {
		return err
	}
	redirect(w, r, diaryAt(a.Service, a.Slot.Day, "said", said))
	return nil
}
