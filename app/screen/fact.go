package screen

import (
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// clockText is the header's time: «08:42 · Thứ Hai 23/11».
func clockText(w *words.Words, t time.Time) string {
	return w.T("head.clock", words.Args{"Time": t.Format("15:04"), "Weekday": w.Weekday(t.Weekday()), "Date": t.Format("02/01")})
}

// reopensText says when tickets are given again.
func reopensText(w *words.Words, now, at time.Time) string {
	if at.IsZero() {
		return w.T("door.unknown")
	}
	args := words.Args{"Time": at.Format("15:04"), "Weekday": w.Weekday(at.Weekday()), "Date": at.Format("02/01")}
	if kiosk.DateOf(at) == kiosk.DateOf(now) {
		return w.T("door.reopens_today", args)
	}
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
