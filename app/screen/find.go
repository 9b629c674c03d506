package screen

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/keyboard"
	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/guide"
	"dongthap.vn/sen/kiosk/words"
)

// Results shown, and the letters from which they are.
const (
	mostFound = 10
	mostQuery = 100
	fewest    = 2
)

// find is the search for a procedure, in two shapes: typing, with the keyboard
// and the best rows above it, and listing, with all rows and the footer.
func (s *Stage) find() page {
	if s.session.Listing {
		return s.listing()
	}
	best := touch.Fitting(s.mm(look.Gap), s.mm(look.RowStretch))
	var keys *keyboard.Keyboard
	fill := func() {
		found := s.found()
		touch.Forget(best.Objects...)
		best.Objects = s.best(found)
		best.Refresh()
		if keys != nil {
			keys.SetAction(s.listWords(found))
		}
	}
	fill()
	field := s.field(keyboard.FieldSpec{Hint: s.t("find.placeholder"), Most: mostQuery, OnChange: func(text string) {
		s.session.Query = text
		s.soon(fill)
	}, OnEnter: s.goes(s.list)}, s.session.Query)
	p, k := s.typingPage(typed{name: "find", asks: s.findHead(), field: field, above: best, action: s.listWords(s.found()), act: s.goes(s.list)})
	keys, p.news = k, func() {}
	return p
}

// best are the rows above the keyboard, below a headline if there is one.
func (s *Stage) best(f found) []fyne.CanvasObject {
	rows := s.rows(f.procedures)
	if f.headline != "" && (f.doubt || !s.low()) {
		rows = append([]fyne.CanvasObject{s.kit.Text(look.Small, f.headline).Colored(look.Ink2).Most(2)}, rows...)
	}
	return rows
}

// listWords are those of the filled key: how many there are to see.
func (s *Stage) listWords(f found) string {
	if f.doubt || len(f.procedures) == 0 {
		return s.t("find.go")
	}
	return s.t("find.all", words.Args{"Count": len(f.procedures)})
}

// listing shows all rows by pages.
func (s *Stage) listing() page {
	found := s.found()
	rows := s.kit.Pager(touch.PagerSpec{Arrows: s.arrows(), Label: s.pageWords}, s.rows(found.procedures)...)
	again := s.kit.Button(touch.Plain, icons.Keyboard, s.query(), s.goes(func() { s.session.Listing = false }))
	headline := found.headline
	if headline == "" {
		headline = s.t("find.title")
	}
	return page{name: "find", pages: true, foot: []fyne.CanvasObject{again}, news: func() {}, body: rows,
		head: s.head(head{icon: icons.FileSearch, title: headline, under: found.more, small: true})}
}

// findHead says what the page is where there is room for that; elsewhere the
// field asks for itself.
func (s *Stage) findHead() fyne.CanvasObject {
	if !s.kit.Tall() {
		return nil
	}
	return s.head(head{icon: icons.FileSearch, title: s.t("find.title")})
}

// list puts the keyboard away so that more rows have room.
func (s *Stage) list() { s.session.Listing, s.session.Notice = true, "" }

// query is what was typed, to go back to typing it.
func (s *Stage) query() string {
	if s.session.Query == "" {
		return s.t("find.placeholder")
	}
	letters := []rune(s.session.Query)
	if len(letters) > queryShown {
		letters = append(letters[:queryShown-1], '…')
	}
	return "«" + string(letters) + "»"
}

// queryShown is how many letters of it a button has room for.
const queryShown = 14

// found is what the finder shows for what is typed.
type found struct {
	headline   string
	more       string // below the headline, or ""
	doubt      bool   // nothing was found: what is listed is a guess
	procedures []kiosk.Procedure
}

func (s *Stage) found() found {
	if utf8.RuneCountInString(s.session.Query) < fewest {
		return found{headline: s.t("find.popular"), procedures: s.Desk.Popular()}
	}
	result := s.Desk.Find(s.session.Query, mostFound)
	f := found{procedures: s.lookUp(result.Hits)}
	switch {
	case len(f.procedures) == 0:
		return found{headline: s.t("find.nothing_at_all"), more: s.t("find.popular"), doubt: true, procedures: s.Desk.Popular()}
	case result.Nearest:
		f.headline, f.more, f.doubt = s.t("find.nothing"), s.t("find.nothing_more"), true
	case result.Ambiguous:
		f.headline = s.t("find.ambiguous")
	}
	return f
}

// lookUp turns hits into procedures.
func (s *Stage) lookUp(hits []guide.Hit) []kiosk.Procedure {
	list := make([]kiosk.Procedure, 0, len(hits))
	for _, h := range hits {
		if p, err := s.Desk.Procedure(h.Code); err == nil { // gone with a catalogue swapped in between
			list = append(list, p)
		}
	}
	return list
}

func (s *Stage) rows(procedures []kiosk.Procedure) []fyne.CanvasObject {
	list := make([]fyne.CanvasObject, len(procedures))
	for i, p := range procedures {
		list[i] = s.kit.Row(touch.RowSpec{Title: s.shortName(p), Facts: s.briefly(p), Short: true, OnTap: s.goes(func() { s.session.Look(p.Code) })})
	}
	return list
}

// briefly is the fee and the time in a row.
func (s *Stage) briefly(p kiosk.Procedure) string {
	today := kiosk.DateOf(s.local())
	fee, time := s.words().Fee(p.FeeOn(today, kiosk.Direct)), s.words().Usual(p)
	if fee == time {
		return fee // «Hỏi quầy» once is enough
	}
	return fee + " · " + time
}

func (s *Stage) shortName(p kiosk.Procedure) string {
	if s.session.Lang == kiosk.English && p.NameEN != "" {
		return p.NameEN
	}
	return p.ShortVI
}

func (s *Stage) arrows() touch.Arrows {
	return touch.Arrows{Up: s.t("arrow.up"), Down: s.t("arrow.down")}
}

func (s *Stage) pageWords(page, pages int) string {
	return s.t("find.page", words.Args{"Page": page, "Pages": pages})
}
