package screen

import (
	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk"
)

// eased is a look as a visitor wants it.
func eased(l look.Look, e kiosk.Ease) look.Look {
	l = l.With(map[kiosk.TextSize]look.Step{kiosk.SizeA: look.A, kiosk.SizeAPlus: look.APlus, kiosk.SizeAPlusPlus: look.APlusPlus}[e.Size])
	if e.Contrast {
		return l.In(look.High)
	}
	return l.In(look.Light)
}

// easeButtons are those of Home's footer: language, size of letters, contrast.
// Each says what a touch brings, and letters and colours show what is.
func (s *Stage) easeButtons() []fyne.CanvasObject {
	contrast := s.t("home.contrast")
	if s.session.Ease.Contrast {
		contrast = s.t("home.light")
	}
	size := [...]string{kiosk.SizeA: s.t("home.size_a_plus"), kiosk.SizeAPlus: s.t("home.size_a_plus_plus"), kiosk.SizeAPlusPlus: s.t("home.size_a")}[s.session.Ease.Size]
	return []fyne.CanvasObject{
		s.languageButton(),
		s.kit.Button(touch.Plain, icons.TextSize, size, s.goes(s.session.Enlarge)),
		s.kit.Button(touch.Plain, icons.Contrast, contrast, s.goes(s.session.SwitchContrast)),
	}
}

func (s *Stage) languageButton() fyne.CanvasObject {
	return s.kit.Button(touch.Plain, icons.Languages, s.t("app.language"), s.goes(s.switchLanguage))
}
