package web

import (
	"context"
	"strings"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
	"dongthap.vn/sen/kiosk/words"
)

// followReceipt is how often a phone asks when it hears no hint, in seconds.
const followReceipt = 15

// nearTurn is how many people ahead make a phone vibrate.
const nearTurn = 2

// callsOnPhone is how many counters the page tells of.
const callsOnPhone = 4

// A receiptBody is what the phone shows.
type receiptBody struct {
	Shape              string // when this changes, more than the live part does
	OtherLang          kiosk.Lang
	Page               string // its own address, "" for what is no ticket of ours
	Query              string // of the language, behind an address
	Every              int    // seconds between looks; 0 when nothing can change
	Kind, Icon         string
	Verdict, VerdictEN string // the second for readers of Vietnamese only
	Printed, Hint      string
	Number, Service    string
	Over               bool // the number is worth nothing any more
	Waiting            bool
	Further            string // services it goes on to with the same number
	Ahead              int
	WaitKnown          bool
	WaitFrom, WaitTo   int
	GoTo               int // the counter to go to now, or 0
	Parked             int // the counter that waits for a paper, or 0
	CalledAt, Clock    string
	Turn               string // "near", "called" or ""
	Serving            []kiosk.Called
	Procedure          string
	Papers             []kiosk.Paper
	AskPapers          bool
	Meeting            string // where a meeting stands, in a sentence; "" for a ticket
	When, Where        string
	More               moreTime
	Rate               ratingForm
	Appointment        *appointmentBody // nil for what is none
}

func (s *Server) receiptPage(ctx context.Context, f finding, lang kiosk.Lang) (page, error) {
	site, w, title := f.site, s.Words.In(lang), "receipt.title"
	look := looks[f.verdict]
	b := receiptBody{
		OtherLang: other(lang), Kind: look.kind, Icon: look.icon, Clock: clock(s.Now(), site),
		Verdict: w.T("verdict." + string(f.verdict)), VerdictEN: strings.ToUpper(s.Words.In(kiosk.English).T("verdict." + string(f.verdict))),
	}
	if lang == kiosk.English {
		b.Verdict, b.VerdictEN = b.VerdictEN, ""
	}
	if f.hint != "" {
		b.Hint = w.T("receipt."+f.hint, words.Args{"Counter": f.position.Ticket.Counter})
	}
	switch {
	case f.receipt.Kind == receipt.KindMeeting:
		title = "receipt.meeting_title"
		b.meetingReceipt(f, site, w, s.Now())
	case f.receipt.Kind == receipt.KindAppointment:
		title = "appointment_page.title"
		if err := s.appointmentReceipt(ctx, &b, f, site, w); err != nil {
			return page{}, err
		}
	case f.verdict != forged && f.verdict != foreign:
		b.fill(f, site, w)
		s.addTime(ctx, &b, f.position.Ticket, site, s.Now())
		if f.verdict == used {
			if err := s.addRating(ctx, &b, f.position.Ticket.ID, w); err != nil {
				return page{}, err
			}
		}
		if err := s.addPapers(ctx, &b, f); err != nil {
			return page{}, err
		}
	}
	b.Shape = strings.Join([]string{string(f.verdict), b.Procedure, b.Meeting}, " ")
	return page{Title: w.T(title), Site: site.Name.In(lang), Example: site.Example, Body: b}, nil
}

// fill tells of a receipt that is ours.
func (b *receiptBody) fill(f finding, site kiosk.Site, w *words.Words) {
	rc, k := f.receipt, f.position.Ticket
	b.Number, b.Service, b.Page = rc.Number, rc.Service, receiptPath(f.code, kiosk.Vietnamese, "")
	if w.Lang == kiosk.English {
		b.Query = "?lang=en"
	}
	if f.verdict == genuine {
		b.Service, b.Further = k.Service, goesOn(site, k.Further, w.Lang) // it may have gone on to another
	}
	if v, err := site.Service(b.Service); err == nil {
		b.Service = v.Name.In(w.Lang)
	}
	b.Printed = w.T("receipt.printed", words.Args{"Time": clock(rc.IssuedAt, site), "Date": day(rc.IssuedAt, site), "Kiosk": rc.Device})
	switch f.verdict {
	case genuine:
		b.Every, b.Serving = followReceipt, (kiosk.Queue{Called: f.serving}).LastCalls(callsOnPhone)
		b.follow(f.position, clock(k.RungAt, site))
	case notSynced:
		b.Every, b.Serving = followReceipt, (kiosk.Queue{Called: f.serving}).LastCalls(callsOnPhone)
	default:
		b.Over = f.verdict != revoked
	}
}

// follow tells where a living ticket stands.
func (b *receiptBody) follow(p queue.Position, calledAt string) {
	if p.Ticket.State == store.Parked {
		b.Parked = p.Ticket.ForCounter
		return
	}
	if p.Ticket.State.AtCounter() {
		b.GoTo, b.CalledAt, b.Turn = p.Ticket.Counter, calledAt, "called"
		return
	}
	b.Waiting, b.Ahead = true, p.Ahead
	b.WaitKnown, b.WaitFrom, b.WaitTo = p.WaitKnown, p.Wait.From, p.Wait.To
	if p.Ahead <= nearTurn {
		b.Turn = "near"
	}
}

// addPapers lists what to bring when the ticket was taken for a procedure.
func (s *Server) addPapers(ctx context.Context, b *receiptBody, f finding) error {
	if f.verdict != genuine {
		return nil
	}
	return s.papersOf(ctx, b, f.position.Ticket.Procedure)
}

// papersOf lists what to bring for a procedure, "" for none.
func (s *Server) papersOf(ctx context.Context, b *receiptBody, procedure string) error {
	if procedure == "" {
		return nil
	}
	catalogue, err := s.Publisher.Catalogue(ctx)
	if err != nil {
		return err
	}
	if p, err := catalogue.Procedure(procedure); err == nil {
		b.Procedure, b.Papers, b.AskPapers = p.NameVI, p.Papers, p.Confidence.Papers != kiosk.Good
	}
	return nil
}
