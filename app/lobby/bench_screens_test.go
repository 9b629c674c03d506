package lobby

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/bench"
)

// A step is one thing a visitor does on a tour of all screens.
type step struct {
	press string // what begins so is touched, or
	keys  string // this is typed; not measured
	to    string // the screen that is drawn then

	at    Target
	shows Sketch
}

const tourRounds = 2

// tour comes by the screens of a visit. Not on it are those that end it by a
// deed (a slip, an answer about a dossier, of which a kiosk gives few in a row),
// and the staff's.
func tour() []step {
	return []step{
		{press: "Tra cứu", to: "find"}, {keys: "khai sinh", to: "find"}, {press: "Đăng ký khai sinh", to: "procedure"},
		{press: "Gửi vào điện thoại", to: "send"}, {press: "Quay lại", to: "procedure"}, {press: "Trang đầu", to: "home"},
		{press: "Lấy số", to: "take"}, {press: "Tôi thuộc diện", to: "priority"}, {press: "Không, hoặc", to: "take"}, {press: "Đất đai", to: "ticket"}, {press: "Xong", to: "home"},
		{press: "Góp ý", to: "faces"}, {press: "Rất hài lòng", to: "faces"}, {press: "Tiếp tục", to: "reasons"}, {press: "Tiếp tục", to: "words"},
		{press: "Tiếp tục", to: "reply"}, {press: "Gửi", to: "thanks"}, {press: "Xong", to: "home"},
		{press: "Wi-Fi", to: "amenities"}, {press: "Sơ đồ", to: "floor"}, {press: "Trang đầu", to: "home"},
		{press: "Gặp", to: "meeting"}, {press: "Đăng ký gặp", to: "subject"}, {press: "Hồ sơ chậm", to: "day"}, {press: "Thứ", to: "slot"},
		{press: "08:", to: "name"}, {keys: "Lan", to: "name"}, {press: "Tiếp tục", to: "phone"}, {keys: "0912345678", to: "phone"},
		{press: "Tôi đồng ý", to: "phone"}, {press: "Tiếp tục", to: "check"}, {press: "Trang đầu", to: "home"},
		{press: "Hồ sơ của tôi", to: "dossier"}, {keys: "H20.16-230130-0012", to: "dossier"}, {press: "Tiếp tục", to: "last"}, {press: "Trang đầu", to: "home"},
		{press: "Gọi nhân viên", to: "help"}, {press: "Thôi", to: "home"},
	}
}

// BenchmarkTapToScreen measures from a lifted finger to the next screen drawn,
// over a tour of all screens.
func BenchmarkTapToScreen(b *testing.B) {
	k, ours, _ := inHall(b)
	steps := tour()
	learnTour(k, ours.frame, steps)
	ours.open()
	ours.frame.Settled(ours.blank)
	finger := OpenFinger(b, k.Display)
	for b.Loop() {
		var took []time.Duration
		slowest := map[string]time.Duration{}
		for range tourRounds {
			<-time.After(kiosk.FeedbackPause) // one hand does not rate twice at once
			var last step
			for _, s := range steps {
				waited := s.take(finger, ours.frame, last)
				if last = s; s.keys == "" {
					took = append(took, waited)
					slowest[s.press+" → "+s.to] = max(slowest[s.press+" → "+s.to], waited)
				}
			}
		}
		p95, p99 := bench.Percentile(took, 0.95), bench.Percentile(took, 0.99)
		b.Log(len(took), "taps, median", bench.Median(took), "slowest", slowest)
		bench.Figure{Name: "tap_to_screen_p95", Ours: p95.Seconds() * 1000, Unit: "ms", Limit: 100, Want: 1, Most: true}.Print(b)
		bench.Figure{Name: "tap_to_screen_p99", Ours: p99.Seconds() * 1000, Unit: "ms", Limit: 150, Want: 1, Most: true}.Print(b)
	}
}

// learnTour goes the tour slowly with the witness, which slows drawing down, to
// learn where to press and what each screen looks like.
func learnTour(k *Kiosk, f *Frame, steps []step) {
	k.t.Helper()
	k.Start()
	k.WaitText("Đang mở")
	at := f.Settled(Picture{})
	for i := range steps {
		s := &steps[i]
		if s.keys != "" {
			k.Keys(s.keys)
		} else {
			s.at = k.PressAt(s.press)
		}
		k.WaitScreen(s.to)
		before := at
		at = f.Settled(before)
		s.shows = NewSketch(at).unlike(before)
		if len(s.shows.places) == 0 {
			k.t.Fatalf("%q and what was before look the same", s.to)
		}
	}
	k.Stop()
	Until(k.t, "the window to be gone", func() bool { return f.Picture().ground() == 0 })
}

// unlike leaves out what a picture shows as well.
func (s Sketch) unlike(p Picture) (own Sketch) {
	for i, place := range s.places {
		if p.pixels[place] != s.colors[i] {
			own.places, own.colors = append(own.places, place), append(own.colors, s.colors[i])
		}
	}
	return own
}

// take does one step and returns how long the visitor waited for it. A finger
// comes back to a place no sooner than a hand does, and touches nothing while it
// still types: the last letters are too few to be missed in a sketch, and a tap
// that waits behind them in the finger would count as the kiosk's time.
func (s step) take(finger *Finger, f *Frame, last step) time.Duration {
	if s.keys != "" {
		before := f.Picture()
		fmt.Fprintf(finger.words, "key --delay 60 %s\n", strings.Join(keyNames(s.keys), " "))
		f.Settled(before)
		f.Shown(s.keys, s.shows)
		return 0
	}
	if s.at.near(last.at) {
		<-time.After(touch.Rest + 50*time.Millisecond)
	}
	tapped := finger.Tap(s.at)
	return f.Shown(s.to, s.shows).Sub(tapped)
}

// keyNames are the names that X has for the keys of a text.
func keyNames(text string) (names []string) {
	for _, r := range text {
		name, other := map[rune]string{' ': "space", '.': "period", '-': "minus"}[r]
		if !other {
			name = string(r)
		}
		names = append(names, name)
	}
	return names
}

// What is learnt of a screen tells it from the one before, also where both have
// much in common.
func TestASketchTellsWhatIsNew(t *testing.T) {
	before, after := paper(1010, 3030, 5050), paper(1010, 3030, 5050, 7070)
	all := NewSketch(after)
	own := all.unlike(before)
	if tells(t, own, before) || !tells(t, own, after) {
		t.Error("the screen before passes for the one after")
	}
	if len(own.places) >= len(all.places) || slices.Contains(own.places, 1010) {
		t.Error("what both show is in the sketch")
	}
}
