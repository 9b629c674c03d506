package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/config"
	"dongthap.vn/sen/kiosk/guide"
	"dongthap.vn/sen/sync/agent"
)

const help = `sen-kiosk, the program in the lobby.

  sen-kiosk [--config FILE]              open the kiosk
  sen-kiosk enrol [--config FILE] CODE   register it with its center
  sen-kiosk find [--json] QUERY          search the catalogue, print codes
  sen-kiosk --example-config             print every key of the configuration
  sen-kiosk --version`

// flags are what stands on the command line.
type flags struct {
	set     *flag.FlagSet
	config  string
	witness string
	json    bool
	example bool
	version bool
}

func newFlags() *flags {
	f := &flags{set: flag.NewFlagSet("sen-kiosk", flag.ContinueOnError)}
	f.set.SetOutput(io.Discard)
	f.set.StringVar(&f.config, "config", "sen-kiosk.toml", "")
	f.set.StringVar(&f.witness, "witness", "", "")
	f.set.BoolVar(&f.json, "json", false, "")
	f.set.BoolVar(&f.example, "example-config", false, "")
	f.set.BoolVar(&f.version, "version", false, "")
	return f
}

// run chooses the command; the window is the one without a name.
func run(ctx context.Context, args []string, out io.Writer) error {
	command := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		command, args = args[0], args[1:]
	}
	f := newFlags()
	if err := f.set.Parse(args); errors.Is(err, flag.ErrHelp) {
		command = "help"
	} else if err != nil {
		return fmt.Errorf("%w; sen-kiosk --help tells what there is", err)
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
	k, err := newMachine(f)
	if err != nil {
		return err
	}
	defer k.close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	opened := k.open(ctx)
	if opened != nil {
		k.log.Error("out of service", "err", opened)
	}
	w := newWindow(ctx, k)
	k.tell(w.stage, opened)
	ended := make(chan error, 1)
	go func() { ended <- k.serve(ctx, opened, w) }()
	w.ShowAndRun()
	cancel()
	return <-ended
}

// enrol makes this machine a kiosk of its center.
func enrol(ctx context.Context, f *flags, out io.Writer) error {
	c, err := config.Load(f.config)
	if err != nil {
		return err
	}
	code := strings.Join(f.set.Args(), "")
	if code == "" {
		return errors.New("enrol needs the code that the console or `sen-center enrol` shows")
	}
	if err := os.MkdirAll(c.Kiosk.Data, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	id, err := agent.Enrol(ctx, &http.Client{Timeout: 30 * time.Second}, c.Center.Address, code)
	if err != nil {
		return fmt.Errorf("enrol with %s: %w", c.Center.Address, err)
	}
	if err := config.Agree(f.config, id.Device); err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	if err := id.Save(identityPath(c)); err != nil {
		return err
	}
	fmt.Fprintf(out, "This is now kiosk %s of %s.\n", id.Device, c.Center.Address)
	return nil
}

// find prints what the finder would show, best first.
func find(f *flags, out io.Writer) error {
	cat, err := kiosk.ParseCatalogue(catalogue.JSON)
	if err != nil {
		return err
	}
	syn, err := guide.ParseSynonyms(catalogue.Synonyms)
	if err != nil {
		return err
	}
	result := guide.New(cat, syn).Find(strings.Join(f.set.Args(), " "), 10)
	if f.json {
		return json.NewEncoder(out).Encode(result)
	}
	for _, hit := range result.Hits {
		fmt.Fprintln(out, hit.Code)
	}
	return nil
}
