package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Theme is the Look for what Fyne draws by itself: the background, and widgets
// of staff pages. Fonts and icons stay Fyne's own (Noto Sans has every
// Vietnamese letter).
func (l Look) Theme() fyne.Theme { return fyneTheme{Theme: theme.DefaultTheme(), look: l} }

type fyneTheme struct {
	fyne.Theme
	look Look
}

var themeColors = map[fyne.ThemeColorName]Color{
	theme.ColorNameBackground:          Bg,
	theme.ColorNameForeground:          Ink,
	theme.ColorNamePrimary:             Primary,
	theme.ColorNameForegroundOnPrimary: OnPrimary,
	theme.ColorNameButton:              Surface,
	theme.ColorNameDisabledButton:      Alt,
	theme.ColorNameDisabled:            Ink2,
	theme.ColorNamePlaceHolder:         Ink2,
	theme.ColorNamePressed:             PressedSoft,
	theme.ColorNameFocus:               Focus,
	theme.ColorNameSelection:           InfoTint,
	theme.ColorNameInputBackground:     Surface,
	theme.ColorNameInputBorder:         Border,
	theme.ColorNameMenuBackground:      Surface,
	theme.ColorNameOverlayBackground:   Surface,
	theme.ColorNameHeaderBackground:    Alt,
	theme.ColorNameSeparator:           Line,
	theme.ColorNameScrollBar:           Border,
	theme.ColorNameError:               Error,
	theme.ColorNameSuccess:             Success,
	theme.ColorNameWarning:             Warning,
	theme.ColorNameHyperlink:           Info,
}

// Color ignores the variant: the visitor chooses, not the desktop. Hover is
// clear, because a finger that has left must not leave a mark behind.
func (t fyneTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if n == theme.ColorNameHover || n == theme.ColorNameShadow {
		return color.Transparent
	}
	if c, ok := themeColors[n]; ok {
		return t.look.Color(c)
	}
	return t.Theme.Color(n, v)
}

func (t fyneTheme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case theme.SizeNameText:
		return t.look.Em(Body)
	case theme.SizeNameHeadingText:
		return t.look.Em(Title)
	case theme.SizeNameSubHeadingText:
		return t.look.Em(Heading)
	case theme.SizeNameCaptionText:
		return t.look.Em(Small)
	case theme.SizeNamePadding, theme.SizeNameInnerPadding:
		return t.look.MM(Gap)
	case theme.SizeNameInlineIcon:
		return t.look.MM(6)
	case theme.SizeNameInputBorder:
		return t.look.MM(Edge)
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return t.look.MM(KeyRadius)
	}
	return t.Theme.Size(n)
}
