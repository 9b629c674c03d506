package ingest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/wire"
)

// A bomb is something small, or long, that means much.
type bomb struct {
	name string
	bang func(m *machine) (status int)
}

// Statuses beside those of HTTP.
const (
	refusedHere = -1 // by a function that has no status
	takenHere   = -2
)

func judged(err error) int {
	if err != nil {
		return refusedHere
	}
	return takenHere
}

// packed are bombs a kiosk in foreign hands can sign: they are refused by what is
// in them. The second value is what they are before they are packed.
func packed() (bombs []bomb) {
	e, _ := zstd.NewWriter(nil, zstd.WithWindowSize(1<<20), zstd.WithEncoderConcurrency(1))
	pack := func(plain string) []byte { return e.EncodeAll([]byte(plain), nil) }
	frame := []byte{0x28, 0xb5, 0x2f, 0xfd}
	block := func(n int) []byte {
		head := uint32(128<<10)<<3 | 1<<1
		return bytes.Repeat([]byte{byte(head), byte(head >> 8), byte(head >> 16), ' '}, n)
	}
	claim := binary.LittleEndian.AppendUint64(append(bytes.Clone(frame), 0xe0), 10<<30)
	for _, b := range []struct {
		name string
		body []byte
	}{
		{"1 KB that claims and begins 10 GB", append(bytes.Clone(claim), block(240)...)},
		{"8 GB in blocks of one byte", append(append(bytes.Clone(frame), 0, 0x58), block(65_000)...)},
		{"1,000 frames of 2 MiB", bytes.Repeat(e.EncodeAll(make([]byte, wire.MaxUnpacked), nil), 1000)},
		{"50 MB as it is", make([]byte, 50<<20)},
		{"nested a million deep", pack(strings.Repeat("[", 1_000_000))},
		{"nested 400,000 deep in objects", pack(strings.Repeat(`{"a":`, 400_000))},
		{"a million keys", pack("{" + keys(1_000_000) + "}")},
		{"as many keys as fit 2 MiB", pack("{" + keys(150_000) + "}")},
		{"a million empty objects for events", pack(`{"events":[` + strings.Repeat("{},", 680_000) + "{}]}")},
		{"a million zeros for events", pack(`{"events":[` + strings.Repeat("0,", 1_000_000) + "0]}")},
		{"a key twice", pack(`{"proto":1,"proto":1}`)},
		{"not a number", pack(`{"proto":NaN}`)},
		{"1e999999", pack(`{"proto":1e999999}`)},
		{"a number of a megabyte", pack(`{"proto":` + strings.Repeat("9", 1<<20) + "}")},
		{"no UTF-8", pack("{\"device\":\"" + strings.Repeat("\xff", 1<<20) + "\"}")},
		{"a text of 2 MiB of escapes", pack(`{"device":"` + strings.Repeat(`\u0000`, 340_000) + `"}`)},
	} {
		bombs = append(bombs, bomb{"batch: " + b.name, func(m *machine) int { return m.postBytes(b.body).status }})
	}
	return bombs
}

