package web

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk/bench"
)

// BenchmarkPagesAged compares pages of a center with a year and a million
// events behind it with those of one that opened last week: what people look at
// must not become slower with history. Before each look at a page a number is
// taken, so that the lines are worked out anew, for each page alike. All pages are
// looked at in every round, so that none bears alone what a database does when it was
// just opened; the middle round counts.
func BenchmarkPagesAged(b *testing.B) {
	const rounds = 60
	old, young := openDesk(b, 1_000_000), openDesk(b, 2_000)
	for b.Loop() {
		took, shares := map[string][]time.Duration{}, map[string][]float64{}
		for round := range rounds {
			for name := range old.pages {
				one, share := look(old, young, name, round%2 == 0)
				took[name], shares[name] = append(took[name], one), append(shares[name], share)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(old.pages)) {
			rate := views / bench.Median(took[name]).Seconds()
			bench.Figure{Name: name + "_page_aged", Ours: rate, Unit: "pages/s", Limit: rate / bench.Median(shares[name]), Want: 0.9}.Print(b)
		}
	}
}

// views is how often a page is looked at before it is looked at elsewhere.
const views = 4

// look is how long looking at a page takes in the old center, and how much of that it
// takes in the young one at the same time: the two share what the machine does
// besides. Who comes second finds what the first left of the machine.
func look(old, young *staffedDesk, name string, oldFirst bool) (took time.Duration, share float64) {
	at := []*staffedDesk{young, old}
	if oldFirst {
		at = []*staffedDesk{old, young}
	}
	did := map[*staffedDesk]time.Duration{}
	for _, d := range at {
		d.kiosk.takes("B", 1)
		did[d] = bench.Took(func() {
			for range views {
				d.pages[name]()
			}
		})
	}
	return did[old], did[young].Seconds() / did[old].Seconds()
}

// A staffedDesk is a center at work, with the pages people look at.
type staffedDesk struct {
	kiosk *tablet
	pages map[string]func()
}

func openDesk(b *testing.B, events int) *staffedDesk {
	c := openCenter(b)
	storetest.Grow(b, "sqlite:"+c.file, storetest.History{Events: events, Kiosks: 8, Last: c.clock.Now().Add(-24 * time.Hour)})
	d := &staffedDesk{kiosk: c.enrolTablet("1", "Sảnh chính")}
	for i := range 25 {
		d.kiosk.says(1+i%5, fmt.Sprint("ý kiến ", i), "")
		d.kiosk.help("find")
	}
	waiting := d.kiosk.takes("B", 30)
	clerk, guide := c.sit("hoa", "3"), c.enter(c.hire("lan", "Trần Thị Lan", staff.Guide))
	director, admin := c.enter(c.hire("binh", "Trần Văn Bình", staff.Director)), c.enter(c.hire("it", "Lê Văn Tư", staff.Admin))
	for range 3 {
		clerk.press("next")
	}
	visitor := c.visitor()
	d.pages = map[string]func(){
		"counter": d.page(b, clerk, "/counter"), "board": d.page(b, visitor, "/board"), "receipt": d.page(b, visitor, waiting[20].path()),
		"help": d.page(b, guide, "/help"), "feedback": d.page(b, director, "/feedback"), "devices": d.page(b, admin, "/devices"),
	}
	return d
}

func (d *staffedDesk) page(b *testing.B, v *visitor, path string) func() {
	return func() {
		if a := v.get(path); a.status != http.StatusOK {
			b.Fatalf("%s: status %d", path, a.status)
		}
	}
}
