package screen

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// feeText says what a fee is, never more than is known: «25.000 đ/bản».
func feeText(w *words.Words, f kiosk.Fee) string {
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
			return w.T("fee.amount", words.Args{"Amount": amount})
		}
		return w.T("fee.amount_unit", words.Args{"Amount": amount, "Unit": w.T("unit." + string(f.Unit))})
	}
	return w.T("fee.ask")
}

// timeText says how long a procedure takes: «3 ngày làm việc», «8–10 ngày».
func timeText(w *words.Words, t kiosk.TimeLimit) string {
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
		return w.T(unit, words.Args{"Amount": strconv.Itoa(t.Max), "Count": t.Max})
	}
	return w.T(unit, words.Args{"Amount": fmt.Sprintf("%d–%d", t.Min, t.Max), "Count": t.Max})
}

// timeLimit is the usual case's, or «hỏi quầy».
func timeLimit(p kiosk.Procedure) kiosk.TimeLimit {
	if len(p.Times) > 0 {
		return p.Times[0]
	}
	return kiosk.TimeLimit{Unit: kiosk.AskTime}
}

// thousands writes 10000 as 10.000 or 10,000: an English reader takes 10.000 for ten.
func thousands(n int, group string) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + group + s[i:]
	}
	return s
}

// numbers writes counters as «3, 4, 7», or «3–5» when they follow each other.
func numbers(list []int) string {
	if n := len(list); n > 2 && list[n-1]-list[0] == n-1 {
		return fmt.Sprintf("%d–%d", list[0], list[n-1])
	}
	text := make([]string, len(list))
	for i, n := range list {
		text[i] = strconv.Itoa(n)
	}
	return strings.Join(text, ", ")
}

// clockText is the header's time: «08:42 · Thứ Hai 23/11».
func clockText(w *words.Words, t time.Time) string {
	return w.T("head.clock", words.Args{"Time": t.Format("15:04"), "Weekday": weekday(w, t.Weekday()), "Date": t.Format("02/01")})
}

func weekday(w *words.Words, d time.Weekday) string { return w.T("weekday.d" + strconv.Itoa(int(d))) }

// reopensText says when tickets are given again.
func reopensText(w *words.Words, now, at time.Time) string {
	if at.IsZero() {
		return w.T("door.unknown")
	}
	args := words.Args{"Time": at.Format("15:04"), "Weekday": weekday(w, at.Weekday()), "Date": at.Format("02/01")}
	if at.Sub(now) < 6*24*time.Hour {
		return w.T("door.reopens", args)
	}
	return w.T("door.reopens_later", args)
}

// doorText says why no tickets are given, and until when.
func doorText(w *words.Words, now time.Time, o kiosk.Opened) string {
	var why string
	switch o.Door {
	case kiosk.DoorBreak:
		why = w.T("door.lunch")
	case kiosk.DoorEnding:
		why = w.T("door.ending")
	case kiosk.DoorHoliday:
		why = w.T("door.holiday", words.Args{"Name": o.Holiday})
	default:
		why = w.T("door.shut")
	}
	return why + ". " + reopensText(w, now, o.Reopens)
}

// dayText writes a date as people do: 31/12/2026.
func dayText(d kiosk.Date) string {
	return fmt.Sprintf("%02d/%02d/%d", d.Day, int(d.Month), d.Year)
}
