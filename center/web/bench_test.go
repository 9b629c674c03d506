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
// taken, so that the lines are worked out anew, for each page alike. The two take turns, and turns at being first.
func BenchmarkPagesAged(b *testing.B) {
	const rounds, times = 60, 4
	old, young := openDesk(b, 1_000_000), openDesk(b, 2_000)
	for b.Loop() {
		for _, name := range slices.Sorted(maps.Keys(old.pages)) {
			var took []time.Duration
			var shares []float64 // of each round, whose turns share what the machine does besides
			for round := range rounds + 1 {
				var did [2]time.Duration
				for turn := range did {
					i := (turn + round) % len(did) // who comes second finds what the first left of the machine
					d := []*staffedDesk{old, young}[i]
					d.kiosk.takes("B", 1)
					page := d.pages[name]
					did[i] = bench.Took(func() {
						for range times {
							page()
						}
					})
				}
				if round > 0 { // the first reads what lies on the disk
					took = append(took, did[0])
					shares = append(shares, did[1].Seconds()/did[0].Seconds())
				}
			}
			rate := times / bench.Median(took).Seconds()
			bench.Figure{Name: name + "_page_aged", Ours: rate, Unit: "pages/s", Limit: rate / bench.Median(shares), Want: 0.9}.Print(b)
		}
	}
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
