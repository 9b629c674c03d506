package screen

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// home is the first screen: four things to do, the language, a person.
func (s *Stage) home() page {
	ticket := s.kit.Tile(touch.TileSpec{Icon: icons.Ticket, Title: s.t("home.ticket"), Sub: s.waiting(), Primary: true, Big: true,
		Closed: s.closed(), OnTap: s.opens(kiosk.AtTake)})
	tiles := []fyne.CanvasObject{
		ticket,
		s.homeTile(icons.FileSearch, "home.find", kiosk.AtFind),
		s.homeTile(icons.Smile, "home.feedback", kiosk.AtFaces),
		s.homeTile(icons.Wifi, "home.amenities", kiosk.AtAmenities),
	}
	refresh := func() {
		ticket.SetSub(s.waiting())
		ticket.SetClosed(s.closed())
	}
	return page{
		name: "home", home: true,
		head: s.head(head{title: s.t("home.title")}),
		body: touch.Grid(2, s.mm(look.GridGap), tiles...),
		foot: s.easeButtons(),
		tick: refresh, news: refresh,
	}
}

func (s *Stage) homeTile(icon icons.Name, key string, to kiosk.Screen) fyne.CanvasObject {
	return s.kit.Tile(touch.TileSpec{Icon: icon, Title: s.t(key), Sub: s.t(key + "_hint"), Big: true, OnTap: s.opens(to)})
}

// waiting says how many people wait in all lines together.
func (s *Stage) waiting() string {
	all, known := 0, false
	for _, v := range s.Desk.Site().Services {
		people := s.Desk.Ahead(v.Letter)
		all, known = all+people.Count, known || people.Known
	}
	switch {
	case !known:
		return s.t("home.ticket_hint")
	case all == 0:
		return s.t("home.nobody")
	}
	return s.t("home.waiting", words.Args{"Count": all})
}

// closed says why no tickets are given, or "".
func (s *Stage) closed() string {
	if s.Desk.Door().Door == kiosk.DoorOpen {
		return ""
	}
	return s.doorWords()
}

func (s *Stage) switchLanguage() {
	if s.session.Lang == kiosk.Vietnamese {
		s.session.Lang = kiosk.English
		return
	}
	s.session.Lang = kiosk.Vietnamese
}
