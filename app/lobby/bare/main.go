// Command bare is the least a Fyne window can be: full-screen, one label.
// Benchmarks hold the kiosk's first frame and memory against it. It is no part
// of the product.
package main

import (
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	w := app.NewWithID("vn.dongthap.sen.bare").NewWindow("bare")
	w.SetContent(widget.NewLabel("Sen"))
	w.SetFullScreen(true)
	w.ShowAndRun()
}
