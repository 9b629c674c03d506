package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A siteForm is the editor of the site document.
type siteForm struct {
	Version  int64 // that is being changed: another publication meanwhile is noticed
	Site     kiosk.Site
	Hours    []hoursRow
	Special  []specialRow
	Classes  []classRow
	Orders   []choice
	Services []serviceRow
	Counters []counterRow
	Wrong    []string
	Old      []oldSite
}

// The rows of the form, as they are typed.
type (
	serviceRow struct {
		Letter, VI, EN, Quota, Last                 string
		Every, Places, Ahead, Between, Early, Later string // of appointments
	}
	counterRow struct{ Number, Name, Services string }
	hoursRow   struct {
		N        int
		From, To string
		Days     []choice
	}
	specialRow struct{ Date, Name, Hours string }
	classRow   struct {
		Class, Text, Start string
		On                 bool
	}
)

// An oldSite is a version that was published, with what it changed.
type oldSite struct {
	When, Who string
	Changes   []change
}

const versionsShown = 20

func (s *Server) siteEditor(w http.ResponseWriter, r *http.Request) error {
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	return s.showSite(w, r, s.formOf(site), nil)
}

func (s *Server) showSite(w http.ResponseWriter, r *http.Request, f siteForm, said *notice) error {
	p, err := s.staffPage(r, "/site", s.t("site.title"))
	if err != nil {
		return err
	}
	versions, err := s.Publisher.SiteVersions(r.Context(), versionsShown)
	if err != nil {
		return err
	}
	if len(versions) > 0 && f.Version == 0 {
		f.Version = versions[0].Version
	}
	if f.Old, err = s.oldSites(r.Context(), versions, f.Site); err != nil {
		return err
	}
	p.Notice, p.Body = said, f
	return s.show(w, r, "site", kiosk.Vietnamese, p)
}

// oldSites tells what each version changed of the one before.
func (s *Server) oldSites(ctx context.Context, versions []store.Document, site kiosk.Site) (list []oldSite, err error) {
	for i, v := range versions {
		old := oldSite{When: clock(v.PublishedAt, site) + " " + day(v.PublishedAt, site), Who: s.nameOf(ctx, v.PublishedBy)}
		if i+1 < len(versions) {
			if old.Changes, err = differences(versions[i+1].Body, v.Body); err != nil {
				return nil, err
			}
		}
		list = append(list, old)
	}
	return list, nil
}

// errMeanwhile tells that another version was published since the form was opened.
var errMeanwhile = errors.New("another version was published meanwhile")

// errStranded names who would be left behind.
type errStranded struct{ tickets []queue.Ticket }

func (errStranded) Error() string { return "tickets would be stranded" }

// publishSite checks what was typed, says what is wrong with it, or publishes it.
func (s *Server) publishSite(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	held, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	typed := s.typedForm(r.PostForm, held)
	site, wrong := s.siteOf(typed, held)
	if len(wrong) == 0 {
		wrong, err = s.publishChecked(r, typed.Version, site)
		if err != nil {
			return err
		}
	}
	if len(wrong) > 0 {
		typed.Wrong = wrong
		return s.showSite(w, r, typed, warn(s.t("site.not_published")))
	}
	said := good(s.t("site.published"))
	switch left, err := s.Booking.Stranded(r.Context()); {
	case err != nil:
		return err
	case len(left) > 0:
		said = warn(s.t("site.appointments_left", words.Args{"Count": len(left)}))
	}
	return s.showSite(w, r, s.formOf(site), said)
}

func (s *Server) publishChecked(r *http.Request, from int64, site kiosk.Site) (wrong []string, err error) {
	body, err := json.MarshalIndent(site, "", " ")
	if err != nil {
		return nil, err
	}
	if _, err := kiosk.ParseSite(body); err != nil {
		return []string{s.t("site.refused", words.Args{"Reason": err.Error()})}, nil
	}
	_, err = s.Publisher.PublishIf(r.Context(), kiosk.DocSite, body, account(r).ID, func(ctx context.Context, t *store.Tx) error {
		versions, err := t.LastVersions(ctx, kiosk.DocSite, 1)
		switch {
		case err != nil:
			return err
		case len(versions) > 0 && versions[0].Version != from:
			return errMeanwhile
		}
		left, err := queue.Stranded(ctx, t, site)
		if err == nil && len(left) > 0 {
			return errStranded{left}
		}
		return err
	})
	var left errStranded
	switch {
	case errors.Is(err, errMeanwhile):
		return []string{s.t("site.meanwhile")}, nil
	case errors.As(err, &left):
		for _, k := range left.tickets[:min(len(left.tickets), 5)] {
			wrong = append(wrong, s.t("site.stranded", words.Args{"Number": k.Number, "Service": k.Service}))
		}
		return wrong, nil
	}
	return nil, err
}

// formOf writes a site into the form.
func (s *Server) formOf(site kiosk.Site) siteForm {
	f := siteForm{Site: site}
	for _, v := range site.Services {
		row := serviceRow{Letter: v.Letter, VI: v.Name.VI, EN: v.Name.EN, Quota: figure(v.Quota)}
		if v.LastTicket > 0 {
			row.Last = v.LastTicket.String()
		}
		row.appoint(v, site.Policy)
		f.Services = append(f.Services, row)
	}
	for _, c := range site.Counters {
		f.Counters = append(f.Counters, counterRow{strconv.Itoa(c.Number), c.Name, joined(c.Services)})
	}
	for _, o := range site.Hours {
		f.Hours = append(f.Hours, hoursRow{From: o.From.String(), To: o.To.String(), Days: s.days(o.Weekdays)})
	}
	for _, d := range site.Special {
		f.Special = append(f.Special, specialRow{d.Date.String(), d.Name, spansText(d.Hours)})
	}
	return s.filled(f)
}

// filled adds what is chosen from, and an empty row to each list.
func (s *Server) filled(f siteForm) siteForm {
	p := f.Site.Policy
	for _, c := range kiosk.Classes {
		f.Classes = append(f.Classes, classRow{string(c), s.t("class." + string(c)), figure(p.HeadStart[c]), slices.Contains(f.Site.Priority, c)})
	}
	for _, o := range []kiosk.Order{kiosk.ByTime, kiosk.ByRatio, kiosk.ByAge} {
		f.Orders = append(f.Orders, choice{string(o), s.t("site.order_" + string(o)), p.Order == o || p.Order == "" && o == kiosk.ByTime})
	}
	f.Services = append(f.Services, serviceRow{})
	f.Counters = append(f.Counters, counterRow{})
	f.Hours = append(f.Hours, hoursRow{Days: s.days(nil)})
	f.Special = append(f.Special, specialRow{})
	for i := range f.Hours {
		f.Hours[i].N = i
	}
	return f
}

// days are the week from Monday.
func (s *Server) days(on []time.Weekday) (list []choice) {
	for i := range 7 {
		d := time.Weekday((i + 1) % 7)
		list = append(list, choice{strconv.Itoa(int(d)), s.t("site.day_" + strconv.Itoa(int(d))), slices.Contains(on, d)})
	}
	return list
}

// figure writes a number; 0 is left empty.
func figure(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
