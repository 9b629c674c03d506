package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// enoughTold is how many promises a share is worked out from: of fewer it is luck.
const enoughTold = 20

// Days of the report of promises.
const (
	promiseDays     = 30 // shown first
	longestPromises = 92
)

// A promiseReport tells how often what people were told came true.
type promiseReport struct {
	From, To string // as a browser sends days
	All      promiseLine
	Services []promiseLine
	Hours    []promiseLine
	Few      int // below this no share is told
}

// A promiseLine is one row: of a service, an hour, or a service's hour.
type promiseLine struct {
	Name   string
	Letter string
	Told   int    // people who were told a time and called
	Share  string // of them who were called inside it, or that they are too few
	Good   bool   // the share is known
	Early  int
	Late   int
	Range  string // told on average, «10–20 phút»
	Waited string // on average
	Untold int    // called without having been told a time
	Hours  []promiseLine
}

// promiseRoutes are the report of promises.
func (s *Server) promiseRoutes() []route {
	return []route{{"GET", "/promises", may(staff.ReadFigures), s.promises}}
}

func (s *Server) promises(w http.ResponseWriter, r *http.Request) error {
	p, err := s.staffPage(r, "/promises", s.t("promise.title"))
	if err != nil {
		return err
	}
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	now := s.Now().In(zoneOf(site))
	to := kiosk.DateOf(now)
	from := to.AddDays(1 - promiseDays)
	if q := r.URL.Query(); q.Has("from") || q.Has("to") {
		asked, err := kiosk.ParseDate(q.Get("from"))
		until, err2 := kiosk.ParseDate(q.Get("to"))
		if err != nil || err2 != nil || until.Before(asked) || asked.AddDays(longestPromises-1).Before(until) {
			p.Notice = warn(s.t("export.bad_days", words.Args{"Count": longestPromises}))
		} else {
			from, to = asked, until
		}
	}
	rows, err := s.Queue.PromisesOn(r.Context(), from, to)
	if err != nil {
		return err
	}
	p.Body = s.promiseReport(rows, site, from, to)
	return s.show(w, r, "promises", kiosk.Vietnamese, p)
}

func (s *Server) promiseReport(rows []store.PromiseRow, site kiosk.Site, from, to kiosk.Date) promiseReport {
	report := promiseReport{From: from.String(), To: to.String(), Few: enoughTold, All: s.promiseLine("", rows)}
	of := func(is func(store.PromiseRow) bool) []store.PromiseRow {
		return slices.DeleteFunc(slices.Clone(rows), func(p store.PromiseRow) bool { return !is(p) })
	}
	var letters []string
	for _, p := range rows {
		if !slices.Contains(letters, p.Service) {
			letters = append(letters, p.Service)
		}
	}
	for _, letter := range letters {
		own := of(func(p store.PromiseRow) bool { return p.Service == letter })
		name := s.t("promise.gone") // of a service that was taken out of the site
		if v, err := site.Service(letter); err == nil {
			name = v.Name.VI
		}
		line := s.promiseLine(name, own)
		line.Letter = letter
		for _, p := range own {
			line.Hours = append(line.Hours, s.promiseLine(hourName(p.Hour), []store.PromiseRow{p}))
		}
		report.Services = append(report.Services, line)
	}
	for hour := range 24 {
		if own := of(func(p store.PromiseRow) bool { return p.Hour == hour }); len(own) > 0 {
			report.Hours = append(report.Hours, s.promiseLine(hourName(hour), own))
		}
	}
	return report
}

// promiseLine adds rows up.
func (s *Server) promiseLine(name string, rows []store.PromiseRow) promiseLine {
	var all store.PromiseRow
	for _, p := range rows {
		all.Told, all.Kept, all.Early, all.Late, all.Called = all.Told+p.Told, all.Kept+p.Kept, all.Early+p.Early, all.Late+p.Late, all.Called+p.Called
		all.From, all.To, all.Waited = all.From+p.From, all.To+p.To, all.Waited+p.Waited
	}
	line := promiseLine{Name: name, Told: all.Told, Early: all.Early, Late: all.Late, Untold: all.Called - all.Told, Share: s.t("promise.too_few"), Good: all.Told >= enoughTold}
	if line.Good {
		line.Share = s.t("promise.share", words.Args{"Share": share(all.Score)})
	}
	if n := all.Told; n > 0 {
		line.Range = s.t("receipt.range", words.Args{"From": rounded(all.From, n), "To": rounded(all.To, n)})
		line.Waited = s.t("web.minutes", words.Args{"Count": rounded(int(all.Waited/time.Second), 60*n)})
	}
	return line
}

// share is how many of a hundred came true.
func share(told store.Score) int { return rounded(100*told.Kept, told.Told) }

func rounded(sum, n int) int { return (sum + n/2) / n }

func hourName(hour int) string {
	return strconv.Itoa(hour) + "–" + strconv.Itoa(hour+1) + "h"
}
