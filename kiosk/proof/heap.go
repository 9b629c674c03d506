package proof

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"unsafe"
)

// A Heap is a copy of every object this program holds, as the runtime dumps it.
// Unlike a walk with package reflect it also sees what functions have captured.
type Heap struct{ objects []object } // by address

type object struct {
	at     uint64
	holds  []byte
	fields []uint64 // where in it pointers stand
}

// The records of a dump that stand before and among the objects
// (runtime/heapdump.go).
const (
	dumpHeader = "go1.7 heap dump\n"
	tagObject  = 1
	tagType    = 3
	tagParams  = 6
	tagItab    = 8
)

// Dump copies the heap after two rounds of collection: what is in it then,
// something still points to.
func Dump(t testing.TB) *Heap {
	t.Helper()
	runtime.GC()
	runtime.GC()
	f, err := os.Create(filepath.Join(t.TempDir(), "heap"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	debug.WriteHeapDump(f.Fd())
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	h, err := read(bufio.NewReader(f))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(f.Name()); err != nil {
		t.Fatal(err)
	}
	return h
}

// A dump is read number by number; the first error stays.
type dump struct {
	*bufio.Reader
	err error
}

func (d *dump) number() uint64 {
	n, err := binary.ReadUvarint(d)
	d.err = cmp.Or(d.err, err)
	return n
}

func (d *dump) text() []byte {
	text := make([]byte, d.number())
	_, err := io.ReadFull(d, text)
	d.err = cmp.Or(d.err, err)
	return text
}

// skip passes over numbers (n), texts (t) and truths (n).
func (d *dump) skip(what string) {
	for _, w := range what {
		if w == 't' {
			d.text()
		} else {
			d.number()
		}
	}
}

// read reads a dump up to the end of its objects.
func read(r *bufio.Reader) (*Heap, error) {
	head := make([]byte, len(dumpHeader))
	if _, err := io.ReadFull(r, head); err != nil || string(head) != dumpHeader {
		return nil, errors.Join(errors.New("another kind of heap dump"), err)
	}
	h, d := &Heap{}, &dump{Reader: r}
	for d.err == nil {
		switch d.number() {
		case tagParams:
			d.skip("nnnnttn")
		case tagType:
			d.skip("nntn")
		case tagItab:
			d.skip("nn")
		case tagObject:
			o := object{at: d.number(), holds: d.text()}
			for d.err == nil && d.number() != 0 {
				o.fields = append(o.fields, d.number())
			}
			h.objects = append(h.objects, o)
		default:
			slices.SortFunc(h.objects, func(a, b object) int { return cmp.Compare(a.at, b.at) })
			return h, nil
		}
	}
	return nil, d.err
}

// Reach is what everything holds that can be reached from an object, object by
// object with a zero byte between them; what lies behind a door is left out.
func (h *Heap) Reach(from unsafe.Pointer, doors ...unsafe.Pointer) []byte {
	seen := map[int]bool{}
	for _, d := range doors {
		seen[h.find(uint64(uintptr(d)))] = true
	}
	var all bytes.Buffer
	next := []int{h.find(uint64(uintptr(from)))}
	for len(next) > 0 {
		i := next[len(next)-1]
		next = next[:len(next)-1]
		if i < 0 || seen[i] {
			continue
		}
		seen[i] = true
		o := h.objects[i]
		all.Write(o.holds)
		all.WriteByte(0)
		for _, f := range o.fields {
			if f+8 <= uint64(len(o.holds)) {
				next = append(next, h.find(binary.LittleEndian.Uint64(o.holds[f:])))
			}
		}
	}
	return all.Bytes()
}

// find is the place of the object an address lies in, -1 when in none.
func (h *Heap) find(at uint64) int {
	i, exact := slices.BinarySearchFunc(h.objects, at, func(o object, at uint64) int { return cmp.Compare(o.at, at) })
	if !exact {
		i--
	}
	if i < 0 || at >= h.objects[i].at+uint64(len(h.objects[i].holds)) {
		return -1
	}
	return i
}
