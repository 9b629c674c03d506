package screen

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
)

// asksPriority is the button beside the lines: nobody has to press it, and it
// shows what was said. Nil where the site knows no classes.
func (s *Stage) asksPriority() fyne.CanvasObject {
	if len(s.Desk.Site().Priority) == 0 {
		return nil
	}
	mark, words := icons.HeartHandshake, s.t("priority.ask")
	if c := s.session.Class; c != "" {
		mark, words = icons.SquareCheck, s.t("class."+string(c))
	}
	return s.kit.Button(touch.Plain, mark, words, s.opens(kiosk.AtPriority)).Wide(look.PrimaryWidth)
}

// priority asks which class that goes first the visitor belongs to. One touch
// answers it and returns to the lines; nothing is typed and nothing is proved.
func (s *Stage) priority() page {
	var rows []fyne.CanvasObject
	for _, c := range s.Desk.Site().Priority {
		rows = append(rows, s.class(s.t("class."+string(c)), c))
	}
	rows = append(rows, s.class(s.t("priority.none"), ""))
	return page{name: "priority", news: func() {}, body: touch.Grid(s.columns(), s.mm(look.Gap), rows...),
		head: s.head(head{icon: icons.HeartHandshake, title: s.t("priority.title"), under: s.t("priority.honest")})}
}

func (s *Stage) class(words string, c kiosk.Class) fyne.CanvasObject {
	mark := icons.Square
	if s.session.Class == c {
		mark = icons.SquareCheck
	}
	return s.kit.Row(touch.RowSpec{Icon: mark, Title: words, Grows: true, OnTap: s.goes(func() { s.session.Belongs(c) })})
}
