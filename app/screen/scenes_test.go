package screen

import (
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/voice"
)

// seldom are the states that a visit seldom comes to.
var seldom = []scene{
	{"01-home-unknown", func(v *visitor) { v.moment(v.now.AddDate(0, 0, 1)) }},
	{"01-home-no-hours", func(v *visitor) { v.alter(func(s *kiosk.Site) { s.Hours = nil }); v.stage.Show() }},
	{"01-home-cancelled", func(v *visitor) { v.issue(""); v.stage.cancelTicket() }},
	{"01-home-meeting-cancelled", func(v *visitor) {
		v.stage.session.Request = request
		v.stage.askMeeting()
		v.stage.cancelMeeting(v.stage.session.Meeting.Code)
	}},
	{"02-find-guess", func(v *visitor) { v.search("xqzw", false) }},
	{"02-find-ambiguous", func(v *visitor) { v.search("dat", true) }},
	{"03-procedure-gone", func(v *visitor) { v.look("9.999999") }},
	{"03-procedure-unsure", func(v *visitor) { v.look("1.005461") }},
	{"03-procedure-elsewhere", func(v *visitor) { v.alter(func(s *kiosk.Site) { s.Counters = nil }); v.look("1.004873") }},
	{"04-send-none", func(v *visitor) {
		v.alter(func(s *kiosk.Site) { s.PublicURL = "https://" + string(make([]byte, 4000)) })
		v.look("1.004873")
		v.open(kiosk.AtSend)
	}},
	{"05-take-unknown", func(v *visitor) { v.moment(v.now.AddDate(0, 0, 1)); v.open(kiosk.AtTake) }},
	{"05-take-gone", func(v *visitor) { v.open(kiosk.AtTake); v.stage.takeTicket("Z", "") }},
	{"05-take-resting", func(v *visitor) {
		v.rest()
		v.queue(kiosk.Queue{Paused: []kiosk.Paused{{Counter: 1, Reason: "lunch"}, {Counter: 2, Reason: "break"}, {Counter: 3, Reason: "lunch"}, {Counter: 4, Reason: "lunch"}}})
		v.open(kiosk.AtTake)
	}},
	{"05-take-meeting", func(v *visitor) {
		v.rest()
		v.queue(kiosk.Queue{Paused: []kiosk.Paused{{Counter: 2, Reason: "meeting"}}})
		v.open(kiosk.AtTake)
	}},
	{"05-arrival-cancelled", func(v *visitor) { v.arrivesAt(kiosk.ArrivesCancelled, 0) }},
	{"05-arrival-elsewhere", func(v *visitor) {
		v.stage.session.Arrived(kiosk.ArrivesElsewhere, kiosk.Appointment{ID: booking, Site: 2, Service: "B", At: v.now}, "")
		v.stage.Show()
	}},
	{"05-arrive-cut", func(v *visitor) {
		v.open(kiosk.AtArrive)
		v.desk.SetOnline(false)
		v.stage.session.Code = "48219037"
		v.stage.arriveTyped()
	}},
	{"05-book-none", func(v *visitor) {
		v.alter(func(s *kiosk.Site) { s.Hours = nil })
		v.stage.session.BookService("B")
		v.stage.Show()
	}},
	{"05-book-taken", func(v *visitor) { v.bookedTo(kiosk.AtBookCheck); v.stage.session.BookingGone(); v.stage.Show() }},
	{"05-book-enough", func(v *visitor) {
		v.bookedTo(kiosk.AtBookCheck)
		for range 8 {
			v.stage.session.HasBooked(kiosk.Booked{}, kiosk.Slip{}, v.now)
		}
		v.bookedTo(kiosk.AtBookCheck)
		v.stage.makeBooking()
	}},
	{"06-ticket-next", func(v *visitor) { v.queue(kiosk.Queue{}); v.stage.takeTicket("B", "") }},
	{"07-faces-wait", func(v *visitor) { v.stage.session.Thanked(v.now); v.stage.session.Home(v.now); v.open(kiosk.AtFaces) }},
	{"07-reasons-no-key", func(v *visitor) { v.publish(kiosk.DocKeys, []byte("{}")); v.open(kiosk.AtReasons) }},
	{"07-words-empty", func(v *visitor) { v.open(kiosk.AtWords) }},
	{"07-reply-bad", func(v *visitor) { v.replies("0123", true) }},
	{"07-reply-no-consent", func(v *visitor) { v.replies("0912345678", false) }},
	{"07-reply-letter", func(v *visitor) { v.open(kiosk.AtReply); v.types("a") }},
	{"07-reply-long", func(v *visitor) { v.open(kiosk.AtReply); v.stage.session.Fail("feedback.too_long"); v.stage.Show() }},
	{"08-meeting-full", func(v *visitor) {
		var all []kiosk.SlotTaken
		for _, s := range v.desk.MeetingSlots() {
			all = append(all, kiosk.SlotTaken{Day: s.Day, From: s.From, Count: 9})
		}
		v.queue(kiosk.Queue{Meetings: all})
		v.open(kiosk.AtMeeting)
	}},
	{"08-code-short", func(v *visitor) { v.open(kiosk.AtMeetingCode); v.stage.cancelMeeting("48") }},
	{"08-code-wait", func(v *visitor) {
		v.open(kiosk.AtMeetingCode)
		for range 6 {
			v.stage.cancelMeeting("48219037")
		}
	}},
	{"09-last-bad", func(v *visitor) {
		v.stage.session.Code = "H20.16-230130-0012"
		v.open(kiosk.AtDossierLast)
		v.stage.askDossier()
	}},
	{"09-receipt-revoked", func(v *visitor) {
		v.stage.session.Judged(kiosk.Checked{Worth: kiosk.WorthRevoked, Meeting: true, Device: "3", IssuedAt: v.now})
		v.stage.Show()
	}},
	{"11-floor-none", func(v *visitor) { v.alter(func(s *kiosk.Site) { s.Floor = nil }); v.open(kiosk.AtFloor) }},
	{"11-amenities-password", func(v *visitor) {
		v.alter(func(s *kiosk.Site) { s.WiFi.Password = "sen-2026-hoa" })
		v.open(kiosk.AtAmenities)
	}},
	{"13-staff-fresh", func(v *visitor) {
		v.staff()
		v.voiced()
		v.stage.keys.scannedAt = v.now
		v.stage.healthy = Health{Version: "1.4.0", Voice: voice.Ready}
		v.stage.Show()
	}},
	{"13-staff-no-player", func(v *visitor) { v.staff(); v.voiced(); v.stage.healthy.Voice = voice.NoPlayer; v.stage.Show() }},
	{"13-staff-broken", func(v *visitor) { v.staff(); v.voiced(); v.stage.healthy.Voice = voice.Broken; v.stage.Show() }},
	{"13-check-appointment", func(v *visitor) {
		code := v.booked(2 * time.Hour)
		v.staff()
		v.press(v.stage.t("checked.ask"))
		v.scans(code)
	}},
	{"13-check-letter", func(v *visitor) { v.staff(); v.press(v.stage.t("checked.ask")); v.types("ă") }},
	{"14-out-too-late", func(v *visitor) { v.stage.Rest(tooLate) }},
	{"14-out-anew", func(v *visitor) { v.stage.Rest(anew) }},
}

// replies leaves a number with an opinion.
func (v *visitor) replies(phone string, consent bool) {
	v.stage.session.Feedback = kiosk.Feedback{Rating: 2, Words: "Chờ lâu", Phone: phone, Consent: consent}
	v.open(kiosk.AtReply)
	v.stage.sendFeedback()
}
