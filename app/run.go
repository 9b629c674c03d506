package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"dongthap.vn/sen/kiosk/config"
)

const help = `sen-kiosk, the program in the lobby.

  sen-kiosk [--config FILE]              open the kiosk
  sen-kiosk supervise [--config FILE]    open it again whenever it crashes or hangs
  sen-kiosk enrol [--config FILE] CODE   register it with its center: it prints six digits, and waits until
                                         somebody has compared them at the console (without CODE: waits on)
  sen-kiosk export [--config FILE] TO    write what it recorded into the file TO, for sen-center import: when
                                         no line will come; the kiosk must not run
  sen-kiosk pin [--config FILE]          set the PIN of the staff screen, read from standard input
  sen-kiosk find [--json] QUERY          search the catalogue: codes and names, best first
  sen-kiosk speak [--config FILE]        let the voice that reads screens aloud be heard
  sen-kiosk --example-config             print every key of the configuration
  sen-kiosk --version`

// flags are what stands on the command line.
type flags struct {
	set     *flag.FlagSet
	words   []string // what is no flag
	config  string
	witness string
	json    bool
	hang    time.Duration // of supervise, as rests
	rests   time.Duration
	beating bool // supervise started it, as rest
	rest    bool
	example bool
	version bool
}

func newFlags() *flags {
	f := &flags{set: flag.NewFlagSet("sen-kiosk", flag.ContinueOnError)}
	f.set.SetOutput(io.Discard)
	f.set.StringVar(&f.config, "config", "sen-kiosk.toml", "")
	f.set.StringVar(&f.witness, "witness", "", "")
	f.set.BoolVar(&f.json, "json", false, "")
	f.superviseVar()
	f.set.BoolVar(&f.example, "example-config", false, "")
	f.set.BoolVar(&f.version, "version", false, "")
	return f
}

// parse reads flags wherever they stand: «find --json X» and «find X --json»
// are the same.
func (f *flags) parse(args []string) error {
	for {
		if err := f.set.Parse(args); err != nil {
			return err
		}
		if f.set.NArg() == 0 {
			return nil
		}
		f.words, args = append(f.words, f.set.Arg(0)), f.set.Args()[1:]
	}
}

// run chooses the command; the window is the one without a name.
func run(ctx context.Context, args []string, out io.Writer) error {
	f, command := newFlags(), ""
	if err := f.parse(args); errors.Is(err, flag.ErrHelp) {
		f.words = []string{"help"}
	} else if err != nil {
		return fmt.Errorf("%w; sen-kiosk --help tells what there is", err)
	}
	if len(f.words) > 0 {
		command, f.words = f.words[0], f.words[1:]
	}
	switch {
	case command == "help":
		fmt.Fprintln(out, help)
		return nil
	case f.version:
		fmt.Fprintln(out, "sen-kiosk", version)
		return nil
	case f.example:
		fmt.Fprint(out, config.Example)
		return nil
	case command == "enrol":
		return enrol(ctx, f, out)
	case command == "supervise":
		return keep(ctx, f)
	case command == "speak":
		return speak(ctx, f, out)
	case command == "export":
		return export(ctx, f, out)
	case command == "pin":
		return setPIN(f, os.Stdin, out)
	case command == "find":
		return find(f, out)
	case command != "":
		return fmt.Errorf("unknown command %q; sen-kiosk --help tells what there is", command)
	}
	return lobby(ctx, f)
}

// lobby opens the kiosk and its window, and runs both until ctx ends. The
// window comes also when the kiosk cannot be opened yet.
func lobby(ctx context.Context, f *flags) error {
	usual := unhurried()
	k, err := newMachine(f)
	if err != nil {
		return err
	}
	defer k.close()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	begun, err := k.begin(ctx)
	if err != nil {
		return fmt.Errorf("another sen-kiosk runs already with the data in %s: %w", k.config.Kiosk.Data, err)
	}
	w := newWindow(ctx, k, cancel)
	opened := <-begun
	if opened != nil {
		k.log.Error("out of service", "err", opened)
	}
	k.tell(w.stage, opened)
	w.fill(k.config.Screen)
	ended := make(chan error, 1)
	go func() {
		w.wait(ctx) // nothing is in the way of the first screen
		usual()
		err := k.serve(ctx, opened, w)
		cancel(nil) // closes the window
		ended <- err
	}()
	w.ShowAndRun()
	cancel(nil)
	if err := <-ended; err != nil {
		return err
	}
	if errors.Is(context.Cause(ctx), errRestart) {
		return errRestart
	}
	return nil
}
