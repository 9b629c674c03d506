package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// typedForm reads the form as it was typed, without the rows left empty.
func (s *Server) typedForm(v url.Values, held kiosk.Site) siteForm {
	f := siteForm{Site: held}
	f.Version, _ = strconv.ParseInt(v.Get("version"), 10, 64) // none is a version that was published meanwhile
	for i := range v["letter"] {
		row := serviceRow{strings.ToUpper(at(v, "letter", i)), at(v, "vi", i), at(v, "en", i), at(v, "quota", i), at(v, "last", i),
			at(v, "every", i), at(v, "places", i), at(v, "ahead", i), at(v, "between", i), at(v, "appoint_early", i), at(v, "appoint_late", i)}
		if row != (serviceRow{}) {
			f.Services = append(f.Services, row)
		}
	}
	for i := range v["counter"] {
		if row := (counterRow{at(v, "counter", i), at(v, "counter_name", i), at(v, "counter_services", i)}); row != (counterRow{}) {
			f.Counters = append(f.Counters, row)
		}
	}
	for i := range v["from"] {
		row := hoursRow{From: at(v, "from", i), To: at(v, "to", i), Days: s.days(nil)}
		for j := range row.Days {
			row.Days[j].On = slices.Contains(v["days_"+strconv.Itoa(i)], row.Days[j].Value)
		}
		if row.From != "" || row.To != "" {
			f.Hours = append(f.Hours, row)
		}
	}
	for i := range v["date"] {
		if row := (specialRow{at(v, "date", i), at(v, "date_name", i), at(v, "date_hours", i)}); row != (specialRow{}) {
			f.Special = append(f.Special, row)
		}
	}
	f.Site.Policy.Order, f.Site.Policy.AppointmentBy = kiosk.Order(v.Get("order")), nil
	f.Site.Priority, f.Site.Policy.HeadStart = nil, map[kiosk.Class]int{}
	for _, c := range v["class"] {
		f.Site.Priority = append(f.Site.Priority, kiosk.Class(c))
	}
	for to, name := range figures(&f.Site) {
		*to, _ = strconv.Atoi(v.Get(name)) // what is no figure is said by siteOf
	}
	for _, c := range kiosk.Classes {
		if n, err := strconv.Atoi(v.Get("start_" + string(c))); err == nil && n > 0 {
			f.Site.Policy.HeadStart[c] = n
		}
	}
	f = s.filled(f)
	for name := range v {
		for _, text := range v[name] {
			if figureField(name) && text != "" && !digits(text) {
				f.Wrong = append(f.Wrong, s.t("site.no_figure", words.Args{"Text": text}))
			}
		}
	}
	return f
}

// figures are the single figures of the form.
func figures(s *kiosk.Site) map[*int]string {
	p := &s.Policy
	return map[*int]string{&p.Others: "others", &p.MostOvertakes: "most_overtakes", &p.PreferMinutes: "prefer", &p.ReturnWithin: "return_within",
		&p.AppointmentEarly: "early", &p.AppointmentLate: "late", &s.LastTicket: "last_minutes"}
}

func figureField(name string) bool {
	return strings.HasPrefix(name, "start_") || slices.Contains([]string{"quota", "every", "places", "ahead", "appoint_early", "appoint_late", "others", "most_overtakes", "prefer", "return_within", "early", "late", "last_minutes"}, name)
}

func digits(text string) bool { return len(text) <= 5 && strings.Trim(text, "0123456789") == "" }

// at is the i-th value of a field, without white space around it.
func at(v url.Values, name string, i int) string {
	if i >= len(v[name]) {
		return ""
	}
	return strings.TrimSpace(v[name][i])
}

// siteOf makes the site that was typed, or says in words what is wrong with it.
// What the form does not show stays as it is held.
func (s *Server) siteOf(f siteForm, held kiosk.Site) (site kiosk.Site, wrong []string) {
	r := siteReader{Server: s, site: f.Site, wrong: f.Wrong}
	r.services(f.Services, held)
	r.counters(f.Counters)
	r.hours(f.Hours)
	r.special(f.Special)
	return r.site, r.wrong
}

// A siteReader turns rows into the site and collects what is wrong.
type siteReader struct {
	*Server
	site  kiosk.Site
	wrong []string
}

func (r *siteReader) says(key string, args words.Args) { r.wrong = append(r.wrong, r.t(key, args)) }

