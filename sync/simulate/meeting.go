package simulate

import (
	"errors"

	"dongthap.vn/sen/kiosk"
)

// meeting tells whether people ask for meetings in this world, and book times.
// Which worlds do is no draw: the seeds kept from before are to be the same days.
func (w *world) meeting() bool { return w.seed%7 == 2 }

// meet is a visitor who asks for a meeting with the Director, or takes the one
// asked for last back.
func (m *machine) meet() {
	if n := len(m.meetings); n > 0 && m.w.odds(0.4) {
		m.takeMeetingBack(m.meetings[n-1])
		return
	}
	var free []kiosk.Slot
	for _, o := range m.desk.MeetingSlots() {
		if o.Left > 0 {
			free = append(free, o.Slot)
		}
	}
	if len(free) == 0 || !m.desk.CanSeal() {
		return // no document of the site or of the keys has come yet, or its clock knows no month
	}
	r := kiosk.MeetingRequest{Slot: free[m.w.chance.IntN(min(len(free), 4))], Subject: "slow", Name: "Nguyễn Văn Mẫu", Phone: "0912345678", Consent: true, Lang: kiosk.Vietnamese}
	meeting, _, err := m.desk.AskMeeting(m.w.ctx, r)
	must(err)
	if m.recorded() {
		m.w.show(shown{by: m.history, id: meeting.ID, kind: kiosk.KindMeetingAsked})
		m.w.note("kiosk "+m.name, "notes a meeting on", r.Day, "at", r.From)
		m.w.reach(meetingAsked)
	}
	m.meetings = append(m.meetings, meeting.Code)
}

func (m *machine) takeMeetingBack(code string) {
	before := m.history.last()
	meeting, err := m.desk.CancelMeeting(m.w.ctx, code)
	if errors.Is(err, kiosk.ErrNotFound) {
		return // asked for in a file that is lost, or taken back before
	}
	must(err)
	if m.recorded() && m.history.last() > before {
		m.w.show(shown{by: m.history, id: m.history.links[len(m.history.links)-1].id, kind: kiosk.KindMeetingCancelled})
		m.w.note("kiosk "+m.name, "takes back a meeting on", meeting.Slot.Day)
		m.w.reach(meetingTakenBack)
	}
}
