// Command sen-kiosk is the program in the lobby: a full-screen window that
// gives guidance, queue tickets and a feedback form, and keeps every one of
// them on disk until the center has it.
//
//	sen-kiosk [--config FILE]                 open the kiosk
//	sen-kiosk enrol [--config FILE] CODE      register it with its center
//	sen-kiosk find [--json] QUERY             search the catalogue, print codes
//	sen-kiosk --example-config                print every key of the configuration
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"dongthap.vn/sen/app/screen"
	"dongthap.vn/sen/assets/icons"
)

// version is set when a release is built.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sen-kiosk:", err)
		os.Exit(1)
	}
}

// open shows the window until ctx ends.
func open(ctx context.Context, k *machine) {
	a := app.NewWithID("vn.dongthap.sen")
	a.SetIcon(fyne.NewStaticResource("sen.png", icons.AppIcon))
	w := a.NewWindow("Sen")
	w.SetPadded(false)
	var stage *screen.Stage
	stage = screen.New(k.stage(func() { k.witness.look(func() { k.witness.see(stage) }) }))
	a.Settings().SetTheme(k.theme())
	w.SetContent(stage.Root())
	w.Canvas().SetOnTypedRune(stage.TypedRune)
	w.Canvas().SetOnTypedKey(stage.TypedKey)
	w.SetCloseIntercept(func() {}) // the lobby's window is never closed by hand
	w.Resize(fyne.NewSize(k.config.Screen.Width, k.config.Screen.Height))
	w.SetFullScreen(k.config.Screen.FullScreen)
	go func() {
		<-ctx.Done()
		fyne.Do(a.Quit)
	}()
	go every(ctx, time.Second, func() { fyne.Do(stage.Tick) })
	go k.follow(ctx, func() { fyne.Do(stage.News) })
	w.ShowAndRun()
}