func (r *siteReader) services(rows []serviceRow, held kiosk.Site) {
	r.site.Services = nil
	for _, row := range rows {
		if row == (serviceRow{}) {
			continue
		}
		v, _ := held.Service(row.Letter) // a new one has no icon and hint yet
		if v.Letter == "" {
			v.Icon, v.Hint = "file-text", kiosk.Name{VI: row.VI, EN: row.EN}
		}
		v.Letter, v.Name = row.Letter, kiosk.Name{VI: row.VI, EN: row.EN}
		v.Quota, _ = strconv.Atoi(row.Quota)
		v.LastTicket = 0
		if row.Last != "" {
			v.LastTicket = r.clock(row.Last)
		}
		r.appointments(&v, row)
		_, twice := r.site.Service(row.Letter)
		switch {
		case len(row.Letter) != 1 || row.Letter < "A" || row.Letter > "Z":
			r.says("site.bad_letter", words.Args{"Letter": row.Letter})
		case twice == nil:
			r.says("site.letter_twice", words.Args{"Letter": row.Letter})
		case row.VI == "" || row.EN == "":
			r.says("site.no_name", words.Args{"Letter": row.Letter})
		}
		r.site.Services = append(r.site.Services, v)
	}
}

func (r *siteReader) counters(rows []counterRow) {
	r.site.Counters = nil
	seen := map[int]bool{}
	for _, row := range rows {
		if row == (counterRow{}) {
			continue
		}
		c := kiosk.Counter{Name: row.Name}
		n, err := strconv.Atoi(row.Number)
		if c.Number = n; err != nil || n < 1 || n > 999 || seen[n] {
			r.says("site.bad_counter", words.Args{"Counter": row.Number})
		}
		seen[n] = true
		c.Services = strings.FieldsFunc(strings.ToUpper(row.Services), func(c rune) bool { return c == ' ' || c == ',' || c == ';' })
		for i, letter := range c.Services {
			if _, err := r.site.Service(letter); err != nil || slices.Contains(c.Services[:i], letter) {
				r.says("site.counter_service", words.Args{"Counter": row.Number, "Letter": letter})
			}
		}
		r.site.Counters = append(r.site.Counters, c)
	}
	for _, v := range r.site.Services {
		if len(r.site.CountersFor(v.Letter)) == 0 {
			r.says("site.no_counter", words.Args{"Letter": v.Letter, "Service": v.Name.VI})
		}
	}
}

func (r *siteReader) hours(rows []hoursRow) {
	r.site.Hours = nil
	for _, row := range rows {
		if row.From == "" && row.To == "" {
			continue
		}
		o := kiosk.Opening{From: r.clock(row.From), To: r.clock(row.To)}
		for _, d := range row.Days {
			if n, err := strconv.Atoi(d.Value); err == nil && d.On {
				o.Weekdays = append(o.Weekdays, time.Weekday(n))
			}
		}
		args := words.Args{"From": row.From, "To": row.To}
		switch {
		case o.From >= o.To:
			r.says("site.hours_backwards", args)
		case len(o.Weekdays) == 0:
			r.says("site.hours_no_day", args)
		case slices.ContainsFunc(r.site.Hours, o.Overlaps):
			r.says("site.hours_overlap", args)
		}
		r.site.Hours = append(r.site.Hours, o)
	}
}

func (r *siteReader) special(rows []specialRow) {
	r.site.Special = nil
	for _, row := range rows {
		if row == (specialRow{}) {
			continue
		}
		d := kiosk.SpecialDay{Name: row.Name}
		var err error
		if d.Date, err = kiosk.ParseDate(row.Date); err != nil {
			r.says("site.bad_date", words.Args{"Date": row.Date})
			continue
		}
		d.Hours = r.spans(row.Hours)
		if len(d.Hours) == 0 && d.Name == "" {
			r.says("site.closed_why", words.Args{"Date": row.Date})
		}
		r.site.Special = append(r.site.Special, d)
	}
}

// spans reads parts of a day: «07:30-11:00, 13:30-16:30».
func (r *siteReader) spans(text string) (list []kiosk.Span) {
	for span := range strings.SplitSeq(text, ",") {
		if span = strings.TrimSpace(span); span == "" {
			continue
		}
		from, to, _ := strings.Cut(span, "-")
		list = append(list, kiosk.Span{From: r.clock(strings.TrimSpace(from)), To: r.clock(strings.TrimSpace(to))})
	}
	return list
}

// clock reads a time of day, or says that it is none.
func (r *siteReader) clock(text string) kiosk.Clock {
	c, err := kiosk.ParseClock(text)
	if err != nil {
		r.says("site.bad_time", words.Args{"Time": text})
	}
	return c
}

func joined(letters []string) string { return strings.Join(letters, ", ") }

func spansText(spans []kiosk.Span) string {
	var list []string
	for _, s := range spans {
		list = append(list, s.From.String()+"-"+s.To.String())
	}
	return strings.Join(list, ", ")
}