func keys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"k%x":0,`, i)
	}
	return b.String() + `"z":0`
}

// plainBombs are what documents, imports and the door for new kiosks get.
func plainBombs() (bombs []bomb) {
	full := func(part string) string { return strings.Repeat(part, (wire.MaxDocument-200)/len(part)) }
	for name, body := range map[string]string{
		"50 MB":                    strings.Repeat(" ", 50<<20),
		"8 MiB deep":               full("["),
		"8 MiB of keys":            "{" + full(`"k":0,`) + `"z":0}`,
		"8 MiB of procedures":      `{"version":2,"procedures":[` + full("{},") + "{}]}",
		"8 MiB of zeros":           `{"version":2,"procedures":[` + full("0,") + "0]}",
		"8 MiB of papers":          `{"version":2,"procedures":[{"papers":[` + full("{},") + "{}]}]}",
		"a number of 8 MiB":        `{"version":` + full("9") + "}",
		"8 MiB that are no UTF-8":  full("\xff"),
		"a text of 8 MiB":          `{"source":"` + full("x") + `"}`,
		"a table of 4M rows":       full("x\n"),
		"a table of 4M columns":    full("x,"),
		"a table with one 8M cell": "code,name_vi\n\"" + full("x"),
	} {
		bombs = append(bombs,
			bomb{"import: " + name, func(m *machine) int {
				_, err := m.center.docs.Import(m.center.t.Context(), publish.Import{Body: []byte(body), Table: strings.HasPrefix(name, "a table"), By: "x"})
				return judged(err)
			}},
			bomb{"envelope: " + name, func(m *machine) int {
				_, err := kiosk.OpenDocument(m.center.docs.PublicationKey(), kiosk.DocSite, []byte(body))
				return judged(err)
			}},
			bomb{"enrolment: " + name, func(m *machine) int {
				return m.center.ask("POST", "/v1/enrol", nil, []byte(body)).status
			}})
	}
	return bombs
}

// signedBombs are bodies of documents signed by a center that is careless or taken.
func signedBombs() (bombs []bomb) {
	list := func(field string) []byte {
		return []byte(`{"` + field + `":[` + strings.Repeat("{},", (wire.MaxDocument-200)/3) + "{}]}")
	}
	for name, parse := range map[string]func() error{
		"site":      func() error { _, err := kiosk.ParseSite(list("amenities")); return err },
		"calendar":  func() error { _, err := kiosk.ParseCalendar(list("days_off")); return err },
		"keys":      func() error { _, err := kiosk.ParseKeys(list("receipt")); return err },
		"queue":     func() error { _, err := kiosk.ParseQueue(list("tickets")); return err },
		"catalogue": func() error { _, err := kiosk.ParseCatalogue(list("procedures")); return err },
	} {
		bombs = append(bombs, bomb{"signed: 8 MiB of a " + name, func(*machine) int { return judged(parse()) }})
	}
	return bombs
}

func allBombs() []bomb { return slices.Concat(packed(), plainBombs(), signedBombs()) }

// Each bomb goes off in a process of its own making, whose highest memory the
// kernel tells.
func TestBombsAreRefusedInBoundedMemoryOnSQLite(t *testing.T) {
	if _, tell, child := proof.Told(t); child {
		c := openCenter(t)
		m := c.enrolled("2")
		m.ticket("B")
		m.sendAll()
		for _, b := range allBombs() {
			var status int
			peak := proof.Peak(t, func() { status = b.bang(m) })
			tell("%d %d %s", status, peak, b.name)
		}
		tell("%d %d events", takenHere, c.count("events"))
		return
	}
	if storetest.Kind() != storetest.SQLite {
		return
	}
	t.Setenv("SEN_DATABASE", "sqlite")
	child := proof.StartChild(t)
	highest, worst := 0, ""
	for range allBombs() {
		line, ok := child.Hear()
		var status, peak int
		if _, err := fmt.Sscan(line, &status, &peak); !ok || err != nil {
			t.Fatalf("the child ended, %q, %v", line, err)
		}
		name := strings.Join(strings.Fields(line)[2:], " ")
		if peak > proof.Bounded {
			t.Errorf("%s: %d MiB", name, peak>>20)
		}
		if peak > highest {
			highest, worst = peak, name
		}
		switch status {
		case http.StatusBadRequest, http.StatusRequestEntityTooLarge, refusedHere:
		default:
			t.Errorf("%s: answered %d", name, status)
		}
	}
	if line, _ := child.Hear(); line != fmt.Sprintf("%d 1 events", takenHere) {
		t.Errorf("at the end there are %s", line)
	}
	t.Logf("%d bombs; the highest is %d MiB: %s", len(allBombs()), highest>>20, worst)
}

// The control: a decoder without bounds, measured in the same way.
func TestControlBombInADecoderWithoutBoundsOnSQLite(t *testing.T) {
	if _, tell, child := proof.Told(t); child {
		e, _ := zstd.NewWriter(nil)
		bomb := e.EncodeAll(make([]byte, 200<<20), nil)
		tell("%d", proof.Peak(t, func() {
			d, err := zstd.NewReader(bytes.NewReader(bomb))
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if _, err := io.ReadAll(d); err != nil {
				t.Fatal(err)
			}
		}))
		return
	}
	if storetest.Kind() != storetest.SQLite {
		return
	}
	t.Setenv("SEN_DATABASE", "sqlite")
	line, _ := proof.StartChild(t).Hear()
	var peak int
	if _, err := fmt.Sscan(line, &peak); err != nil || peak <= proof.Bounded {
		t.Fatalf("it took %q bytes, %v", line, err)
	}
	proof.Control(t, "a batch unpacked without bounds", "TestBombsAreRefusedInBoundedMemoryOnSQLite", fmt.Sprintf("%d MiB", peak>>20))
}
