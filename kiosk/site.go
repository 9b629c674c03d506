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
	WiFi       *WiFi     `json:"wifi,omitempty"`
	Amenities  []Amenity `json:"amenities"`
	Meetings   *Meetings `json:"meetings,omitempty"`
	Floor      *Floor    `json:"floor,omitempty"`
	HelpDesk   Name      `json:"help_desk"` // where a person is found when the network is down
}

// An Opening is a span of opening hours on the given weekdays.
type Opening struct {
	Weekdays []time.Weekday `json:"weekdays"` // 0 Sunday … 6 Saturday
	From     Clock          `json:"from"`
	To       Clock          `json:"to"`
}

// A Service is a line people queue in.
type Service struct {
	Letter string `json:"letter"`
	Name   Name   `json:"name"`
	Hint   Name   `json:"hint"` // what it covers, in a few words
	Icon   string `json:"icon"` // a name in assets/icons
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
	return firstOf(s.checkHours(), s.checkLines())
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
		if o.From < 0 || o.From >= o.To || o.To > endOfDay {
			return fmt.Errorf("site: hours %s to %s are no span of a day", o.From, o.To)
		}
		for _, w := range o.Weekdays {
			if w < time.Sunday || w > time.Saturday {
				return fmt.Errorf("site: weekday %d is not 0 (Sunday) to 6", int(w))
			}
			if slices.ContainsFunc(all[:i], func(p Opening) bool { return slices.Contains(p.Weekdays, w) && p.From < o.To && o.From < p.To }) {
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
