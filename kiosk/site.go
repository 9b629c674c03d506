package kiosk

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A Site is one service center: the body of the site document. Address,
// name and hours are configuration because they change by decision of the
// province (the second site moved in January 2026).
type Site struct {
	ID        int       `json:"id"` // 1–65535, named in receipts
	Name      Name      `json:"name"`
	Province  Name      `json:"province"`
	Example   bool      `json:"example"` // invented data, said so on every screen
	Address   string    `json:"address"`
	Hotline   string    `json:"hotline"`
	Support   string    `json:"support,omitempty"` // number of the IT staff, for a kiosk that cannot serve
	PublicURL string    `json:"public_url"`        // where receipts are looked up, without a final slash
	TimeZone  string    `json:"time_zone"`         // IANA name
	Hours     []Opening `json:"hours"`
	// OpenOnDaysOff keeps the site open on holidays (the example site is).
	OpenOnDaysOff bool `json:"open_on_days_off,omitempty"`
	// LastTicket is how many minutes before closing the last ticket is given.
	LastTicket int       `json:"last_ticket_minutes"`
	Services   []Service `json:"services"`
	Counters   []Counter `json:"counters"`
	Policy     Policy    `json:"policy,omitzero"`
	// Priority lists the classes visitors may say they belong to; none: nobody is asked.
	Priority  []Class      `json:"priority,omitempty"`
	Special   []SpecialDay `json:"special_days,omitempty"`
	WiFi      *WiFi        `json:"wifi,omitempty"`
	Amenities []Amenity    `json:"amenities"`
	Meetings  *Meetings    `json:"meetings,omitempty"`
	Floor     *Floor       `json:"floor,omitempty"`
	Boards    []Board      `json:"boards,omitempty"`
	Notices   []Notice     `json:"notices,omitempty"`
	HelpDesk  Name         `json:"help_desk"` // where a person is found when the network is down
}

// An Opening is a span of opening hours on the given weekdays.
type Opening struct {
	Weekdays []time.Weekday `json:"weekdays"` // 0 Sunday … 6 Saturday
	From     Clock          `json:"from"`
	To       Clock          `json:"to"`
}

// Span is the part of the day.
func (o Opening) Span() Span { return Span{o.From, o.To} }

// Overlaps reports whether two openings share a time of a weekday.
func (o Opening) Overlaps(p Opening) bool {
	return o.Span().overlaps(p.Span()) && slices.ContainsFunc(o.Weekdays, func(w time.Weekday) bool { return slices.Contains(p.Weekdays, w) })
}

// A Service is a line people queue in.
type Service struct {
	Letter string `json:"letter"`
	Name   Name   `json:"name"`
	Hint   Name   `json:"hint"` // what it covers, in a few words
	Icon   string `json:"icon"` // a name in assets/icons
	// Quota is how many numbers are given on a day, at all kiosks; 0 is without end.
	Quota int `json:"quota,omitempty"`
	// LastTicket is the time of day after which no number is given; 0 is the site's.
	LastTicket Clock `json:"last_ticket,omitzero"`
	// Appointments are the times that may be booked; nil: none.
	Appointments *Appointments `json:"appointments,omitempty"`
}

// A Counter is a desk where a clerk serves.
type Counter struct {
	Number   int      `json:"number"`
	Name     string   `json:"name"`
	Services []string `json:"services"` // letters, in order of preference
}

// WiFi is the lobby's free network, shown as a QR a phone can join with.
type WiFi struct {
	SSID     string `json:"ssid"`
	Password string `json:"password"` // "" for an open network
}

// An Amenity is something the lobby offers.
type Amenity struct {
	Icon  string `json:"icon"` // a name in assets/icons
	Name  Name   `json:"name"`
	Place Name   `json:"place"`
}

// ParseSite reads and checks the body of a site document.
func ParseSite(body []byte) (Site, error) {
	var s Site
	if err := decodeBody(body, &s); err != nil {
		return Site{}, fmt.Errorf("site: %w", err)
	}
	return s, s.check()
}

func (s Site) check() error {
	switch {
	case s.ID < 1 || s.ID > 65535:
		return fmt.Errorf("site: id %d is not 1 to 65535", s.ID)
	case s.Name.VI == "":
		return fmt.Errorf("site: no name")
	case len(s.Services) == 0:
		return fmt.Errorf("site: no services")
	}
	if _, err := s.Zone(); err != nil {
		return err
	}
	if s.Meetings != nil {
		if err := s.Meetings.check(); err != nil {
			return err
		}
	}
	if s.Floor != nil {
		if err := s.Floor.check(); err != nil {
			return err
		}
	}
	return firstOf(s.checkHours(), s.checkLines(), s.checkSpecial(), s.checkPriority(), s.checkBoards(), s.checkNotices(), s.Policy.Check())
}

// checkHours makes sure that the door can be worked out: spans of a day that
// end after they begin and do not overlap.
func (s Site) checkHours() error {
	if s.LastTicket < 0 {
		return fmt.Errorf("site: last_ticket_minutes %d is below 0", s.LastTicket)
	}
	return checkOpenings(s.Hours)
}

