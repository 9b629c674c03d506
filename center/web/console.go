package web

import (
	"net/http"
	"time"

	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// What the live part of a page follows, in htmx's words. Hints may come in
// bursts; one look a moment later shows them all.
const (
	onQueue        = "sen-queue from:body throttle:250ms"
	onHelp         = "sen-help from:body throttle:250ms"
	onFeedback     = "sen-feedback from:body throttle:1s"
	onMeetings     = "sen-meetings from:body throttle:1s"
	onAppointments = "sen-appointments from:body throttle:1s"
	onFleet        = "sen-fleet from:body throttle:2s"
)

// A frame is what is around every staff page.
type frame struct {
	Heading   string // beside Sen's name; "" for the site's own
	Path      string // of this page, fetched again by its live part
	Follow    string // hints the live part listens to, as an hx-trigger; "" for none
	Who       string
	Menu      []entry
	Fleet     pill
	ShowCalls bool // this person answers help calls
	Calls     int  // open help calls
	Alarms    []alarm
}

// An entry is a page in the menu.
type entry struct {
	Path, Icon, Text string
	Here, Badge      bool
}

// A pill is a short state with an icon; its kind is "ok", "warn" or "plain".
type pill struct{ Kind, Icon, Text string }

// A notice is a line about what was just done; its kind is "ok", "warn" or "bad".
type notice struct{ Kind, Icon, Text string }

func good(text string) *notice { return &notice{Kind: "ok", Icon: "check", Text: text} }
func warn(text string) *notice { return &notice{Kind: "warn", Icon: "info", Text: text} }

// silentAfter is how long a kiosk may be quiet before people are told; it says
// something at least every minute.
const silentAfter = 3 * time.Minute

// menu lists the pages in the order of a day's work.
var menu = []struct {
	path, icon, words string
	right             staff.Right
}{
	{"/counter", "megaphone", "menu.counter", staff.CallNumbers},
	{"/help", "concierge-bell", "menu.help", staff.AnswerHelp},
	{"/appointments", "clock", "menu.appointments", staff.BookAppointments},
	{"/feedback", "message-square", "menu.feedback", staff.ReadFeedback},
	{"/meetings", "calendar-days", "menu.meetings", staff.PlanMeetings},
	{"/person", "user", "menu.person", staff.AnswerPerson},
	{"/promises", "hourglass", "menu.promises", staff.ReadFigures},
	{"/boards", "megaphone", "menu.boards", staff.ManageSite},
	{"/site", "building-2", "menu.site", staff.ManageSite},
	{"/devices", "smartphone", "menu.devices", staff.ManageFleet},
	{"/connections", "plug-zap", "menu.connections", staff.ManageConnections},
}

// console sends a person to the first page of their menu.
func (s *Server) console(w http.ResponseWriter, r *http.Request) error {
	a := account(r)
	for _, m := range menu {
		if a.May(m.right) {
			redirect(w, r, m.path)
			return nil
		}
	}
	return staff.ErrForbidden // nothing here is this person's task yet
}

// staffPage fills the frame of a page under path.
func (s *Server) staffPage(r *http.Request, path, title string) (page, error) {
	a := account(r)
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return page{}, err
	}
	devices, err := s.Fleet.Devices(r.Context())
	if err != nil {
		return page{}, err
	}
	p := page{Title: title, Site: site.Name.VI, Example: site.Example}
	if p.Alarms, err = s.alarms(r, a); err != nil {
		return page{}, err
	}
	p.Path, p.Who, p.Fleet = path, a.Full, s.fleetPill(devices)
	if p.ShowCalls = a.May(staff.AnswerHelp); p.ShowCalls {
		calls, err := s.Listen.HelpCalls(r.Context(), a)
		if err != nil {
			return page{}, err
		}
		p.Calls = countOpen(calls)
	}
	for _, m := range menu {
		if a.May(m.right) {
			p.Menu = append(p.Menu, entry{Path: m.path, Icon: m.icon, Text: s.t(m.words), Here: m.path == path, Badge: m.path == "/help"})
		}
	}
	return p, nil
}

func countOpen(calls []listen.HelpCall) (n int) {
	for _, c := range calls {
		if c.State == store.HelpOpen {
			n++
		}
	}
	return n
}

// fleetPill says in a few words whether what the kiosks know has arrived.
func (s *Server) fleetPill(devices []fleet.Device) pill {
	var count, silent int
	var waiting int64
	for _, d := range devices {
		if d.Revoked() {
			continue
		}
		count++
		waiting += d.Status.Outbox
		if s.silent(d) {
			silent++
		}
	}
	args := words.Args{"Count": count, "Silent": silent, "Events": waiting}
	switch {
	case count == 0:
		return pill{"plain", "smartphone", s.t("fleet.none")}
	case silent > 0:
		return pill{"warn", "wifi-off", s.t("fleet.silent", args)}
	case waiting > 0:
		return pill{"warn", "refresh-cw", s.t("fleet.waiting", args)}
	}
	return pill{"ok", "circle-check", s.t("fleet.synced", args)}
}

func (s *Server) silent(d fleet.Device) bool {
	return !d.Revoked() && s.Now().Sub(d.LastSeen) > silentAfter
}

// clock writes "08:43" in the site's time.
func clock(t time.Time, site kiosk.Site) string { return t.In(zoneOf(site)).Format("15:04") }

// day writes "24/11/2026" in the site's time.
func day(t time.Time, site kiosk.Site) string { return t.In(zoneOf(site)).Format("02/01/2006") }

func zoneOf(site kiosk.Site) *time.Location {
	if zone, err := site.Zone(); err == nil {
		return zone
	}
	return kiosk.VietnamTime
}

// lasting says a duration in plain words, to the minute.
func lasting(w *words.Words, d time.Duration) string {
	minutes := int(d / time.Minute)
	switch {
	case minutes < 1:
		return w.T("web.under_a_minute")
	case minutes < 60:
		return w.T("web.minutes", words.Args{"Count": minutes})
	}
	return w.T("web.hours_minutes", words.Args{"Hours": minutes / 60, "Minutes": minutes % 60})
}
