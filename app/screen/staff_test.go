package screen

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/identity"
)

const rightPIN = "482915"

// hashed is made once: hashing takes its time on purpose.
var hashed = sync.OnceValues(func() (identity.PIN, error) { return identity.NewPIN(rightPIN) })

func (v *visitor) setPIN() {
	v.t.Helper()
	v.pin, v.noPIN = hashed()
	if v.noPIN != nil {
		v.t.Fatal(v.noPIN)
	}
}

// emblem is where the header's emblem is.
func (v *visitor) emblem() fyne.Position {
	v.t.Helper()
	var at fyne.Position
	touch.Walk(v.stage.Root(), func(n touch.Node) {
		if _, ok := n.Object.(*touch.Hidden); ok {
			at = n.Place.Middle()
		}
	})
	if at.IsZero() {
		v.t.Fatal("no emblem")
	}
	return at
}

// knock touches the emblem with a finger so many times, 300 ms apart.
func (v *visitor) knock(times int) {
	v.t.Helper()
	f := v.onFinger()
	for range times {
		v.now = v.now.Add(300 * time.Millisecond)
		f.TapAt(v.emblem())
	}
}

// enter types a PIN and presses the primary button.
func (v *visitor) enter(pin string) {
	v.t.Helper()
	v.types(pin)
	v.press(v.stage.t("pin.open"))
}

// guess enters wrong PINs, waiting as long as each costs but the last.
func (v *visitor) guess(times int) {
	v.t.Helper()
	for n := range times {
		if n > 0 {
			v.now = v.now.Add(kiosk.PINWait(n))
			v.stage.session.Touch(v.now)
		}
		v.enter("111112")
	}
	v.enter("111112")
}

// staff opens the staff screen of a kiosk in good health.
func (v *visitor) staff() {
	v.t.Helper()
	v.setPIN()
	v.stage.Upkeep.Health = func(context.Context) Health {
		return Health{Version: "1.4.0", Heard: v.now.Add(-21 * time.Second), Pending: 3, DiskFree: 12_345_678_901, Epoch: v.store.Epoch()}
	}
	v.knock(7)
	v.enter(rightPIN)
	v.at("staff")
}

func TestStaffEnterByKnocksAndPIN(t *testing.T) {
	for _, g := range glasses {
		t.Run(g.name, func(t *testing.T) {
			v := newVisitor(t, g.screen)
			v.knock(6)
			v.at("home")
			v.staff()
			for _, fact := range []string{"Máy 2 · địa điểm 1", "1.4.0", "3 mục", "Trống 12,3 GB", "08:4", v.store.Epoch(), "px"} {
				v.mustRead(fact)
			}
			v.press("Đóng")
			v.at("home")
			v.hasStored(kiosk.KindStaffActed)
		})
	}
}

// TestAVisitorDoesNotComeByTheStaffScreen presses what can be pressed and knocks
// slowly; the emblem is nothing that arrow keys or speech come by.
func TestAVisitorDoesNotComeByTheStaffScreen(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.setPIN()
	f := v.onFinger()
	for range 40 {
		v.now = v.now.Add(time.Second)
		f.TapAt(v.emblem())
	}
	v.at("home")
	for _, target := range touch.Targets(v.stage.Root()) {
		if target.Holds(v.emblem()) {
			t.Errorf("%q is where the emblem is", target.Words)
		}
	}
}

// TestWrongPINsCostTimeAlsoAfterARestart guesses, pulls the plug and goes on.
func TestWrongPINsCostTimeAlsoAfterARestart(t *testing.T) {
	dir := t.TempDir()
	v := newVisitorOn(t, glasses[0].screen, dir)
	v.setPIN()
	v.knock(7)
	v.guess(4)
	v.at("pin")
	v.mustRead("Chờ 59 giây")
	v.hasStored(kiosk.KindStaffActed, kiosk.KindStaffActed, kiosk.KindStaffActed, kiosk.KindStaffActed)
	if err := v.store.Close(); err != nil {
		t.Fatal(err)
	}

	again := newVisitorOn(t, glasses[0].screen, dir)
	again.now = v.now
	again.setPIN()
	again.knock(7)
	again.enter(rightPIN) // the right one does not shorten the wait
	again.mustRead("Chờ 5")
	again.now = again.now.Add(time.Minute)
	again.stage.session.Touch(again.now)
	again.enter(rightPIN)
	again.at("staff")
	var last kiosk.StaffActed
	events, err := again.store.Outbox(context.Background(), 0, 10)
	if err == nil {
		err = json.Unmarshal(events[3].Body, &last)
	}
	if err != nil || last.Act != kiosk.StaffRefused || last.Failures != 4 {
		t.Errorf("the fourth is told as %+v, %v", last, err)
	}
}

// TestControlWrongPINsThatWereForgotten opens a kiosk that has kept nothing of
// the tries: there the right PIN opens at once, so the wait above is the disk's.
func TestControlWrongPINsThatWereForgotten(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.setPIN()
	v.knock(7)
	v.guess(4)
	again := newVisitor(t, glasses[0].screen)
	again.now = v.now
	again.setPIN()
	again.knock(7)
	again.enter(rightPIN)
	again.at("staff")
	fmt.Println("control: wrong PINs that were forgotten -> caught by TestWrongPINsCostTimeAlsoAfterARestart")
}

// TestThePINIsNowhere looks for it on the glass, in the stage and on the disk.
func TestThePINIsNowhere(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.setPIN()
	v.knock(7)
	v.types(rightPIN)
	if v.reads(rightPIN) || len(v.traces(rightPIN)) == 0 {
		t.Fatalf("while it is typed it is read, or the search is blind: %q", v.stage.Sentences())
	}
	v.press("Mở")
	v.at("staff")
	if found := v.traces(rightPIN); len(found) > 0 {
		t.Errorf("it is left at %q", found)
	}
	events, err := v.store.Outbox(context.Background(), 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if strings.Contains(string(e.Body), rightPIN) {
			t.Errorf("event %d tells it: %s", e.Seq, e.Body)
		}
	}
}

func TestTheStaffScreenClosesByItself(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.staff()
	v.press("Thử chạm")
	v.at("touchtest")
	v.press("7")
	v.wait(115)
	v.press("Quay lại")
	v.at("staff")
	v.wait(5)
	v.at("home")
}

// TestStaffRestartAndLeave tells the center before it does either.
func TestStaffRestartAndLeave(t *testing.T) {
	for words, act := range map[string]kiosk.StaffAct{"Mở lại": kiosk.StaffRestarted, "Thoát": kiosk.StaffLeft} {
		v := newVisitor(t, glasses[0].screen)
		done := ""
		told := func(what string) func() {
			return func() {
				events, err := v.store.Outbox(context.Background(), 0, 10)
				if err != nil || len(events) != 2 || !strings.Contains(string(events[1].Body), string(act)) {
					t.Errorf("%s is done before it is stored: %v, %v", words, events, err)
				}
				done = what
			}
		}
		v.stage.Upkeep.Restart, v.stage.Upkeep.Leave = told("Mở lại"), told("Thoát")
		v.staff()
		v.press(words)
		if done != words {
			t.Errorf("pressed %q, done %q", words, done)
		}
		v.at("home")
	}
}

func TestAKioskWithoutAPINSaysHowToSetOne(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.knock(7)
	v.enter("482915")
	v.at("pin")
	v.mustRead("sen-kiosk pin")
	v.hasStored()
}
