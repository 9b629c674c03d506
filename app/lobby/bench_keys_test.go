package lobby

import (
	"encoding/csv"
	"fmt"
	"hash/maphash"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/assets/catalogue"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/bench"
)

// many is how many procedures a center may have that publishes all there are.
const many = 10_000

// queries is what is typed, letter by letter.
var queries = []string{"khai sinh", "cap the can cuoc", "dang ky ket hon", "chuyen muc dich dat"}

// BenchmarkKeyToLetter measures from a key that is struck in the finder to its
// letter on the glass, and from there to the last of what is found among ten
// thousand procedures.
func BenchmarkKeyToLetter(b *testing.B) {
	center, display := OpenCenter(b), OpenDisplay(b, 1280, 800)
	center.Run("catalogue", "import", "--file", manyProcedures(b))
	frame := OpenFrame(b, display)
	blank := frame.Picture()
	k := OpenKiosk(b, center, display, "2")
	k.WaitText("Đang mở")
	k.Press("Tra cứu")
	k.WaitScreen("find")
	k.Keys("khai sinh 99") // of the many alone
	k.WaitText("khai sinh 99")
	Until(b, "the many procedures", func() bool { return strings.Contains(strings.Join(k.Seen().Texts, " "), " 99") })
	letters, found := typingPlaces(k)
	finder := k.last
	k.Stop()
	Until(b, "the window to be gone", func() bool { return blank.like(frame.Picture()) })
	k.process = k.Window(Build(b).Kiosk, "--config", k.config) // without the witness, which slows drawing
	home := frame.Settled(blank)
	finger := OpenFinger(b, display)
	finger.Tap(finder)
	frame.Settled(home)
	for b.Loop() {
		var drawn, answered []time.Duration
		for _, words := range queries {
			for _, r := range words {
				d, a := frame.typed(finger, r, letters, found)
				drawn, answered = append(drawn, d), append(answered, a)
			}
			before := frame.Picture()
			fmt.Fprintf(finger.words, "key --repeat %d --delay 5 BackSpace\n", len(words))
			frame.Settled(before)
		}
		b.Log("letters", bench.Median(drawn), drawn[len(drawn)-1], "found", bench.Median(answered), answered[len(answered)-1])
		bench.Figure{Name: "key_to_letter_p95", Ours: bench.Percentile(drawn, 0.95).Seconds() * 1000, Unit: "ms", Limit: 50, Want: 1, Most: true}.Print(b)
		bench.Figure{Name: "letter_to_found_p95_10000", Ours: bench.Percentile(answered, 0.95).Seconds() * 1000, Unit: "ms", Limit: 50, Want: 1, Most: true}.Print(b)
	}
}

// manyProcedures writes a table with the procedures of the house again and again
// under codes of their own.
func manyProcedures(b *testing.B) (path string) {
	b.Helper()
	known, err := kiosk.ParseCatalogue(catalogue.JSON)
	if err != nil {
		b.Fatal(err)
	}
	path = filepath.Join(b.TempDir(), "many.csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	w := csv.NewWriter(f)
	_ = w.Write([]string{"code", "name_vi", "name_en", "short_vi", "field", "level", "service"}) // Flush tells
	for i := range many - len(known.Procedures) {
		p, own := known.Procedures[i%len(known.Procedures)], fmt.Sprintf(" %d", i/len(known.Procedures))
		short := []rune(p.ShortVI)
		_ = w.Write([]string{fmt.Sprintf("9.%06d", i), p.NameVI + own, p.NameEN + own, string(short[:min(len(short), 36)]) + own, p.Field, "xã", p.Service})
	}
	if w.Flush(); w.Error() != nil {
		b.Fatal(w.Error())
	}
	return path
}

// A place is a rectangle of pixels.
type place struct{ left, top, right, bottom int }

// typingPlaces are where letters appear, between what goes back and what calls a
// person, and where what is found does, between that and the keyboard.
func typingPlaces(k *Kiosk) (letters, found place) {
	k.t.Helper()
	back, there := k.find(func(t Target) bool { return strings.HasPrefix(t.Words, "Quay lại") })
	help, also := k.find(func(t Target) bool { return strings.HasPrefix(t.Words, "Gọi nhân viên") })
	keys, typing := k.find(func(t Target) bool { return t.Words == "ă" })
	if !there || !also || !typing {
		k.t.Fatalf("the finder shows %q", k.Seen().Texts)
	}
	letters = place{int(back.X + back.Width), int(back.Y), int(help.X), int(back.Y + back.Height)}
	return letters, place{0, letters.bottom, k.Width, int(keys.Y)}
}

var seed = maphash.MakeSeed()

// look tells whether what a place shows is what it showed.
func (f *Frame) look(at place) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for y := at.top; y < at.bottom; y++ {
		_, _ = h.Write(f.pixels[y*f.stride+4*at.left : y*f.stride+4*at.right])
	}
	return h.Sum64()
}

// typed strikes a key and returns how long it took to its letter, and from there
// to the last change of what is found; 0 when nothing else is.
func (f *Frame) typed(finger *Finger, r rune, letters, found place) (drawn, answered time.Duration) {
	f.t.Helper()
	name := string(r)
	if r == ' ' {
		name = "space"
	}
	before, list := f.look(letters), f.look(found)
	struck := time.Now()
	fmt.Fprintf(finger.words, "key %s\n", name)
	for f.look(letters) == before {
		if glance(); time.Since(struck) > Patience {
			f.t.Fatalf("waited in vain for the letter %q", r)
		}
	}
	shown := time.Now()
	last := shown
	for time.Since(last) < still/2 {
		glance()
		if now := f.look(found); now != list {
			list, last = now, time.Now()
		}
	}
	return shown.Sub(struck), last.Sub(shown)
}
