package wire

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// awkward bodies are those a JSON encoder likes to respell.
var awkward = []string{
	`{"words":"a < b && c > d"}`,
	`{"name":"Nguyễn Thị Ánh — Đồng Tháp 🪷"}`,
	"{\"separators\":\"\u2028\u2029\"}",
	`{"escaped":"\u003c\u0111\/"}`,
	`{"n":9007199254740993,"f":1.0,"e":1e3,"z":-0}`,
	"{ \"spaced\" :\n[ 1 , 2 ] }",
	`{"twice":1,"twice":2}`,
	`{}`,
	``,
	`not JSON at all`,
}

func eventWith(body string) kiosk.Event {
	e := kiosk.Event{
		Seq: 1, ID: "0193a5c2-7c00-7000-8000-000000000001", Kind: kiosk.KindFeedbackGiven, V: 1,
		AtWall: time.UnixMilli(1763956800123).UTC(), BootID: "boot", AtMono: 4*time.Second + 5*time.Millisecond,
		Body: json.RawMessage(body), PrevHash: kiosk.Genesis("2", "00112233445566ff"),
		Sealed: []kiosk.Sealed{{Purpose: "words", KeyID: "2026-11", Ciphertext: []byte{0, 255, '<', '"'}}},
	}
	e.Hash = e.ChainHash()
	return e
}

func TestEventKeepsItsBytesAndItsHashOnTheRoad(t *testing.T) {
	for _, body := range awkward {
		sent := eventWith(body)
		packed, err := Pack(Batch{Events: []Event{FromEvent(sent)}})
		if err != nil {
			t.Fatalf("pack %q: %v", body, err)
		}
		b, err := Unpack(packed)
		if err != nil {
			t.Fatalf("unpack %q: %v", body, err)
		}
		got, err := b.Events[0].ToEvent(sent.PrevHash)
		if err != nil {
			t.Fatalf("read %q: %v", body, err)
		}
		if !reflect.DeepEqual(got, sent) {
			t.Errorf("body %q arrived as %q", sent.Body, got.Body)
		}
		if got.ChainHash() != sent.Hash {
			t.Errorf("body %q: the hash no longer fits", body)
		}
	}
}

// The control of the test above: an event body nested as JSON is respelt.
func TestControlBodyNestedInItsBatch(t *testing.T) {
	nested := struct {
		Body json.RawMessage `json:"body"`
	}{json.RawMessage(awkward[0])}
	b, err := json.Marshal(nested)
	if err != nil {
		t.Fatal(err)
	}
	var findings []string
	if !strings.Contains(string(b), awkward[0]) {
		findings = append(findings, "the encoder has changed the body")
	}
	proof.Control(t, "an event's body nested in its batch", "TestEventKeepsItsBytesAndItsHashOnTheRoad", findings...)
}

func TestDamagedBodyStillTravelsAndShows(t *testing.T) {
	sent := eventWith("{\"words\":\"\xff\xfe\"}")
	packed, err := Pack(Batch{Events: []Event{FromEvent(sent)}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Events[0].ToEvent(sent.PrevHash)
	if err != nil {
		t.Fatal(err)
	}
	if got.Hash != sent.Hash || got.ChainHash() == sent.Hash {
		t.Error("the claimed hash must arrive, and must not fit a body that is not UTF-8")
	}
}

func TestWithheldEventLinksTheChain(t *testing.T) {
	sent := eventWith(awkward[0])
	w := FromEvent(sent).Withhold()
	if w.Body != "" || w.Sealed != nil || !w.Withheld {
		t.Errorf("content left: %+v", w)
	}
	got, err := w.ToEvent(sent.PrevHash)
	if err != nil {
		t.Fatal(err)
	}
	if got.Hash != sent.Hash || got.Seq != sent.Seq || got.ID != sent.ID {
		t.Error("a withheld event must keep its place, id and hash")
	}
	if got.ChainHash() == got.Hash {
		t.Error("a withheld event passes for a whole one")
	}
}

func TestExtremeTimesNeitherPanicNorChange(t *testing.T) {
	for _, n := range []int64{0, -1, 1<<63 - 1, -1 << 63} {
		e, err := Event{Seq: n, AtWall: n, AtMono: n, Hash: strings.Repeat("0", 64)}.ToEvent(kiosk.Hash{})
		if err != nil {
			t.Fatal(err)
		}
		if e.ChainHash(); e.AtWall.UnixMilli() != n {
			t.Errorf("wall time %d became %d", n, e.AtWall.UnixMilli())
		}
	}
}

func TestParseHashWantsSixtyFourHexDigits(t *testing.T) {
	for _, s := range []string{"", "00", strings.Repeat("0", 63), strings.Repeat("0", 66), strings.Repeat("g", 64)} {
		if _, err := ParseHash(s); err == nil {
			t.Errorf("%q passed", s)
		}
	}
	want := kiosk.Genesis("2", "e")
	if got, err := ParseHash(FromEvent(kiosk.Event{Hash: want}).Hash); err != nil || got != want {
		t.Errorf("got %x, %v", got, err)
	}
}
