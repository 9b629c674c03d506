package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/screen"
	"dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/config"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
	"dongthap.vn/sen/kiosk/telex"
	"dongthap.vn/sen/kiosk/words"
	"dongthap.vn/sen/sync/agent"
)

// machine is everything the window stands on.
type machine struct {
	config  config.Config
	book    *words.Book
	store   *store.Store
	desk    *desk.Desk
	agent   *agent.Agent
	witness *witness
	log     *slog.Logger
}

func identityPath(c config.Config) string { return filepath.Join(c.Kiosk.Data, "identity.json") }

// newMachine opens what the kiosk keeps on disk and joins it together.
func newMachine(ctx context.Context, f *flags) (_ *machine, err error) {
	k := &machine{log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	k.witness = &witness{path: f.witness, log: k.log}
	if k.config, err = config.Load(f.config); err != nil {
		return nil, err
	}
	if k.book, err = words.Load(); err != nil {
		return nil, err
	}
	id, err := identity.Load(identityPath(k.config))
	if errors.Is(err, kiosk.ErrNotFound) {
		return nil, errors.New("this kiosk is not enrolled yet: sen-kiosk enrol --config " + f.config + " CODE")
	} else if err != nil {
		return nil, err
	}
	if err := k.openStore(ctx, id); err != nil {
		return nil, err
	}
	k.desk, err = desk.New(ctx, desk.Config{Store: k.store, Identity: id, Catalogue: catalogue.JSON, Synonyms: catalogue.Synonyms, Now: time.Now, Log: k.log})
	if err != nil {
		return nil, errors.Join(err, k.store.Close())
	}
	k.agent = agent.New(agent.Config{Store: k.store, Desk: k.desk, Identity: id, Client: &http.Client{}, Now: time.Now, Log: k.log, Version: version})
	return k, nil
}

func (k *machine) openStore(ctx context.Context, id identity.Identity) error {
	boot, err := store.ThisBoot()
	if err != nil {
		return err
	}
	k.store, err = store.Open(ctx, store.Options{Path: filepath.Join(k.config.Kiosk.Data, "kiosk.db"), Device: id.Device, Now: time.Now, Boot: boot})
	if err != nil {
		return fmt.Errorf("open the kiosk's database: %w", err)
	}
	if born := k.store.Born(); born.Cause != nil {
		k.log.Error("the database was unreadable and was moved aside; a new one is in use", "moved_to", born.MovedTo, "err", born.Cause)
	}
	return nil
}

func (k *machine) close() {
	if err := k.store.Close(); err != nil {
		k.log.Error("database not closed", "err", err)
	}
}

// glass is the screen as configured.
func (k *machine) glass() look.Screen {
	c := k.config.Screen
	return look.Screen{Width: c.Width, Height: c.Height, Inches: c.DiagonalInches, Reading: c.ReadingMM}
}

func (k *machine) typing() telex.Method {
	if k.config.Keyboard.Typing == "vni" {
		return telex.VNI
	}
	return telex.Telex
}

func (k *machine) theme() fyne.Theme {
	l, err := look.New(k.glass())
	if err != nil {
		panic(err) // the configuration was checked when it was read
	}
	return l.Theme()
}

// stage is what the screens need.
func (k *machine) stage(drawn func()) screen.Config {
	return screen.Config{
		Desk: k.desk, Book: k.book, Idle: k.config.Idle(), Glass: k.glass(), Typing: k.typing(), Now: time.Now, Log: k.log, Drawn: drawn,
		After: func(d time.Duration, f func()) func() {
			t := time.AfterFunc(d, func() { fyne.Do(f) })
			return func() { t.Stop() }
		},
		Away: func(work, then func()) {
			go func() {
				work()
				fyne.Do(then)
			}()
		},
	}
}

// follow tells the stage of swapped documents and of the link.
func (k *machine) follow(ctx context.Context, news func()) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.desk.Changed():
			news()
		}
	}
}

// every calls f again and again until ctx ends.
func every(ctx context.Context, d time.Duration, f func()) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			f()
		}
	}
}
