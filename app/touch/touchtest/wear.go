package touchtest

import (
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// worn is the theme of the tests' app.
var worn struct{ fyne.Theme }

// wardrobe makes the app.
var wardrobe = sync.OnceFunc(func() { test.NewApp().Settings().SetTheme(&worn) })

// Wear gives the tests' app a theme. All tests of a package share one app: a new
// one, or a new theme, has its fonts read again, some 3 MB of which nothing is ever
// let go, and thousands of screens are looked at.
func Wear(theme fyne.Theme) {
	worn.Theme = theme
	wardrobe()
}
