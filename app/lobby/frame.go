package lobby

import (
	"encoding/binary"
	"os"
	"syscall"
	"testing"
	"time"
)

// A Frame is what the X server shows, read from outside any program: the file
// it keeps its pixels in, mapped into memory.
type Frame struct {
	t      testing.TB
	pixels []byte // 4 a pixel, without the file's header
	stride int    // bytes a row
	width  int
	height int
}

// A Picture is a copy of all pixels, row by row.
type Picture struct {
	pixels []uint32
	width  int
}

// The fields of an XWD file's header that are read here, by their place in it;
// each is 4 bytes, big-endian (X11/XWDFile.h).
const (
	xwdHeaderSize = 0
	xwdWidth      = 4
	xwdHeight     = 5
	xwdBytesALine = 12
	xwdColors     = 19
	xwdColorSize  = 12 // bytes each
)

// OpenFrame maps the display's pixels until the test ends.
func OpenFrame(t testing.TB, d *Display) *Frame {
	t.Helper()
	file, err := os.Open(d.Frame)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	mapped, err := syscall.Mmap(int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Munmap(mapped) })
	field := func(n int) int { return int(binary.BigEndian.Uint32(mapped[4*n:])) }
	return &Frame{t: t, pixels: mapped[field(xwdHeaderSize)+field(xwdColors)*xwdColorSize:],
		stride: field(xwdBytesALine), width: field(xwdWidth), height: field(xwdHeight)}
}

// at is the pixel i, counted row by row.
func (f *Frame) at(i int) uint32 {
	return binary.LittleEndian.Uint32(f.pixels[i/f.width*f.stride+i%f.width*4:]) & 0xFFFFFF
}

// Picture copies what is shown now.
func (f *Frame) Picture() Picture {
	p := Picture{pixels: make([]uint32, f.width*f.height), width: f.width}
	for i := range p.pixels {
		p.pixels[i] = f.at(i)
	}
	return p
}

// same reports whether the picture is shown now.
func (f *Frame) same(p Picture) bool {
	for i, v := range p.pixels {
		if f.at(i) != v {
			return false
		}
	}
	return true
}

// still is how long nothing moves on a screen that has been drawn to its end.
const still = 500 * time.Millisecond

// Settled waits until something other than the picture before is shown and
// nothing moves any more, and returns that.
func (f *Frame) Settled(before Picture) (p Picture) {
	f.t.Helper()
	Until(f.t, "a screen that is drawn to its end", func() bool {
		p = f.Picture()
		if before.like(p) {
			return false
		}
		for end := time.Now().Add(still); time.Now().Before(end); pause() {
			if !f.same(p) {
				return false
			}
		}
		return true
	})
	return p
}

// like reports whether two pictures are of one screen: a pointer or a clock may
// differ.
func (p Picture) like(q Picture) bool {
	if len(p.pixels) != len(q.pixels) {
		return false
	}
	other := 0
	for i := range p.pixels {
		if p.pixels[i] != q.pixels[i] {
			other++
		}
	}
	return other < len(p.pixels)/1000
}

// A Sketch tells a screen by its outlines: the places where letters, icons and
// cards begin and end. What changes from visit to visit (a number, a clock) is
// not in it.
type Sketch struct {
	places []int
	colors []uint32
}

// outlines is how many places a Sketch has at most: few enough to look at them
// every millisecond.
const outlines = 4000

// NewSketch keeps the outlines that all pictures of one screen have in common.
func NewSketch(pictures ...Picture) (s Sketch) {
	first := pictures[0]
	ground := first.ground()
	var edges []int
	for i := 1; i < len(first.pixels); i++ {
		v := first.pixels[i]
		if i%first.width != 0 && v != ground && v != first.pixels[i-1] && agree(pictures, i) {
			edges = append(edges, i)
		}
	}
	for i := 0; i < len(edges); i += 1 + len(edges)/outlines {
		s.places = append(s.places, edges[i])
		s.colors = append(s.colors, first.pixels[edges[i]])
	}
	return s
}

// ground is the colour of most pixels: where it shows, nothing may be drawn yet.
func (p Picture) ground() (most uint32) {
	times := map[uint32]int{}
	for _, v := range p.pixels {
		if times[v]++; times[v] > times[most] {
			most = v
		}
	}
	return most
}

func agree(pictures []Picture, i int) bool {
	for _, p := range pictures[1:] {
		if p.pixels[i] != pictures[0].pixels[i] {
			return false
		}
	}
	return true
}

// enough is the share of a Sketch that makes the screen the one it tells of:
// the state of the link in the header or the waiting people may be others.
const enough = 0.85

// found is how many places look as sketched.
func (s Sketch) found(at func(int) uint32) (n int) {
	for i, place := range s.places {
		if at(place) == s.colors[i] {
			n++
		}
	}
	return n
}

func (s Sketch) shows(found int) bool {
	return found > 0 && float64(found) >= enough*float64(len(s.places))
}

// Shown waits until the screen of the sketch is shown and returns when the last
// of it was drawn, to a millisecond.
func (f *Frame) Shown(what string, s Sketch) (when time.Time) {
	f.t.Helper()
	for deadline := time.Now().Add(Patience); ; glance() {
		now := time.Now()
		if s.shows(s.found(f.at)) {
			return f.drawn(s, now)
		}
		if now.After(deadline) {
			f.t.Fatalf("waited %s in vain for %s: %d of its %d outlines are shown", Patience, what, s.found(f.at), len(s.places))
		}
	}
}

// drawn follows a screen that is shown while its last rows may still arrive.
func (f *Frame) drawn(s Sketch, since time.Time) time.Time {
	const burst = 15 * time.Millisecond // a copy to the screen takes less
	best := s.found(f.at)
	for end := since.Add(burst); time.Now().Before(end); glance() {
		if n := s.found(f.at); n > best {
			best, since = n, time.Now()
		}
	}
	return since
}

// glance lets a little time pass between two looks at the pixels.
func glance() { <-time.After(time.Millisecond) }
