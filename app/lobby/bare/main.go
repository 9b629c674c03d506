// Command bare is the least a Fyne window can be: full-screen, one label.
// Benchmarks hold the kiosk's first frame and memory against it. It is no part
// of the product. With «drops» it opens a window for what is dropped upon it, as
// programs do: a control of the kiosk, which does not.
package main

import (
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	a := app.NewWithID("vn.dongthap.sen.bare")
	w := a.NewWindow("bare")
	w.SetContent(widget.NewLabel("Sen"))
	w.SetFullScreen(true)
	if len(os.Args) > 1 && os.Args[1] == "drops" {
		w.SetOnDropped(func(fyne.Position, []fyne.URI) { a.NewWindow("dropped").Show() })
	}
	w.ShowAndRun()
}
