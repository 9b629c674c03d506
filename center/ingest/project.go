package ingest

import (
	"context"
	"errors"
	"slices"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// A finding is an event that could not be projected as it is, and why.
type finding struct {
	event  *store.Event
	reason string
}

// numberTaken is the one finding that does not go to quarantine: the ticket
// stands in its line, as a twin.
const numberTaken = "number_taken"

// A projector turns what events tell into rows of lines and lists. Rows are
// collected and added together, which costs less.
type projector struct {
	tx       *store.Tx
	tickets  []*store.Ticket
	feedback []*store.Feedback
	help     []*store.HelpCall
	meetings []*store.Meeting
	sources  map[string]*store.Event // of the collected rows, by id
	findings []finding
}

// project adds the events of one device and epoch to the projections, in their
// order.
func project(ctx context.Context, t *store.Tx, entries []entry) ([]finding, error) {
	p := &projector{tx: t, sources: make(map[string]*store.Event, len(entries))}
	for _, e := range entries {
		if err := p.one(ctx, e); err != nil {
			return nil, err
		}
	}
	if err := p.flush(ctx); err != nil {
		return nil, err
	}
	return p.findings, nil
}

func (p *projector) one(ctx context.Context, e entry) error {
	switch told := e.tells.(type) {
	case unfit:
		p.find(e.Event, told)
	case *store.Ticket:
		if p.collect(e.Event) {
			told.IssuedAt = e.At
			p.tickets = append(p.tickets, told)
		}
	case *store.Feedback:
		if p.collect(e.Event) {
			told.At = e.At
			p.feedback = append(p.feedback, told)
			p.tx.Touch(store.TopicFeedback, e.ReceivedAt)
		}
	case *store.HelpCall:
		if p.collect(e.Event) {
			told.CalledAt = e.At
			p.help = append(p.help, told)
			p.tx.Touch(store.TopicHelp, e.ReceivedAt)
		}
	case *store.Meeting:
		if p.collect(e.Event) {
			told.AskedAt = e.At
			p.meetings = append(p.meetings, told)
			p.tx.Touch(store.TopicMeetings, e.ReceivedAt)
		}
	case kiosk.TicketCancelled:
		return p.cancelTicket(ctx, e.Event, told)
	case kiosk.HelpCancelled:
		return p.cancelHelp(ctx, e.Event, told)
	case kiosk.MeetingCancelled:
		return p.cancelMeeting(ctx, e.Event, told)
	}
	return nil
}

func (p *projector) find(e *store.Event, reason unfit) {
	p.findings = append(p.findings, finding{e, string(reason)})
}

// collect notes which event a row comes from; false when its id was given
// twice in one batch.
func (p *projector) collect(e *store.Event) bool {
	if _, twice := p.sources[e.ID]; twice {
		p.find(e, idTaken)
		return false
	}
	p.sources[e.ID] = e
	return true
}

// flush adds the collected rows.
func (p *projector) flush(ctx context.Context) error {
	taken, err := p.tx.AddTickets(ctx, p.tickets)
	if err != nil {
		return err
	}
	for _, k := range taken {
		if k.Number {
			p.findings = append(p.findings, finding{p.sources[k.ID], numberTaken})
			continue
		}
		p.find(p.sources[k.ID], idTaken)
	}
	feedback, err := p.tx.AddFeedback(ctx, p.feedback)
	if err != nil {
		return err
	}
	help, err := p.tx.AddHelpCalls(ctx, p.help)
	if err != nil {
		return err
	}
	meetings, err := p.tx.AddMeetings(ctx, p.meetings)
	if err != nil {
		return err
	}
	for _, id := range slices.Concat(feedback, help, meetings) {
		p.find(p.sources[id], idTaken)
	}
	p.tickets, p.feedback, p.help, p.meetings = p.tickets[:0], p.feedback[:0], p.help[:0], p.meetings[:0]
	return nil
}

// cancelTicket takes a ticket back for its visitor. One that has been served
// by now stays served.
func (p *projector) cancelTicket(ctx context.Context, e *store.Event, b kiosk.TicketCancelled) error {
	if err := p.flush(ctx); err != nil { // the ticket may be of this batch
		return err
	}
	ticket, err := p.tx.Ticket(ctx, b.Ticket)
	switch {
	case errors.Is(err, kiosk.ErrNotFound), err == nil && ticket.Device != e.Device:
		p.find(e, notItsTicket)
		return nil
	case err != nil:
		return err
	}
	_, err = p.tx.Act(ctx, store.Action{Ticket: b.Ticket, Site: ticket.Site, Act: store.ActCancel, At: e.At, Reason: "visitor", Event: e.ID})
	return err
}

func (p *projector) cancelHelp(ctx context.Context, e *store.Event, b kiosk.HelpCancelled) error {
	if err := p.flush(ctx); err != nil { // the call may be of this batch
		return err
	}
	call, err := p.tx.HelpCall(ctx, b.Help)
	switch {
	case errors.Is(err, kiosk.ErrNotFound), err == nil && call.Device != e.Device:
		p.find(e, notItsHelpCall)
		return nil
	case err != nil:
		return err
	}
	p.tx.Touch(store.TopicHelp, e.ReceivedAt)
	_, err = p.tx.ActOnHelp(ctx, store.HelpAction{Help: b.Help, State: store.HelpCancelled, At: e.At, Event: e.ID})
	return err
}
