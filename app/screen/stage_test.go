package screen

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	_ "dongthap.vn/sen/app/early" // before Fyne
	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/finger"
	"dongthap.vn/sen/app/touch/touchtest"
	"dongthap.vn/sen/assets/calendar"
	"dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/desk"
	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
	"dongthap.vn/sen/kiosk/words"
)

// glasses are the screens every drawing is looked at on.
var glasses = []struct {
	name   string
	screen look.Screen
}{
	{"1280x800", touchtest.Tablet},
	{"1920x1080-15", touchtest.Notebook},
	{"1920x1080-21", touchtest.Desk},
	{"1080x1920", touchtest.Portrait},
}

// morning is a Monday at the center.
var morning = time.Date(2026, 11, 23, 8, 42, 0, 0, kiosk.VietnamTime)

// A visitor stands before a stage with a real desk and a real database, and a
// clock the test moves.
type visitor struct {
	t     *testing.T
	stage *Stage
	desk  *desk.Desk
	store *store.Store
	dir   string // of the database
	now   time.Time
	key   ed25519.PrivateKey
	docs  int64
	pin   identity.PIN
	noPIN error // what reading the PIN fails with
}

func newVisitor(t *testing.T, glass look.Screen) *visitor {
	t.Helper()
	return newVisitorOn(t, glass, t.TempDir())
}

// newVisitorOn keeps the kiosk's data in dir.
func newVisitorOn(t *testing.T, glass look.Screen, dir string) *visitor {
	t.Helper()
	l, err := look.New(glass)
	if err != nil {
		t.Fatal(err)
	}
	touchtest.Wear(l.Theme())
	v := &visitor{t: t, now: morning, dir: dir, docs: morning.UnixMilli(), noPIN: kiosk.ErrNoPIN}
	var public ed25519.PublicKey
	public, v.key, _ = ed25519.GenerateKey(nil)
	_, receiptKey, _ := ed25519.GenerateKey(nil)
	clock := func() time.Time { return v.now }
	v.store, err = store.Open(context.Background(), store.Options{Path: filepath.Join(v.dir, "kiosk.db"), Device: "2", Now: clock,
		Boot: store.Boot{ID: "boot", Since: func() time.Duration { return time.Hour }}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.store.Close() })
	v.desk, err = desk.New(context.Background(), desk.Config{Store: v.store, PIN: func() (identity.PIN, error) { return v.pin, v.noPIN }, Catalogue: catalogue.JSON, Synonyms: catalogue.Synonyms, Now: clock, Log: slog.New(slog.DiscardHandler),
		Identity: identity.Identity{Device: "2", SiteID: 1, PublicationKey: public, ReceiptKey: receiptKey, ReceiptKeyID: 7}})
	if err != nil {
		t.Fatal(err)
	}
	book, err := allWords()
	if err != nil {
		t.Fatal(err)
	}
	v.publish(kiosk.DocSite, site.Example)
	v.publish(kiosk.DocCalendar, calendar.Holidays)
	v.publish(kiosk.DocKeys, v.keys())
	v.desk.SetOnline(true)
	v.stage = New(Config{Desk: v.desk, Book: book, Idle: kiosk.DefaultIdle, Glass: glass, Now: clock, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
		Away: func(work, then func()) { work(); then() }})
	v.stage.Root().Resize(fyne.NewSize(glass.Width, glass.Height))
	t.Cleanup(func() { software.NewCanvas().Capture() }) // then alone, at most every 10 s, Fyne lets go of what was shown before
	return v
}

// allWords are read once for all visitors.
var allWords = sync.OnceValues(words.Load)

// keys is a keys document with one month's sealing key.
func (v *visitor) keys() []byte {
	public := make([]byte, 32)
	public[0] = 9 // the base point: a valid key nobody needs to open in these tests
	data, err := json.Marshal(kiosk.Keys{Seal: []kiosk.SealKey{{ID: "2026-11", Public: public, From: morning.AddDate(0, -1, 0), To: morning.AddDate(0, 1, 0)}}})
	if err != nil {
		v.t.Fatal(err)
	}
	return data
}

// publish hands the desk a document as the center would.
func (v *visitor) publish(name string, body []byte) {
	v.t.Helper()
	v.docs++
	envelope, err := kiosk.SignDocument(v.key, kiosk.Document{Name: name, Version: v.docs, Expires: v.now.AddDate(1, 0, 0), Body: body})
	if err != nil {
		v.t.Fatal(err)
	}
	if err := v.desk.Apply(context.Background(), name, envelope); err != nil {
		v.t.Fatal(err)
	}
}

// queue publishes the state of the lines.
func (v *visitor) queue(q kiosk.Queue) {
	v.t.Helper()
	q.Day, q.At = kiosk.DateOf(v.now), v.now
	body, err := json.Marshal(q)
	if err != nil {
		v.t.Fatal(err)
	}
	v.publish(kiosk.DocQueue, body)
	v.stage.News()
}

