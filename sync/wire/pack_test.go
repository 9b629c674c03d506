package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"dongthap.vn/sen/kiosk/proof"
)

// squeeze packs any text as the other end would.
func squeeze(t testing.TB, plain string) []byte {
	t.Helper()
	return encoder().EncodeAll([]byte(plain), nil)
}

func TestFiveHundredEventsFitAndOneMoreDoesNot(t *testing.T) {
	b := Batch{Events: make([]Event, MaxEvents)}
	packed, err := Pack(b)
	if err != nil {
		t.Fatalf("%d events: %v", MaxEvents, err)
	}
	if got, err := Unpack(packed); err != nil || len(got.Events) != MaxEvents {
		t.Fatalf("%d events came back, %v", len(got.Events), err)
	}
	b.Events = append(b.Events, Event{})
	if _, err := Pack(b); !errors.Is(err, ErrTooLarge) {
		t.Errorf("pack of %d events: %v", MaxEvents+1, err)
	}
	many := `{"events":[` + strings.Repeat(`{},`, MaxEvents) + `{}]}`
	if _, err := Unpack(squeeze(t, many)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("unpack of %d events: %v", MaxEvents+1, err)
	}
}

func TestBatchOverItsUnpackedCap(t *testing.T) {
	frame := len(`{"device":""}`)
	fits := `{"device":"` + strings.Repeat("a", MaxUnpacked-frame) + `"}`
	if len(fits) != MaxUnpacked {
		t.Fatalf("made %d bytes", len(fits))
	}
	if _, err := Unpack(squeeze(t, fits)); err != nil {
		t.Errorf("%d bytes of JSON: %v", len(fits), err)
	}
	if _, err := Unpack(squeeze(t, fits+" ")); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%d bytes of JSON: %v", len(fits)+1, err)
	}
	if _, err := Pack(Batch{Device: strings.Repeat("a", MaxUnpacked)}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("pack: %v", err)
	}
}

func TestBatchOverItsPackedCap(t *testing.T) {
	noise := make([]byte, MaxPacked)
	random := rand.NewChaCha8([32]byte{1})
	random.Read(noise)
	b := Batch{Events: []Event{{Sealed: []Sealed{{Ciphertext: noise}}}}}
	if _, err := Pack(b); !errors.Is(err, ErrTooLarge) {
		t.Errorf("pack: %v", err)
	}
	if _, err := Unpack(make([]byte, MaxPacked+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("unpack: %v", err)
	}
}

// A megabyte of JSON is more than one zstd block and close to the window: it
// must pass the decoder's own bound.
func TestLargeBatchPasses(t *testing.T) {
	b := Batch{Device: "2"}
	for i := range int64(300) {
		b.Events = append(b.Events, Event{Seq: i + 1, Body: strings.Repeat(fmt.Sprintf(`{"n":%d}`, i), 500)})
	}
	packed, err := Pack(b)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Unpack(packed)
	if err != nil || len(got.Events) != len(b.Events) || got.Events[299].Body != b.Events[299].Body {
		t.Errorf("%d events came back, %v", len(got.Events), err)
	}
}

// bombs are small and claim, or make, far more than the caps allow.
func bombs(t testing.TB) map[string][]byte {
	t.Helper()
	zeros := func(n int) []byte {
		e, err := zstd.NewWriter(nil, zstd.WithWindowSize(1<<20), zstd.WithEncoderConcurrency(1))
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		return e.EncodeAll(make([]byte, n), nil)
	}
	return map[string][]byte{
		"10 GB claimed, none there":   claim(10 << 30),
		"10 GB claimed in RLE blocks": append(claim(10<<30), rle(80)...),
		"8 GB in RLE blocks":          append([]byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58}, rle(65_000)...),
		"a window of 3 GB":            append([]byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8}, rle(10)...),
		"100 MB of zeros":             zeros(100 << 20),
		"2 MiB a frame, 1000 frames":  bytes.Repeat(zeros(MaxUnpacked), 1000),
		"10^6 keys":                   squeeze(t, wide(1_000_000)),
		"as many keys as fit":         squeeze(t, wide(200_000)),
		"10^6 deep":                   squeeze(t, strings.Repeat("[", 1_000_000)),
		"10^6 empty objects":          squeeze(t, "["+strings.Repeat("{},", 500_000)+"{}]"),
		"10^5 objects of one key":     squeeze(t, `{"events":[`+strings.Repeat(`{"a":0},`, 100_000)+`{}]}`),
		"10^6 numbers for events":     squeeze(t, `{"events":[`+strings.Repeat(`0,`, 1_000_000)+`0]}`),
		"10^6 numbers for sealed":     squeeze(t, `{"events":[{"sealed":[`+strings.Repeat(`0,`, 1_000_000)+`0]}]}`),
		"10^6 lists":                  squeeze(t, `{"events":[`+strings.Repeat(`[],`, 600_000)+`[]]}`),
		"as many values as pass":      squeeze(t, `{"events":[`+strings.Repeat(`0,`, maxValues-1)+`0]}`),
	}
}

// claim is a zstd frame header with an 8-byte content size and nothing behind.
func claim(size uint64) []byte {
	return binary.LittleEndian.AppendUint64([]byte{0x28, 0xb5, 0x2f, 0xfd, 0xe0}, size)
}

// rle is n blocks, each four bytes long, each 128 KiB of the same byte.
func rle(n int) []byte {
	head := uint32(128<<10)<<3 | 1<<1
	block := []byte{byte(head), byte(head >> 8), byte(head >> 16), ' '}
	return bytes.Repeat(block, n)
}

// wide is an object of n different keys.
func wide(n int) string {
	var b strings.Builder
	b.WriteByte('{')
	for i := range n {
		fmt.Fprintf(&b, `"%x":0,`, i)
	}
	return b.String() + `"end":0}`
}

const bombBound = 64 << 20

// allocates is how many bytes f takes from the heap.
func allocates(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestBombsAreRefusedInLittleMemory(t *testing.T) {
	for name, bomb := range bombs(t) {
		t.Run(name, func(t *testing.T) {
			var err error
			if used := allocates(func() { _, err = Unpack(bomb) }); used > bombBound {
				t.Errorf("took %d MiB", used>>20)
			}
			if err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestBombIsTooLargeRatherThanBad(t *testing.T) {
	for _, name := range []string{"10 GB claimed, none there", "a window of 3 GB", "100 MB of zeros"} {
		if _, err := Unpack(bombs(t)[name]); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The control of the test above: a decoder without bounds takes the memory.
func TestControlDecoderWithoutBounds(t *testing.T) {
	naive, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer naive.Close()
	bomb := bombs(t)["100 MB of zeros"]
	var findings []string
	if used := allocates(func() { naive.DecodeAll(bomb, nil) }); used > bombBound {
		findings = append(findings, fmt.Sprintf("it took %d MiB", used>>20))
	}
	proof.Control(t, "a decoder without bounds", "TestBombsAreRefusedInLittleMemory", findings...)
}
