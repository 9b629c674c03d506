package screen

import (
	"context"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
	"dongthap.vn/sen/kiosk/store"
	"dongthap.vn/sen/kiosk/words"
)

// take is the choice of a line: one touch gives the number.
func (s *Stage) take() page {
	closed := s.closed()
	rows := make([]fyne.CanvasObject, 0, 8)
	for _, v := range s.Desk.Site().Services {
		row := s.kit.Row(touch.RowSpec{Icon: drawing(v.Icon, icons.Ticket), Title: v.Name.In(s.session.Lang), Facts: s.lineWords(v.Letter), Grows: true,
			OnTap: s.touched(func() { s.takeTicket(v.Letter, "") })})
		row.SetEnabled(closed == "" && s.Desk.Gives(v.Letter))
		rows = append(rows, row)
	}
	body := touch.Grid(s.columns(), s.mm(look.Gap), rows...)
	if closed != "" && s.session.Notice == "" {
		body = touch.Column(s.mm(look.HeadGap), s.kit.Banner(touch.Warning, closed), touch.Grow(1, body))
	}
	return page{name: "take", head: s.takeHead(), body: body, main: s.asksPriority(), foot: s.arriveButton(), scanned: s.arriveScanned}
}

// takeHead asks for the line, and says before a number is taken that nothing is
// printed: beside the question on low glass, where the lines need the room.
func (s *Stage) takeHead() fyne.CanvasObject {
	asked := head{icon: icons.Ticket, title: s.t("take.title"), under: s.t("take.no_printer")}
	if !s.low() {
		return s.head(asked)
	}
	told := s.note(asked.under)
	asked.under, asked.small = "", s.crowded()
	return touch.Across(s.mm(between), touch.Centered(s.head(asked)), touch.Grow(1, touch.Centered(told)))
}

// columns is how many things of a list stand side by side.
func (s *Stage) columns() int {
	if s.kit.Portrait() {
		return 1
	}
	return 2
}

// lineWords says how many wait in one line.
func (s *Stage) lineWords(letter string) string {
	switch {
	case s.closed() != "":
		return ""
	case !s.Desk.Gives(letter):
		return s.t("take.no_more")
	}
	if why, paused := s.Desk.Paused(letter); paused {
		return s.pausedWords(why) + " · " + s.peopleWords(letter)
	}
	return s.peopleWords(letter)
}

// pausedWords say why the counters of a line are closed for a while; a reason of a
// newer center is another.
func (s *Stage) pausedWords(why string) string {
	if key := "paused." + why; s.words().Has(key) {
		return s.t(key)
	}
	return s.t("paused." + kiosk.PausedAnother)
}

func (s *Stage) peopleWords(letter string) string {
	switch people := s.Desk.Ahead(letter); {
	case !people.Known:
		return s.t("take.unknown")
	case people.Count == 0:
		return s.t("take.nobody")
	default:
		return s.t("take.waiting", words.Args{"Count": people.Count})
	}
}

// qr is the code of an address. It takes some milliseconds, so it is made where
// nobody waits for the next frame. Without it the number is still the visitor's.
func (s *Stage) qr(url string) [][]bool {
	modules, err := receipt.QR(url)
	if err != nil {
		s.Log.Error("no QR", "err", err)
	}
	return modules
}

// takeTicket asks the desk for a number and shows it once it is stored. Who has one
// gets no other: a second finger may still lift from the lines that were left.
func (s *Stage) takeTicket(service, procedure string) {
	if s.session.Ticket != nil {
		return
	}
	var ticket kiosk.Ticket
	var slip kiosk.Slip
	request := store.TicketRequest{Service: service, Procedure: procedure, Lang: s.session.Lang, Class: s.session.Class}
	s.stores(func(ctx context.Context) (err error) {
		ticket, slip, err = s.Desk.TakeTicket(ctx, request)
		if err == nil {
			slip.QR = s.qr(slip.URL)
		}
		return err
	}, func() {
		s.session.Issued(ticket, slip, s.Now())
	})
}
