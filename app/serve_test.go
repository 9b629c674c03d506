package main

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/app/screen"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/identity"
)

// A witnessed front writes down what it is told.
type witnessed struct{ told chan string }

func (w witnessed) Serve(*desk.Desk)      { w.told <- "home" }
func (w witnessed) Rest(t screen.Trouble) { w.told <- t.Key }
func (w witnessed) News()                 {}

// A lobbied machine is served, with hardly a pause between two tries.
type lobbied struct {
	*machine
	t     *testing.T
	front witnessed
}

// newLobbied serves the machine of a configuration until the test ends.
func newLobbied(t *testing.T, more string) *lobbied {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "sen-kiosk.toml")
	write(t, path, fmt.Sprintf("[center]\naddress = \"http://127.0.0.1:9\"\n[kiosk]\ndata = %q\n%s", dir, more))
	k, err := newMachine(&flags{config: path})
	if err != nil {
		t.Fatal(err)
	}
	k.pause, k.log = time.Millisecond, slog.New(slog.NewTextHandler(io.Discard, nil))
	return &lobbied{machine: k, t: t, front: witnessed{make(chan string)}}
}

// start opens and serves, as lobby does.
func (l *lobbied) start() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() {
		err := l.open(ctx)
		l.tell(l.front, err)
		ended <- l.serve(ctx, err, l.front)
	}()
	l.t.Cleanup(func() {
		cancel()
		for {
			select {
			case <-l.front.told:
			case err := <-ended:
				if err != nil {
					l.t.Errorf("serve: %v", err)
				}
				l.close()
				return
			}
		}
	})
}

// patience bounds a wait for something that is sure to come.
const patience = 40 * time.Second

// next is what the front is told next.
func (l *lobbied) next() string {
	l.t.Helper()
	select {
	case key := <-l.front.told:
		return key
	case <-time.After(patience):
		l.t.Fatal("the front is told nothing")
		return ""
	}
}

// stays checks that several tries in a row end alike.
func (l *lobbied) stays(key string) {
	l.t.Helper()
	for range 4 {
		if got := l.next(); got != key {
			l.t.Fatalf("the front is told %s, not %s", got, key)
		}
	}
}

// comes checks that the front is told key next; one try may have been under way
// when the test mended its cause.
func (l *lobbied) comes(key, cause string) {
	l.t.Helper()
	got := l.next()
	if got == cause {
		got = l.next()
	}
	if got != key {
		l.t.Fatalf("the front is told %s, not %s", got, key)
	}
}

func (l *lobbied) enrol(device string) {
	l.t.Helper()
	id, err := identity.New()
	if err != nil {
		l.t.Fatal(err)
	}
	id.Device, id.SiteID, id.CenterURL = device, 1, "http://127.0.0.1:9"
	id.PublicationKey = id.DeviceKey.Public().(ed25519.PublicKey)
	if err := id.Save(identityPath(l.config)); err != nil {
		l.t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// files lists the names in the data folder.
func (l *lobbied) files() string {
	l.t.Helper()
	entries, err := os.ReadDir(l.config.Kiosk.Data)
	if err != nil {
		l.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func TestAKioskGoesOnByItselfOnceItIsEnrolled(t *testing.T) {
	l := newLobbied(t, "")
	l.start()
	l.stays("out.unregistered")
	l.enrol("2")
	l.comes("home", "out.unregistered")
}

func TestAKioskOfAnotherCodeServesNobody(t *testing.T) {
	l := newLobbied(t, "code = \"3\"\n")
	l.enrol("2")
	l.start()
	l.stays("out.code")
	if l.store != nil || strings.Contains(l.files(), "kiosk.db") {
		t.Errorf("a database was opened: %s", l.files())
	}
	write(t, l.file, fmt.Sprintf("[kiosk]\ndata = %q\ncode = \"2\"\n", l.config.Kiosk.Data))
	l.comes("home", "out.code")
}

func TestAKioskGoesOnByItselfOnceItsFolderCanBeWritten(t *testing.T) {
	l := newLobbied(t, "")
	l.enrol("2")
	blocked := filepath.Join(l.config.Kiosk.Data, "kiosk.db-wal") // as good as a folder without permission, also for root
	if err := os.Mkdir(blocked, 0o700); err != nil {
		t.Fatal(err)
	}
	l.start()
	l.stays("out.store")
	if err := os.Remove(blocked); err != nil {
		t.Fatal(err)
	}
	l.comes("home", "out.store")
}

// What no sentence is made for is told by the log.
func TestAKioskWithAnUnreadableIdentityServesNobody(t *testing.T) {
	l := newLobbied(t, "")
	write(t, identityPath(l.config), "{")
	l.start()
	l.stays("out.fault")
	l.enrol("2")
	l.comes("home", "out.fault")
}
