package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/screen"
	"dongthap.vn/sen/assets/catalogue"
	recorded "dongthap.vn/sen/assets/voice"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/config"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/disk"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
	"dongthap.vn/sen/kiosk/telex"
	"dongthap.vn/sen/kiosk/voice"
	"dongthap.vn/sen/kiosk/words"
	"dongthap.vn/sen/sync/agent"
)

// machine is everything the window stands on.
type machine struct {
	file    string // the configuration
	config  config.Config
	book    *words.Book
	witness *witness
	log     *slog.Logger
	pause   time.Duration     // between two tries to open it
	device  string            // the code it is enrolled under, or will be, once that is known
	digits  string            // to be compared, while it waits to be confirmed
	id      identity.Identity // once it is open
	rest    bool              // serves nobody: it crashed too often
	beat    func()            // tells who supervises it, each second, that the window lives
	voice   *voice.Voice
	program program // this one

	store *store.Store // this and what follows is there once open has succeeded
	desk  *desk.Desk
	agent *agent.Agent
}

func identityPath(c config.Config) string { return filepath.Join(c.Kiosk.Data, "identity.json") }

// newMachine reads what a window needs, whether the kiosk can serve or not.
func newMachine(f *flags) (*machine, error) {
	c, err := config.Load(f.config)
	if err != nil {
		return nil, err
	}
	book, err := words.LoadKiosk()
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	hearFyne(log)
	return &machine{file: f.config, config: c, book: book, witness: &witness{path: f.witness, log: log}, log: log, voice: newVoice(c.Voice, book, log), pause: tryAgain, program: started(), rest: f.rest, beat: f.beats()}, nil
}

// newVoice is the voice that the configuration names, with the sentences that
// were recorded.
func newVoice(c config.Voice, book *words.Book, log *slog.Logger) *voice.Voice {
	v := voice.New(voice.Options{
		Engine: c.Engine, Player: c.Player, Rate: c.Rate, Log: log,
		Voices: map[kiosk.Lang]string{kiosk.Vietnamese: c.Vietnamese, kiosk.English: c.English},
		Clips: voice.Clips(recorded.Clips(), func(lang kiosk.Lang, key string) string {
			if w := book.In(lang); w.Has(key) {
				return w.T(key)
			}
			return ""
		}),
	})
	if !v.Offered() {
		log.Info("screens are not read aloud", "health", string(v.Health()))
	}
	return v
}

// begin opens the kiosk for the first time. It returns once nobody else has the
// disk, or with disk.ErrTaken; what lies there is read beside what the caller
// does, and the channel tells how that went.
func (k *machine) begin(ctx context.Context) (<-chan error, error) {
	opened := make(chan error, 1)
	if k.rest {
		opened <- errRest
		return opened, nil
	}
	kept, err := k.openDisk(ctx)
	switch {
	case errors.Is(err, disk.ErrTaken):
		return nil, err
	case err != nil:
		opened <- err
	default:
		go func() { opened <- k.join(ctx, kept) }()
	}
	return opened, nil
}

// open opens what the kiosk keeps on disk and joins it together. After an error
// nothing is left open, and it may be called again.
func (k *machine) open(ctx context.Context) (err error) {
	if k.rest {
		defer survived(&err) // perhaps this is what it crashed of
	}
	kept, err := k.openDisk(ctx)
	if err != nil {
		return err
	}
	return k.join(ctx, kept)
}

// openDisk reads who the kiosk is and opens its database.
func (k *machine) openDisk(ctx context.Context) (*store.Store, error) {
	id, err := identity.Load(identityPath(k.config))
	if errors.Is(err, kiosk.ErrNotFound) {
		return nil, k.unregistered()
	} else if err != nil {
		return nil, err
	}
	k.device, k.id = id.Device, id
	if err := config.Agree(k.file, id.Device); err != nil {
		return nil, err
	}
	kept, err := k.openStore(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errStore, err)
	}
	return kept, nil
}

// join reads what the database keeps and makes a desk and a road of it.
func (k *machine) join(ctx context.Context, kept *store.Store) (err error) {
	k.desk, err = desk.New(ctx, desk.Config{Store: kept, Identity: k.id, Catalogue: catalogue.JSON, Synonyms: catalogue.Synonyms, Now: time.Now, Log: k.log, Volume: k.config.Voice.Volume,
		PIN: func() (identity.PIN, error) { return identity.LoadPIN(pinPath(k.config)) }})
	if err != nil {
		return errors.Join(err, kept.Close())
	}
	k.store = kept
	k.agent = agent.New(agent.Config{Store: kept, Desk: k.desk, Identity: k.id, Now: time.Now, Log: k.log, Version: version, Keep: k.keep, DiskFree: k.diskFree})
	k.desk.Center = k.agent // before anybody stands at the kiosk
	return nil
}

func (k *machine) openStore(ctx context.Context, id identity.Identity) (*store.Store, error) {
	s, err := openStore(ctx, k.config, id)
	if err != nil {
		return nil, err
	}
	if born := s.Born(); born.Cause != nil {
		k.log.Error("the database was unreadable and was moved aside; a new one is in use", "moved_to", born.MovedTo, "err", born.Cause)
	}
	return s, nil
}

// close falls silent and closes what open opened, if it did.
func (k *machine) close() {
	k.voice.Close()
	if k.store == nil {
		return
	}
	if err := k.store.Close(); err != nil {
		k.log.Error("database not closed", "err", err)
	}
	k.store = nil
}

// glass is the screen as configured.
func (k *machine) glass() look.Screen {
	c := k.config.Screen
	return look.Screen{Width: c.Width, Height: c.Height, Inches: c.DiagonalInches, Reading: c.ReadingMM, Reach: c.Reach / 100}
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
		Book: k.book, Idle: k.config.Idle(), Ease: k.config.Screen.Ease(), Glass: k.glass(), Typing: k.typing(), Now: time.Now, Log: k.log, Drawn: drawn, Voice: k.voice, Volume: k.config.Voice.Volume,
		After: func(d time.Duration, f func()) func() {
			t := time.AfterFunc(d, func() { fyne.Do(f) })
			return func() { t.Stop() }
		},
		Away: away{do: fyne.Do}.run,
		Soon: beforeFrame,
		Left: func() { fyne.CurrentApp().Clipboard().SetContent("") },
	}
}

// beforeFrame calls f on the UI goroutine when the keys that wait there have been
// taken and the next frame has not begun: what a letter changes is drawn with it.
func beforeFrame(f func()) { fyne.NewAnimation(0, func(float32) { f() }).Start() }

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
