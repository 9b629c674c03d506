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
		Closed: s.closedBriefly(), OnTap: s.opens(kiosk.AtTake)})
	lesser := s.lesserTiles()
	online := s.Desk.Online()
	top, stale := s.homeHead()
	refresh := func() {
		if s.Desk.Online() != online || stale() {
			s.Show() // a tile rests or does not any more, or a line under the title came or went
			return
		}
		ticket.SetSub(s.waiting())
		ticket.SetClosed(s.closedBriefly())
	}
	return page{
		name: "home", home: true, scanned: s.scannedAtHome,
		head: top,
		body: s.homeTiles(ticket, s.homeTile(icons.FileSearch, "home.find", kiosk.AtFind), lesser),
		foot: append(s.easeButtons(), s.listenButton()...),
		tick: refresh, news: refresh,
	}
}

// lesserTiles are what fewer people come for.
func (s *Stage) lesserTiles() []fyne.CanvasObject {
	tiles := []fyne.CanvasObject{s.dossierTile(), s.smallTile(icons.Smile, "home.feedback", kiosk.AtFaces)}
	if meeting := s.meetingTile(); meeting != nil {
		tiles = append(tiles, meeting)
	}
	return append(tiles, s.smallTile(icons.Wifi, "home.amenities", kiosk.AtAmenities))
}

// homeTiles sets the two that most come for above the others; glass that stands
// is too narrow for more than two side by side.
func (s *Stage) homeTiles(first, second fyne.CanvasObject, lesser []fyne.CanvasObject) fyne.CanvasObject {
	gap := s.mm(look.GridGap)
	big := touch.Grid(2, gap, first, second)
	columns, weight := len(lesser), float32(1)
	if s.kit.Portrait() {
		big, columns, weight = touch.Grid(1, gap, first, second), 2, float32((len(lesser)+1)/2)/2
	}
	return touch.Column(gap, touch.Grow(1, big), touch.Grow(weight, touch.Grid(columns, gap, lesser...)))
}

func (s *Stage) smallTile(icon icons.Name, key string, to kiosk.Screen) *touch.Tile {
	return s.kit.Tile(touch.TileSpec{Icon: icon, Title: s.t(key), OnTap: s.opens(to)})
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

// closedBriefly is closed for a tile: where letters are biggest on low glass, only
// when tickets are given again.
func (s *Stage) closedBriefly() string {
	if closed := s.closed(); closed == "" || !s.crowded() {
		return closed
	}
	return reopensText(s.words(), s.local(), s.Desk.Door().Reopens)
}

func (s *Stage) switchLanguage() {
	if s.session.Lang == kiosk.Vietnamese {
		s.session.Lang = kiosk.English
		return
	}
	s.session.Lang = kiosk.Vietnamese
}
