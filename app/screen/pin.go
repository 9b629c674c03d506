package screen

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/keyboard"
	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
)

// pin is the door of the staff screen: what is typed shows as dots.
func (s *Stage) pin() page {
	open := s.primary(icons.Lock, s.t("pin.open"), s.touched(s.enterStaff))
	shown := s.kit.Text(look.Display, s.dots()).Centered()
	// The field is not shown: it only takes the keys.
	field, pad := s.figures(keyboard.FieldSpec{Most: kiosk.PINDigits, OnEnter: s.touched(s.enterStaff), OnChange: func(text string) {
		s.session.PIN = text
		shown.SetWords(s.dots())
	}}, s.session.PIN)
	return s.padPage(page{name: "pin", main: open, typed: field, tick: func() {}}, head{icon: icons.Lock, title: s.t("pin.title")}, pad,
		s.kit.Card(shown), s.note(s.t("pin.who")))
}

// dots stand for what is typed; a figure that stands for none keeps the room.
func (s *Stage) dots() string {
	if s.session.PIN == "" {
		return "–"
	}
	return strings.Repeat("•", len(s.session.PIN))
}

// enterStaff looks at the PIN and opens the staff screen, or says why not.
func (s *Stage) enterStaff() {
	typed := s.session.PIN
	var state Health
	s.stores(func(ctx context.Context) error {
		err := s.Desk.EnterStaff(ctx, typed)
		var soon *kiosk.TooSoonError
		if errors.As(err, &soon) || errors.Is(err, kiosk.ErrWrongPIN) || errors.Is(err, kiosk.ErrNoPIN) {
			return refused{err}
		}
		if err == nil {
			state = s.health(ctx)
		}
		return err
	}, func() {
		s.session.EnterStaff(s.Now())
		s.healthy = state
	})
}

// refused marks an answer that is no fault: it is told and not logged.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }

// knock counts a finger on the emblem.
func (s *Stage) knock() {
	if s.session.Knock(s.Now()) {
		s.Show()
	}
}

// knockable is the emblem as the staff's door; it is as high as the header.
func (s *Stage) knockable(emblem fyne.CanvasObject) fyne.CanvasObject {
	return touch.Hide(touch.Centered(emblem), s.knock)
}
