package web

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A meetingList is the page of meetings: the days from today on, in order.
type meetingList struct{ Days []meetingDay }

type meetingDay struct {
	Title string
	List  []meetingRow
}

// A meetingRow is one meeting in words.
type meetingRow struct {
	person
	Time, Subject, Asked string
	State, Kind, Icon    string // the pill
	Crowded              string // that others have the same time, or ""
	Moves                []move
}

// A person is whom a meeting is with: nobody is named until that is asked for.
type person struct {
	ID, Name, Phone string
	Gone            string // why nobody can be named
	MayReveal       bool
}

// A move is what can be done with a meeting; the first one is what is mostly done.
type move struct {
	To, Text string
	Primary  bool
}

// moves lists what can be done from a state.
var moves = map[store.MeetingState][]store.MeetingState{
	store.MeetingAsked:     {store.MeetingConfirmed, store.MeetingDeclined},
	store.MeetingConfirmed: {store.MeetingHeld, store.MeetingMissed, store.MeetingDeclined},
}

// meetingLooks are the colour and icon of a state.
var meetingLooks = map[store.MeetingState]struct{ kind, icon string }{
	store.MeetingAsked: {"warn", "clock"}, store.MeetingConfirmed: {"ok", "check"}, store.MeetingDeclined: {"plain", "x"},
	store.MeetingHeld: {"plain", "circle-check"}, store.MeetingMissed: {"plain", "minus"}, store.MeetingCancelled: {"plain", "x"},
}

func (s *Server) meetings(w http.ResponseWriter, r *http.Request) error {
	return s.showMeetings(w, r, nil)
}

func (s *Server) showMeetings(w http.ResponseWriter, r *http.Request, said *notice) error {
	p, err := s.staffPage(r, "/meetings", s.t("meet.title"))
	if err != nil {
		return err
	}
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	all, err := s.Listen.Meetings(r.Context(), account(r), kiosk.DateOf(s.Now().In(zoneOf(site))))
	if err != nil {
		return err
	}
	var list meetingList
	for _, m := range all {
		title := s.dayTitle(m.Day)
		if n := len(list.Days); n == 0 || list.Days[n-1].Title != title {
			list.Days = append(list.Days, meetingDay{Title: title})
		}
		last := &list.Days[len(list.Days)-1]
		last.List = append(last.List, s.meetingRow(r, m, site))
	}
	p.Follow, p.Notice, p.Body = onMeetings+", "+onHelp, said, list
	return s.show(w, r, "meetings", kiosk.Vietnamese, p)
}

// dayTitle writes a day of the database as people do.
func (s *Server) dayTitle(day string) string {
	d, err := kiosk.ParseDate(day)
	if err != nil {
		return day
	}
	return s.Words.In(kiosk.Vietnamese).Weekday(d.Weekday()) + " " + words.Day(d)
}

func (s *Server) meetingRow(r *http.Request, m listen.Meeting, site kiosk.Site) meetingRow {
	look := meetingLooks[m.State]
	row := meetingRow{Time: m.From.String(), Subject: subjectName(m.Subject, site, kiosk.Vietnamese), Kind: look.kind, Icon: look.icon, State: s.t("meet.is_" + string(m.State)),
		Asked:  s.t("meet.asked_at", words.Args{"Time": clock(m.AskedAt, site) + " " + day(m.AskedAt, site), "Kiosk": m.Device}),
		person: person{ID: m.ID, MayReveal: true}}
	if m.State != store.MeetingAsked {
		by := s.t("meet.by_visitor")
		if m.ActedBy != "" {
			by = s.nameOf(r.Context(), m.ActedBy)
		}
		row.Asked += " · " + s.t("meet.moved", words.Args{"By": by, "Time": clock(m.ActedAt, site) + " " + day(m.ActedAt, site)})
	}
	if m.Person == listen.Erased {
		row.Gone = s.t("meet.erased")
	}
	if site.Meetings != nil && m.Crowd > site.Meetings.Capacity && len(moves[m.State]) > 0 {
		row.Crowded = s.t("meet.crowded", words.Args{"Count": m.Crowd})
	}
	for i, to := range moves[m.State] {
		row.Moves = append(row.Moves, move{To: string(to), Text: s.t("meet.to_" + string(to)), Primary: i == 0})
	}
	return row
}

// subjectName is what a meeting is about; one the site no longer names stays its key.
func subjectName(key string, site kiosk.Site, lang kiosk.Lang) string {
	if site.Meetings != nil {
		if sub, ok := site.Meetings.Subject(key); ok {
			return sub.Name.In(lang)
		}
	}
	return key
}

// moveMeeting confirms or declines a meeting, or notes how it ended.
func (s *Server) moveMeeting(w http.ResponseWriter, r *http.Request) error {
	to := store.MeetingState(r.PathValue("to"))
	if _, known := meetingLooks[to]; !known || to == store.MeetingAsked || to == store.MeetingCancelled {
		return kiosk.ErrNotFound
	}
	err := s.Listen.MoveMeeting(r.Context(), account(r), r.PathValue("id"), to)
	said := good(s.t("meet.done"))
	switch {
	case errors.Is(err, listen.ErrMoved), errors.Is(err, kiosk.ErrNotFound):
		said = warn(s.t("meet.gone"))
	case err != nil:
		return err
	}
	if !wantsPart(r) {
		redirect(w, r, "/meetings")
		return nil
	}
	return s.showMeetings(w, r, said)
}

// revealMeeting shows whom one meeting is with, once; the core writes down who
// looked.
func (s *Server) revealMeeting(w http.ResponseWriter, r *http.Request) error {
	if !wantsPart(r) { // only the script has a place to show it; nothing is revealed into the void
		redirect(w, r, "/meetings")
		return nil
	}
	id := r.PathValue("id")
	c, err := s.Listen.RevealMeeting(r.Context(), account(r), id)
	row := person{ID: id, Name: c.Name, Phone: dialled(c.Phone)}
	switch {
	case errors.Is(err, listen.ErrSealed):
		row.Gone = s.unreadPhone(listen.Sealed)
	case errors.Is(err, listen.ErrDamaged):
		row.Gone = s.unreadPhone(listen.Damaged)
	case err != nil:
		return err
	}
	return s.draw(w, r, drawing{page: "meetings", what: "person", lang: kiosk.Vietnamese, status: http.StatusOK}, row)
}

// meetingReceipt fills the page of a meeting's receipt. It names nobody: whoever
// holds the slip knows whose it is.
func (b *receiptBody) meetingReceipt(f finding, site kiosk.Site, w *words.Words, now time.Time) {
	m := f.meeting
	b.Printed = w.T("receipt.printed", words.Args{"Time": clock(f.receipt.IssuedAt, site), "Date": day(f.receipt.IssuedAt, site), "Kiosk": f.receipt.Device})
	b.Every = followReceipt
	if m.ID == "" {
		return
	}
	d, err := kiosk.ParseDate(m.Day)
	if err != nil {
		return
	}
	b.Meeting = w.T("meet_receipt.is_" + string(m.State))
	b.When = strings.Join([]string{m.From.String(), w.Weekday(d.Weekday()), words.Day(d)}, " ")
	b.Service = subjectName(m.Subject, site, w.Lang)
	if site.Meetings != nil && m.State == store.MeetingConfirmed {
		b.Where = site.Meetings.Place.In(w.Lang)
	}
	if !listen.Live(m.State) || d.Before(kiosk.DateOf(now.In(zoneOf(site)))) {
		b.Over, b.Every = true, 0
	}
}

// mayPlan is who plans meetings: they are told whom each is with.
var mayPlan = may(staff.PlanMeetings)
