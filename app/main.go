// Command sen-kiosk is the program in the lobby: a full-screen window that
// gives guidance, queue tickets and a feedback form, and keeps every one of
// them on disk until the center has it.
//
//	sen-kiosk [--config FILE]                 open the kiosk
//	sen-kiosk supervise [--config FILE]       open it again whenever it crashes or hangs
//	sen-kiosk enrol [--config FILE] CODE      register it with its center
//	sen-kiosk export [--config FILE] TO       write what it recorded into a file, to be carried to the center
//	sen-kiosk pin [--config FILE]             set the PIN of the staff screen
//	sen-kiosk find [--json] QUERY             search the catalogue: codes and names, best first
//	sen-kiosk speak [--config FILE]           let the voice that reads screens aloud be heard
//	sen-kiosk --example-config                print every key of the configuration
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/driver/desktop"

	_ "dongthap.vn/sen/app/early" // before Fyne
	"dongthap.vn/sen/app/screen"
	"dongthap.vn/sen/assets/icons"
	"dongthap.vn/sen/kiosk/config"
	"dongthap.vn/sen/kiosk/desk"
)

// version is set when a release is built.
var version = "dev"

func main() {
	noCore()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout)
	if errors.Is(err, errRestart) {
		err = again()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sen-kiosk:", err)
		os.Exit(exitCode(err))
	}
}

// A window is the stage of a real lobby, told from any goroutine.
type window struct {
	fyne.Window
	stage *screen.Stage
	shown chan struct{} // closed once it shows something
}

// newWindow makes the window of a kiosk. It is closed when ctx ends; staff end
// the program by end.
func newWindow(ctx context.Context, k *machine, end func(error)) window {
	a := app.NewWithID("vn.dongthap.sen")
	a.SetIcon(fyne.NewStaticResource("sen.png", icons.AppIcon))
	letters := readLetters()
	w := window{Window: a.NewWindow("Sen"), shown: make(chan struct{})}
	<-letters
	a.Lifecycle().SetOnStarted(func() { close(w.shown) })
	c := k.stage(func() { k.witness.look(func() { k.witness.see(w.stage) }) })
	c.Upkeep = k.upkeep(end)
	w.stage = screen.New(c)
	a.Settings().SetTheme(k.theme())
	w.SetPadded(false)
	w.SetContent(w.stage.Root())
	w.Canvas().SetOnTypedRune(w.stage.TypedRune)
	w.Canvas().SetOnTypedKey(w.stage.TypedKey)
	if c, ok := w.Canvas().(desktop.Canvas); ok {
		c.SetOnKeyDown(w.stage.KeyDown)
	}
	w.SetCloseIntercept(func() {}) // the lobby's window is never closed by hand
	go func() {
		<-ctx.Done()
		fyne.Do(a.Quit)
	}()
	go every(ctx, time.Second, func() { fyne.Do(func() { w.stage.Tick(); k.beat() }) })
	return w
}

// readLetters reads the fonts of the screens beside what the caller does, and
// tells when it has. Nobody else may measure words until then.
func readLetters() <-chan struct{} {
	read := make(chan struct{})
	go func() {
		defer close(read)
		for _, bold := range []bool{false, true} {
			fyne.MeasureText("Ậ", 16, fyne.TextStyle{Bold: bold}) // the letters of all sizes
		}
	}()
	return read
}

// fill gives the window the size of the glass, and so draws the stage for the
// first time: call it when that has something to show.
func (w window) fill(c config.Screen) {
	w.Resize(fyne.NewSize(c.Width, c.Height))
	w.SetFullScreen(c.FullScreen)
}

// wait returns when the window shows something, or ctx has ended.
func (w window) wait(ctx context.Context) {
	select {
	case <-w.shown:
	case <-ctx.Done():
	}
}

// Serve opens the stage for visitors.
func (w window) Serve(d *desk.Desk) { fyne.Do(func() { w.stage.Serve(d) }) }

// Rest says why there are no visitors served.
func (w window) Rest(t screen.Trouble) { fyne.Do(func() { w.stage.Rest(t) }) }

// News tells the stage that something changed.
func (w window) News() { fyne.Do(w.stage.News) }
