package ingest

import (
	"regexp"
	"strings"

	"github.com/go-json-experiment/json"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// An entry is an event with what it tells: *store.Ticket, *store.Feedback,
// *store.HelpCall, *store.Meeting, kiosk.TicketCancelled, kiosk.HelpCancelled,
// kiosk.MeetingCancelled, kiosk.StaffActed, or unfit.
type entry struct {
	*store.Event
	tells any
}

// An unfit event is understood by nobody here: the reason it goes to
// quarantine with.
type unfit string

const (
	unknownKind    unfit = "unknown_kind"
	unknownVersion unfit = "unknown_version"
	withheld       unfit = "withheld"
	badBody        unfit = "bad_body"
	notItsNumber   unfit = "number_of_another_kiosk"  // or no number at all
	notItsTicket   unfit = "ticket_of_another_kiosk"  // or no ticket at all
	notItsHelpCall unfit = "help_of_another_kiosk"    // or no call at all
	notItsMeeting  unfit = "meeting_of_another_kiosk" // or no meeting at all
	idTaken        unfit = "id_taken"
)

// understand reads an event's body. It needs no database, so that many batches
// can be read while one is written.
func understand(site int, e *store.Event) entry {
	read, known := kinds[e.Kind]
	switch {
	case len(e.Body) == 0:
		return entry{e, withheld}
	case !known:
		return entry{e, unknownKind}
	case e.V != 1:
		return entry{e, unknownVersion}
	}
	return entry{e, read(site, e)}
}

var kinds = map[string]func(site int, e *store.Event) any{
	kiosk.KindTicketIssued:     ticketIssued,
	kiosk.KindTicketCancelled:  ticketCancelled,
	kiosk.KindFeedbackGiven:    feedbackGiven,
	kiosk.KindHelpCalled:       helpCalled,
	kiosk.KindHelpCancelled:    helpCancelled,
	kiosk.KindStaffActed:       staffActed,
	kiosk.KindMeetingAsked:     meetingAsked,
	kiosk.KindMeetingCancelled: meetingCancelled,
}

const (
	receiptDigits = 20
	mostNumber    = 99_999  // of a day, service and kiosk
	mostPromised  = 24 * 60 // minutes
)

func ticketIssued(site int, e *store.Event) any {
	var b kiosk.TicketIssued
	switch err := json.Unmarshal(e.Body, &b); {
	case err != nil:
		return badBody
	case b.N < 1 || b.N > mostNumber || b.Number != kiosk.FormatNumber(b.Service, e.Device, b.N) || !letter(b.Service):
		return notItsNumber
	case b.Day.IsZero() || !hexDigits(b.ReceiptID, receiptDigits):
		return badBody
	case (b.Procedure != "" && !plain(b.Procedure, 32)) || !plain(string(b.Lang), 8):
		return badBody
	}
	k := &store.Ticket{ID: e.ID, Site: site, Device: e.Device, Epoch: e.Epoch, Seq: e.Seq, Number: b.Number, Day: b.Day.String(),
		Service: b.Service, Procedure: b.Procedure, Lang: b.Lang, ReceiptID: b.ReceiptID, Class: b.Class}
	if b.Class != "" && !reasonForm.MatchString(string(b.Class)) { // a newer kiosk may know more of them
		return badBody
	}
	if w := b.Promised; w != nil {
		if w.From < 0 || w.To < w.From || w.To > mostPromised {
			return badBody
		}
		k.Promised = *w
	}
	if b.AppointedAt != nil {
		k.AppointedAt = *b.AppointedAt
	}
	if k.Appointment = b.Appointment; b.Appointment != "" && (!hexDigits(b.Appointment, receiptDigits) || b.AppointedAt == nil) {
		return badBody
	}
	return k
}

func letter(s string) bool { return len(s) == 1 && s >= "A" && s <= "Z" }

func hexDigits(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789abcdef") == ""
}

func ticketCancelled(_ int, e *store.Event) any {
	var b kiosk.TicketCancelled
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return badBody
	}
	return b
}

var reasonForm = regexp.MustCompile(`^[a-z0-9_]{1,20}$`)

const mostReasons = 16

func feedbackGiven(site int, e *store.Event) any {
	var b kiosk.FeedbackGiven
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return badBody
	}
	if b.Rating < kiosk.VeryDissatisfied || b.Rating > kiosk.VerySatisfied || len(b.Reasons) > mostReasons || !plain(string(b.Lang), 8) {
		return badBody
	}
	for _, reason := range b.Reasons { // a newer kiosk may know more of them
		if !reasonForm.MatchString(reason) {
			return badBody
		}
	}
	return &store.Feedback{ID: e.ID, Site: site, Device: e.Device, Epoch: e.Epoch, Seq: e.Seq, Rating: b.Rating, Reasons: b.Reasons,
		HasWords: b.HasWords, WantsReply: b.WantsReply, Lang: b.Lang, Sealed: e.Sealed}
}

func helpCalled(site int, e *store.Event) any {
	var b kiosk.HelpCalled
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return badBody
	}
	if (b.Screen != "" && !plain(b.Screen, 32)) || !plain(string(b.Lang), 8) {
		return badBody
	}
	return &store.HelpCall{ID: e.ID, Site: site, Device: e.Device, Epoch: e.Epoch, Seq: e.Seq, Screen: b.Screen, Lang: b.Lang}
}

func helpCancelled(_ int, e *store.Event) any {
	var b kiosk.HelpCancelled
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return badBody
	}
	return b
}

// staffActed changes no line or list: it is read from the log. A newer kiosk may
// know more acts.
func staffActed(_ int, e *store.Event) any {
	var b kiosk.StaffActed
	if err := json.Unmarshal(e.Body, &b); err != nil || !reasonForm.MatchString(string(b.Act)) || b.Failures < 0 {
		return badBody
	}
	return b
}
