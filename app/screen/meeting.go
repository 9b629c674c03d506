package screen

import (
	"strings"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/words"
)

// meeting says whom one may meet, when and where, before anything is asked.
func (s *Stage) meeting() page {
	m := s.Desk.Site().Meetings
	p := page{name: "meeting", news: func() {}}
	if m == nil {
		p.body = s.message(icons.CalendarDays, s.t("meeting.none"))
		return p
	}
	ask := s.primary(icons.ChevronRight, s.t("meeting.ask"), s.opens(kiosk.AtMeetingSubject))
	open := s.Desk.CanSeal() && len(openDays(s.Desk.MeetingSlots())) > 0
	ask.SetEnabled(open)
	switch {
	case !s.Desk.CanSeal():
		s.session.Notice = "meeting.no_key"
	case !open:
		s.session.Notice = "meeting.full"
	}
	hours := make([]string, len(m.Hours))
	for i, o := range m.Hours {
		hours[i] = s.openingText(o)
	}
	p.main = ask
	p.foot = []fyne.CanvasObject{s.kit.Button(touch.Plain, icons.Close, s.t("meeting.cancel_by_code"), s.opens(kiosk.AtMeetingCode))}
	p.head = s.head(head{icon: icons.CalendarDays, title: s.t("meeting.title", words.Args{"With": m.With.In(s.session.Lang)})})
	facts := touch.Column(s.mm(look.Gap), s.kit.Fact(s.t("meeting.when"), strings.Join(hours, "; ")), s.kit.Fact(s.t("meeting.place"), m.Place.In(s.session.Lang)))
	told := []fyne.CanvasObject{facts}
	for _, key := range []string{"meeting.how_confirm", "meeting.how_law"} {
		told = append(told, s.kit.Text(look.Body, s.t(key)))
	}
	p.body = s.kit.Scrolled(s.arrows(), touch.Column(s.mm(look.HeadGap), told...))
	return p
}

// subject asks what it is about. A person need not write: the less is told here,
// the less is kept.
func (s *Stage) subject() page {
	rows := []fyne.CanvasObject{}
	if m := s.Desk.Site().Meetings; m != nil {
		for _, sub := range m.Subjects {
			rows = append(rows, s.kit.Row(touch.RowSpec{Title: sub.Name.In(s.session.Lang), Grows: true, OnTap: s.goes(func() { s.session.ChooseSubject(sub.Key) })}))
		}
	}
	return page{name: "subject", news: func() {}, body: touch.Grid(s.columns(), s.mm(look.Gap), rows...),
		head: s.head(head{icon: icons.MessageSquare, over: s.meetingStep(1), title: s.t("meeting.subject")})}
}

func (s *Stage) meetingStep(n int) string { return s.t("meeting.step", words.Args{"Step": n}) }

// meetingDay lists the days that have a time left; the others say why not.
func (s *Stage) meetingDay() page {
	slots := s.Desk.MeetingSlots()
	open, rows := openDays(slots), []fyne.CanvasObject{}
	for _, d := range days(slots) {
		row := s.kit.Row(touch.RowSpec{Icon: icons.CalendarDays, Title: s.dayWords(d), Facts: s.leftWords(open[d]), OnTap: s.goes(func() { s.session.ChooseDay(d) })})
		row.SetEnabled(open[d] > 0)
		rows = append(rows, row)
	}
	return page{name: "day", news: func() {}, body: s.kit.Pager(touch.PagerSpec{Arrows: s.arrows(), Label: s.pageWords}, rows...),
		head: s.head(head{icon: icons.CalendarDays, over: s.meetingStep(2), title: s.t("meeting.day"), small: s.low()})}
}

// openDays counts the times left on each day.
func openDays(slots []desk.OfferedSlot) map[kiosk.Date]int {
	open := map[kiosk.Date]int{}
	for _, o := range slots {
		if o.Left > 0 {
			open[o.Day]++
		}
	}
	return open
}

// days lists each day once, in order.
func days(slots []desk.OfferedSlot) (list []kiosk.Date) {
	for _, o := range slots {
		if n := len(list); n == 0 || list[n-1] != o.Day {
			list = append(list, o.Day)
		}
	}
	return list
}

// dayWords is a day as people say it: «Thứ Hai 30/11/2026».
func (s *Stage) dayWords(d kiosk.Date) string {
	return s.words().Weekday(d.Weekday()) + " " + words.Day(d)
}

func (s *Stage) leftWords(times int) string {
	if times == 0 {
		return s.t("meeting.none_left")
	}
	return s.t("meeting.left", words.Args{"Count": times})
}

// meetingSlot lists the times of the day chosen.
func (s *Stage) meetingSlot() page {
	cells := []fyne.CanvasObject{}
	for _, o := range s.Desk.MeetingSlots() {
		if o.Day != s.session.Request.Day {
			continue
		}
		cell := s.kit.Button(touch.Plain, icons.Clock, o.From.String(), s.goes(func() { s.session.ChooseSlot(o.Slot) }))
		cell.SetEnabled(o.Left > 0)
		cells = append(cells, cell)
	}
	columns := 3
	if s.kit.Portrait() {
		columns = 2
	}
	return page{name: "slot", news: func() {}, body: touch.Grid(columns, s.mm(look.Gap), cells...),
		head: s.head(head{icon: icons.Clock, over: s.meetingStep(2), title: s.t("meeting.slot"), under: s.dayWords(s.session.Request.Day)})}
}

// meetingWords is a time in a sentence: «07:30 Thứ Hai 30/11/2026».
func (s *Stage) meetingWords(slot kiosk.Slot) string {
	return slot.From.String() + " " + s.dayWords(slot.Day)
}
