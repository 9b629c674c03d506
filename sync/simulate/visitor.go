package simulate

import (
	"errors"
	"slices"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/store"
)

// visit lets a visitor do something at a kiosk.
func (m *machine) visit() {
	if !m.runs() {
		return
	}
	if m.w.meeting() && m.w.odds(0.5) {
		pick(m.w, m.meet, m.arrive)()
		return
	}
	switch m.w.chance.IntN(10) {
	default:
		for range 1 + m.w.chance.IntN(3) {
			m.take()
		}
	case 0:
		m.takeBack()
	case 1:
		m.rate()
	case 2:
		m.call()
	case 3:
		for range 1 + m.w.chance.IntN(25) { // a busload
			m.take()
		}
	}
}

// take is a visitor who takes a number.
func (m *machine) take() {
	if !m.runs() {
		return
	}
	r := store.TicketRequest{Service: pick(m.w, "A", "B", "D"), Lang: kiosk.Vietnamese}
	t, err := m.issue(r)
	if errors.Is(err, kiosk.ErrUnknownService) && m.desk.Site().ID == 0 {
		return // the site's document has not come yet
	}
	must(err)
	if m.recorded() {
		m.w.show(shown{by: m.history, id: t.ID, kind: kiosk.KindTicketIssued, number: t.Number, day: t.Day.String()})
		m.w.note("kiosk "+m.name, "shows", t.Number, "of", t.Day)
	}
	m.tickets = append(m.tickets, t.ID)
	if t.Day != kiosk.DateOf(m.now().In(kiosk.VietnamTime)) {
		m.w.reach(dayHeldBack)
	}
}

func (m *machine) issue(r store.TicketRequest) (kiosk.Ticket, error) {
	if plant := m.w.plant.take; plant != nil {
		return plant(m, r)
	}
	t, _, err := m.desk.TakeTicket(m.w.ctx, r)
	return t, err
}

// recorded lets the witness see what was just recorded. The kiosk may stop
// before anybody is told; then it is false.
func (m *machine) recorded() (told bool) {
	m.saw()
	if m.w.faults["crash"] && m.w.odds(0.02) {
		m.w.reach(diedBeforeShown)
		m.kill()
		m.w.after(m.w.span(time.Second, time.Minute), m.boot)
		return false
	}
	return true
}

// takeBack is a visitor who changes their mind.
func (m *machine) takeBack() {
	if len(m.tickets) == 0 {
		return
	}
	id := m.tickets[len(m.tickets)-1]
	t, err := m.desk.CancelTicket(m.w.ctx, id)
	if errors.Is(err, kiosk.ErrTooLate) || errors.Is(err, kiosk.ErrNotFound) {
		return
	}
	must(err)
	before := m.history.last()
	if m.recorded() && m.history.last() > before {
		m.w.show(shown{by: m.history, id: m.history.links[len(m.history.links)-1].id, kind: kiosk.KindTicketCancelled})
		m.w.note("kiosk "+m.name, "takes back", t.Number)
		m.w.reach(takenBack)
	}
}

// rate is a visitor who gives feedback.
func (m *machine) rate() {
	f := kiosk.Feedback{Rating: 1 + m.w.chance.IntN(5), Lang: kiosk.Vietnamese}
	if m.desk.CanSeal() {
		f.Words = "Cán bộ rất tận tình, chỉ chờ hơi lâu."
	}
	id := got(m.desk.GiveFeedback(m.w.ctx, f))
	if m.recorded() {
		m.w.show(shown{by: m.history, id: id, kind: kiosk.KindFeedbackGiven})
	}
}

// call is a visitor who calls a person, and may not wait for one.
func (m *machine) call() {
	c := got(m.desk.CallHelp(m.w.ctx, kiosk.HelpCalled{Screen: "home", Lang: kiosk.Vietnamese}))
	if !m.recorded() {
		return
	}
	m.w.show(shown{by: m.history, id: c.ID, kind: kiosk.KindHelpCalled})
	m.calls = append(m.calls, c.ID)
	if m.w.odds(0.3) {
		must(m.desk.CancelHelp(m.w.ctx, c.ID))
		m.recorded()
	}
}

// seen notes that the kiosk told a visitor that somebody comes.
func (m *machine) seen() {
	if slices.ContainsFunc(m.desk.HelpSeen(), func(id string) bool { return slices.Contains(m.calls, id) }) {
		m.w.reach(helpSeen)
	}
}
