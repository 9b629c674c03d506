package screen

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/keyboard"
	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// dossier asks for the code on the paper a person was given for a dossier.
func (s *Stage) dossier() page {
	field := s.fieldFor(keyboard.FieldSpec{Hint: s.t("dossier.code_hint"), Most: kiosk.LongestDossier, Allow: kiosk.InDossier, OnEnter: s.touched(s.coded), OnChange: func(text string) {
		s.session.Code = text
	}}, "field.code", s.session.Code)
	asked := s.head(head{icon: icons.FileCheck, title: s.t("dossier.code"), small: s.low()})
	above := fyne.CanvasObject(s.kit.Text(look.Small, ""))
	if !s.low() {
		above = s.note(s.t("dossier.where"))
	}
	p, _ := s.typingPage(typed{name: "dossier", asks: asked, field: field, above: above, action: s.t("foot.next"), act: s.touched(s.coded), code: true})
	p.news, p.scanned = func() {}, s.scannedDossier
	return p
}

// scannedDossier takes the code from the bars or squares on the paper.
func (s *Stage) scannedDossier(text string) {
	code, err := kiosk.ParseDossier(text)
	if err == nil {
		s.session.Code = code
	}
	s.proceeds(err, kiosk.AtDossierLast)
}

// coded goes on once the code has the form of one.
func (s *Stage) coded() {
	code, err := kiosk.ParseDossier(s.session.Code)
	if err == nil {
		s.session.Code = code
	}
	s.proceeds(err, kiosk.AtDossierLast)
}

// dossierLast asks for what only the person knows besides the paper.
func (s *Stage) dossierLast() page {
	ask := s.primary(icons.Search, s.t("dossier.look_up"), s.touched(s.askDossier))
	field, pad := s.figures(keyboard.FieldSpec{Hint: s.t("dossier.last_hint"), Most: kiosk.LastDigits, OnEnter: s.touched(s.askDossier), OnChange: func(text string) {
		s.session.Last = text
	}}, s.session.Last)
	return s.padPage(page{name: "last", main: ask, typed: field}, head{icon: icons.Phone, over: s.session.Code, title: s.t("dossier.last"), small: s.low()}, pad,
		field, s.note(s.t("dossier.last_why")))
}

// askDossier looks the dossier up. Five questions in five minutes are enough for
// slips of the finger and too few to guess three digits.
func (s *Stage) askDossier() {
	if err := kiosk.CheckLast(s.session.Last); err != nil {
		s.session.Notice = "dossier.bad_last"
		s.Show()
		return
	}
	if !s.mayTryCode() {
		return
	}
	code, last := s.session.Code, s.session.Last
	s.stores(func(ctx context.Context) error {
		err := s.Desk.Dossier(ctx, code, last)
		if errors.Is(err, kiosk.ErrNoDossiers) {
			return nil // an answer, and no fault
		}
		return err
	}, func() { s.session.Answered() })
}

// dossierAnswer says kindly that nothing is known here, and who does know.
func (s *Stage) dossierAnswer() page {
	return page{name: "answer", news: func() {},
		body: s.message(icons.FileSearch, s.t("dossier.none"), s.t("dossier.none_more"), s.t("amenities.hotline", words.Args{"Phone": s.Desk.Site().Hotline}))}
}

// dossierTile is Home's way to it. While the center does not answer nothing can be
// said of any dossier; the tile then rests but keeps its place, so that no finger
// on its way meets another.
func (s *Stage) dossierTile() fyne.CanvasObject {
	tile := s.smallTile(icons.FileCheck, "home.dossier", kiosk.AtDossier)
	tile.SetEnabled(s.Desk.Online())
	return tile
}
