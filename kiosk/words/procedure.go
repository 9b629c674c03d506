package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"dongthap.vn/sen/kiosk"
)

// Fee says what a fee is, never more than is known: «25.000 đ/bản».
func (w *Words) Fee(f kiosk.Fee) string {
	switch f.Kind {
	case kiosk.FeeFree:
		return w.T("fee.free")
	case kiosk.FeeCouncil:
		return w.T("fee.council")
	case kiosk.FeePerCase:
		return w.T("fee.per_case")
	case kiosk.FeeAmount:
		amount := thousands(f.AmountVND, w.T("fee.group"))
		if f.Unit == "" {
			return w.T("fee.amount", Args{"Amount": amount})
		}
		return w.T("fee.amount_unit", Args{"Amount": amount, "Unit": w.T("unit." + string(f.Unit))})
	}
	return w.T("fee.ask")
}

// Limit says how long a procedure takes: «3 ngày làm việc», «8–10 ngày».
func (w *Words) Limit(t kiosk.TimeLimit) string {
	unit := map[kiosk.TimeUnit]string{
		kiosk.Hours: "limit.hours", kiosk.Days: "limit.days", kiosk.WorkingDays: "limit.working_days",
		kiosk.SameDay: "limit.same_day", kiosk.ByPlan: "limit.plan",
	}[t.Unit]
	switch {
	case unit == "":
		return w.T("limit.ask")
	case t.Max == 0:
		return w.T(unit)
	case t.Min == t.Max:
		return w.T(unit, Args{"Amount": strconv.Itoa(t.Max), "Count": t.Max})
	}
	return w.T(unit, Args{"Amount": fmt.Sprintf("%d–%d", t.Min, t.Max), "Count": t.Max})
}

// Usual says how long the usual case takes, or «hỏi quầy».
func (w *Words) Usual(p kiosk.Procedure) string {
	if len(p.Times) > 0 {
		return w.Limit(p.Times[0])
	}
	return w.Limit(kiosk.TimeLimit{Unit: kiosk.AskTime})
}

// Grounds is what the facts of a procedure rest on, on a day: other fees and
// times, online level, law, source and date.
func (w *Words) Grounds(p kiosk.Procedure, today kiosk.Date) []string {
	lines := []string{}
	for _, f := range p.FeesOn(today, kiosk.Direct) {
		lines = append(lines, sentence(w.T("procedure.fee")+": "+w.Fee(f), f.If, f.Note, w.until(f)))
	}
	for _, f := range p.FeesOn(today, kiosk.OverNetwork) {
		lines = append(lines, sentence(w.T("fee.online", Args{"Fee": w.Fee(f)}), f.If, f.Note, w.until(f)))
	}
	for _, t := range p.Times {
		lines = append(lines, sentence(w.T("procedure.time")+": "+w.Limit(t), t.If, t.Note))
	}
	lines = append(lines, sentence(w.T("procedure.online_"+string(p.Online.Level)), p.Online.Note))
	lines = append(lines, p.Notes...)
	return append(lines, w.T("procedure.law", Args{"Law": strings.Join(p.Legal, "; ")}),
		w.T("procedure.checked", Args{"Date": Day(p.CheckedOn), "Source": p.Source}))
}

// sentence joins a statement with its conditions: «25.000 đ (nếu …), đến 31/12/2026».
func sentence(text string, rest ...string) string {
	for _, r := range rest {
		if r != "" {
			text += " (" + r + ")"
		}
	}
	return text
}

func (w *Words) until(f kiosk.Fee) string {
	if f.ValidTo.IsZero() {
		return ""
	}
	return w.T("fee.until", Args{"Date": Day(f.ValidTo)})
}

// Place is the counters of a procedure's line at a site, else the office that
// decides it.
func (w *Words) Place(p kiosk.Procedure, s kiosk.Site) string {
	if counters := s.CountersFor(p.Service); len(counters) > 0 {
		return w.T("procedure.counters", Args{"Counters": Numbers(counters)})
	}
	return w.T("procedure.other_place", Args{"Level": strings.Join(p.Levels, ", ")})
}

// thousands writes 10000 as 10.000 or 10,000: an English reader takes 10.000 for ten.
func thousands(n int, group string) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + group + s[i:]
	}
	return s
}

// Whole writes a count, 20.000 or 20,000.
func (w *Words) Whole(n int) string { return thousands(n, w.T("fee.group")) }

// Decimal writes a figure, 12,3 or 12.3: the other sign than between thousands.
func (w *Words) Decimal(f float32) string {
	point := "."
	if w.T("fee.group") == point {
		point = ","
	}
	return strings.Replace(strconv.FormatFloat(float64(f), 'f', -1, 32), ".", point, 1)
}

// Numbers writes counters as «3, 4, 7», or «3–5» when they follow each other.
func Numbers(list []int) string {
	if n := len(list); n > 2 && list[n-1]-list[0] == n-1 {
		return fmt.Sprintf("%d–%d", list[0], list[n-1])
	}
	text := make([]string, len(list))
	for i, n := range list {
		text[i] = strconv.Itoa(n)
	}
	return strings.Join(text, ", ")
}

// Day writes a date as people do: 31/12/2026.
func Day(d kiosk.Date) string { return fmt.Sprintf("%02d/%02d/%d", d.Day, int(d.Month), d.Year) }

// Weekday names a day of the week.
func (w *Words) Weekday(d time.Weekday) string { return w.T("weekday.d" + strconv.Itoa(int(d))) }