// press taps what says words.
func (v *visitor) press(words string) {
	v.t.Helper()
	for _, target := range touch.Targets(v.stage.Root()) {
		if target.Control != nil && strings.HasPrefix(target.Words, words) {
			v.now = v.now.Add(time.Second)
			target.Control.Tap()
			return
		}
	}
	v.t.Fatalf("nothing on %s says %q", v.stage.Name(), words)
}

// at checks which screen is drawn.
func (v *visitor) at(name string) {
	v.t.Helper()
	if got := v.stage.Name(); got != name {
		v.t.Fatalf("the screen is %s, not %s", got, name)
	}
}

// reads reports whether the screen shows a text that contains part.
func (v *visitor) reads(part string) bool {
	return slices.ContainsFunc(v.stage.Sentences(), func(s string) bool { return strings.Contains(s, part) })
}

// mustRead checks that the screen shows a text that contains part.
func (v *visitor) mustRead(part string) {
	v.t.Helper()
	if !v.reads(part) {
		v.t.Errorf("%s does not say %q but %q", v.stage.Name(), part, v.stage.Sentences())
	}
}

// presses lists the words of everything one can press.
func (v *visitor) presses() (list []string) {
	for _, target := range touch.Targets(v.stage.Root()) {
		list = append(list, target.Words)
	}
	return list
}

// wait lets seconds pass, one tick each.
func (v *visitor) wait(seconds int) {
	for range seconds {
		v.now = v.now.Add(time.Second)
		v.stage.Tick()
	}
}

// alter publishes the site with a change.
func (v *visitor) alter(change func(*kiosk.Site)) {
	v.t.Helper()
	s := v.desk.Site()
	change(&s)
	body, err := json.Marshal(s)
	if err != nil {
		v.t.Fatal(err)
	}
	v.publish(kiosk.DocSite, body)
}

// keepHours gives the example site the hours of a working week and its days off.
func (v *visitor) keepHours() {
	v.t.Helper()
	week := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	v.alter(func(s *kiosk.Site) {
		s.OpenOnDaysOff = false
		s.Hours = []kiosk.Opening{{Weekdays: week, From: 7 * 60, To: 11*60 + 30}, {Weekdays: week, From: 13*60 + 30, To: 17 * 60}}
	})
}

// onFinger gives the stage a canvas, so that it can be touched at a place.
func (v *visitor) onFinger() *finger.Finger {
	w := test.NewTempWindow(v.t, v.stage.Root())
	w.SetPadded(false)
	w.Resize(v.stage.size)
	return finger.On(v.stage.Root())
}

func TestATapThatTremblesDoesNotTouchTheNextScreen(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	f := v.onFinger()
	home := fyne.NewPos(300, 240)
	f.TapAt(home)
	v.at("take")
	v.now = v.now.Add(150 * time.Millisecond)
	f.TapAt(home)
	v.at("take")
	v.hasStored()

	v.now = v.now.Add(time.Second) // the control: there is something to touch
	f.TapAt(home)
	v.at("ticket")
}

// News that draws the page anew must not take away what a finger is on: its
// press would be lost.
func TestNewsWaitsForTheFinger(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	f := v.onFinger()
	v.press("Lấy số")
	v.now = v.now.Add(time.Second)
	f.Down(v.where("Đất đai"))
	v.desk.SetOnline(false)
	v.stage.News()
	v.wait(1)
	f.Up()
	v.at("ticket")

	v.press("Xong")
	v.press("Lấy số")
	f.Down(v.where("Đất đai"))
	v.desk.SetOnline(true)
	v.stage.News()
	if !v.reads("Mất kết nối") {
		t.Fatal("the page was drawn under the finger")
	}
	v.wait(4) // something lies on the glass
	if v.reads("Mất kết nối") {
		t.Error("the news never comes")
	}
}

// where is the middle of what says words.
func (v *visitor) where(words string) fyne.Position {
	v.t.Helper()
	for _, target := range touch.Targets(v.stage.Root()) {
		if strings.HasPrefix(target.Words, words) {
			return target.Middle()
		}
	}
	v.t.Fatalf("nothing on %s says %q", v.stage.Name(), words)
	return fyne.Position{}
}

func TestNewsWaitsForWhatIsBeingStored(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	work := v.slowly()
	drawn := 0
	v.stage.Drawn = func() { drawn++ }
	v.press("Lấy số")
	v.stage.News()
	if drawn != 2 { // the control: news is drawn when nothing is under way
		t.Fatalf("drawn %d times, want 2", drawn)
	}
	v.press("Đất đai")
	v.stage.News()
	work.finish()
	v.at("ticket")
	if drawn != 3 {
		t.Errorf("drawn %d times, want 3: the number waits for a screen nobody sees", drawn)
	}
}