// checkOpenings refuses spans that are none or overlap.
func checkOpenings(all []Opening) error {
	for i, o := range all {
		if err := o.Span().check(); err != nil {
			return err
		}
		for _, w := range o.Weekdays {
			if w < time.Sunday || w > time.Saturday {
				return fmt.Errorf("site: weekday %d is not 0 (Sunday) to 6", int(w))
			}
			if slices.ContainsFunc(all[:i], func(p Opening) bool { return slices.Contains(p.Weekdays, w) && p.Span().overlaps(o.Span()) }) {
				return fmt.Errorf("site: hours %s to %s overlap others on %s", o.From, o.To, w)
			}
		}
	}
	return nil
}

// checkLines makes sure that every service is known once and every counter
// serves known services.
func (s Site) checkLines() error {
	seen := map[string]bool{}
	for _, v := range s.Services {
		if len(v.Letter) != 1 || v.Letter < "A" || v.Letter > "Z" || seen[v.Letter] {
			return fmt.Errorf("site: service letter %q is not one of A to Z, once", v.Letter)
		}
		seen[v.Letter] = true
		if v.Quota < 0 || v.Quota > mostDailyQuota {
			return fmt.Errorf("site: a quota of %d a day for service %s is not 0 to %d", v.Quota, v.Letter, mostDailyQuota)
		}
		if v.LastTicket < 0 || v.LastTicket > endOfDay {
			return fmt.Errorf("site: last number of service %s at minute %d is no time of day", v.Letter, int(v.LastTicket))
		}
		if v.Appointments != nil {
			if err := v.Appointments.check("appointments of service " + v.Letter); err != nil {
				return err
			}
		}
	}
	numbers := map[int]bool{}
	for _, c := range s.Counters {
		if c.Number < 1 || numbers[c.Number] {
			return fmt.Errorf("site: counter number %d is not above 0, once", c.Number)
		}
		numbers[c.Number] = true
		for _, letter := range c.Services {
			if !seen[letter] {
				return fmt.Errorf("site: counter %d serves unknown service %q", c.Number, letter)
			}
		}
	}
	return nil
}

// Technician is the number a kiosk that cannot serve shows, "" where none is
// known.
func (s Site) Technician() string { return cmp.Or(s.Support, s.Hotline) }

// checkSpecial makes sure that every special day is told once, with spans that
// do not overlap.
func (s Site) checkSpecial() error {
	seen := map[Date]bool{}
	for _, d := range s.Special {
		if d.Date.IsZero() || seen[d.Date] {
			return fmt.Errorf("site: special day %s is not a date, once", d.Date)
		}
		seen[d.Date] = true
		if len(d.Hours) == 0 && d.Name == "" {
			return fmt.Errorf("site: %s is closed and does not say why", d.Date)
		}
		if err := checkSpans(d.Hours, d.Date.String()); err != nil {
			return err
		}
	}
	return nil
}

// checkSpans refuses parts of one day that are none or overlap; where says whose.
func checkSpans(all []Span, where string) error {
	for i, span := range all {
		if err := span.check(); err != nil {
			return err
		}
		if slices.ContainsFunc(all[:i], span.overlaps) {
			return fmt.Errorf("site: hours %s to %s overlap others on %s", span.From, span.To, where)
		}
	}
	return nil
}

func (s Site) checkPriority() error {
	for i, c := range s.Priority {
		if !c.Known() || slices.Contains(s.Priority[:i], c) {
			return fmt.Errorf("site: priority class %q is not a known one, once", c)
		}
	}
	return nil
}

// Zone is the site's time zone. Vietnam keeps UTC+7 without summer time, so a
// machine without a zone database still gets it right.
func (s Site) Zone() (*time.Location, error) {
	if s.TimeZone == "" || s.TimeZone == "Asia/Ho_Chi_Minh" {
		return VietnamTime, nil
	}
	loc, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("site: time zone: %w", err)
	}
	return loc, nil
}

// VietnamTime is UTC+7.
var VietnamTime = time.FixedZone("+07", 7*60*60)

// Service finds a service by its letter.
func (s Site) Service(letter string) (Service, error) {
	for _, v := range s.Services {
		if v.Letter == letter {
			return v, nil
		}
	}
	return Service{}, fmt.Errorf("service %q: %w", letter, ErrUnknownService)
}

// Gives reports whether a service still gives numbers at t, when so many were
// given today: its quota and its last ticket, whatever the door says.
func (s Site) Gives(letter string, issued int, t time.Time) bool {
	v, err := s.Service(letter)
	if err != nil {
		return false
	}
	t = t.In(s.zone())
	late := v.LastTicket > 0 && Clock(t.Hour()*60+t.Minute()) > v.LastTicket
	return !late && (v.Quota == 0 || issued < v.Quota)
}

// CountersFor lists the numbers of the counters that serve a service.
func (s Site) CountersFor(letter string) []int {
	var list []int
	for _, c := range s.Counters {
		for _, l := range c.Services {
			if l == letter {
				list = append(list, c.Number)
			}
		}
	}
	return list
}
