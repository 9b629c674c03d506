package screen

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
)

// Drawings on the plan, in mm.
const (
	spotIcon = 5.5
	hereIcon = 8
)

// floor is the plan of the lobby: where what people look for is, and where they
// stand. Its list names what the drawings mean.
func (s *Stage) floor() page {
	p := page{name: "floor", news: func() {}, head: s.head(head{icon: icons.Map, title: s.t("floor.title"), small: s.low()})}
	f := s.Desk.Site().Floor
	if f == nil {
		p.body = s.message(icons.Map, s.t("floor.none"), s.t("help.desk", s.desk()))
		return p
	}
	list := s.kit.Scrolled(s.arrows(), touch.Column(s.mm(look.Gap), s.floorNames(*f)...))
	if s.kit.Portrait() {
		p.body = touch.Column(s.mm(between), touch.Grow(1.2, s.floorPlan(*f)), touch.Grow(1, list))
		return p
	}
	beside := float32(1)
	if s.crowded() {
		beside = 1.5 // names of one word need it
	}
	p.body = touch.Across(s.mm(between), touch.Grow(2, s.floorPlan(*f)), touch.Grow(beside, list))
	return p
}

func (s *Stage) floorPlan(f kiosk.Floor) fyne.CanvasObject {
	var things []touch.Placed
	for _, r := range f.Rooms {
		x, y, w, h := float32(r.X), float32(r.Y), float32(r.Width), float32(r.Height)
		things = append(things, touch.Placed{Object: s.kit.Ground(), X: x, Y: y, Width: w, Height: h},
			touch.Placed{Object: s.kit.Text(look.Small, r.Name.In(s.session.Lang)).Centered().Middle(), X: x, Y: y, Width: w, Height: h})
	}
	for _, p := range f.Points {
		things = append(things, touch.Placed{Object: s.kit.Spot(drawing(p.Icon, icons.Info), false, s.mm(spotIcon)), X: float32(p.X), Y: float32(p.Y)})
	}
	if here, known := f.Kiosks[s.Desk.Identity.Device]; known {
		things = append(things, touch.Placed{Object: s.kit.Spot(icons.MapPin, true, s.mm(hereIcon)), X: float32(here.X), Y: float32(here.Y)})
	}
	return touch.Plan(float32(f.Width), float32(f.Height), things...)
}

// floorNames say what the drawings mean, «Bạn đang ở đây» first.
func (s *Stage) floorNames(f kiosk.Floor) (rows []fyne.CanvasObject) {
	row := func(spot fyne.CanvasObject, words string) {
		rows = append(rows, touch.Across(s.mm(3), touch.Centered(spot), touch.Grow(1, touch.Centered(s.kit.Text(look.Body, words)))))
	}
	if _, known := f.Kiosks[s.Desk.Identity.Device]; known {
		row(s.kit.Spot(icons.MapPin, true, s.mm(spotIcon)), s.t("floor.here"))
	}
	for _, p := range f.Points {
		row(s.kit.Spot(drawing(p.Icon, icons.Info), false, s.mm(spotIcon)), p.Name.In(s.session.Lang))
	}
	return rows
}
