package wire

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"dongthap.vn/sen/kiosk"
)

// The goldens are frozen: kiosks and centers of every release must read them.
// A new field gets a new golden beside the old ones.

func goldenBatch() Batch {
	const epoch = "00112233445566ff"
	prev := kiosk.Genesis("2", epoch)
	e := eventWith(`{"rating":5,"reasons":["staff"],"has_words":true,"wants_reply":false,"lang":"vi"}`)
	return Batch{
		Proto: 1, Device: "2", Epoch: epoch, FirstSeq: 1, PrevHash: FromEvent(kiosk.Event{Hash: prev}).Hash,
		Events: []Event{FromEvent(e), {Seq: 2, ID: "0193a5c2-7c00-7000-8000-000000000002", Kind: kiosk.KindHelpCalled, V: 1,
			AtWall: 1763956801000, BootID: "boot", AtMono: 5000, Hash: FromEvent(e).Hash, Withheld: true}},
		Clock:  Clock{Wall: 1763956802000, BootID: "boot", Mono: 6000},
		Status: Status{Version: "0.1.0", Outbox: 2, DiskFree: 1 << 30, Docs: map[string]int64{"site": 3, "queue": 1763956800123}},
	}
}

// goldenCode is what a person types in the goldens of an enrolment.
const goldenCode = "8W3K0QZ74MJXT"

func goldenEnrol() Enrol {
	e := Enrol{Locator: goldenCode[:LocatorLetters], DeviceKey: publicKey(testKey()), ReceiptKey: publicKey(testKey()), Commitment: Commit(bytes.Repeat([]byte{3}, NonceSize))}
	e.Prove(Stretch(goldenCode))
	return e
}

func goldenOffer() Offer {
	o := Offer{Device: "2", SiteID: 1, PublicationKey: publicKey(testKey()), Server: "dongthap", Authority: []byte{0x30, 0x82}, Nonce: bytes.Repeat([]byte{5}, NonceSize)}
	o.Prove(Stretch(goldenCode), goldenEnrol())
	return o
}

func goldenVerdict() Verdict {
	v := Verdict{State: EnrolAdmitted, ReceiptKeyID: 7}
	v.Prove(Stretch(goldenCode), goldenEnrol(), goldenOffer())
	return v
}

func readGolden(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBatchOfTheFirstReleaseIsRead(t *testing.T) {
	got, err := Unpack(readGolden(t, "batch-v1.zst"))
	if err != nil {
		t.Fatal(err)
	}
	if want := goldenBatch(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestMessagesKeepTheirShape(t *testing.T) {
	for name, message := range map[string]any{
		"batch-v1.json": goldenBatch(),
		"ack-v1.json": Ack{Server: "dongthap", Incarnation: "a1", Device: "2", Epoch: "00112233445566ff", AckedSeq: 2,
			Quarantined: []int64{2}, ServerTime: 1763956802100, Nonce: "n0nce", Versions: map[string]int64{"queue": 1763956802099}},
		"refusal-v1.json": Refusal{Code: CodeNonce, Nonce: "n0nce"},
		"hint-v1.json":    Hint{Doc: "queue", Version: 1763956802099},
		"enrol-v2.json":   goldenEnrol(),
		"offer-v1.json":   goldenOffer(),
		"opening-v1.json": Opening{Nonce: bytes.Repeat([]byte{3}, NonceSize)},
		"verdict-v1.json": goldenVerdict(),
		"renew-v1.json":   Renew{NextKey: publicKey(testKey())},
		"renewed-v1.json": Renewed{Device: "2", NextKey: publicKey(testKey())},
	} {
		want := bytes.TrimSpace(readGolden(t, name))
		got, err := json.Marshal(message)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s\n got %s\nwant %s", name, got, want)
		}
		back := reflect.New(reflect.TypeOf(message))
		if err := json.Unmarshal(want, back.Interface()); err != nil || !reflect.DeepEqual(back.Elem().Interface(), message) {
			t.Errorf("%s is read as %+v, %v", name, back.Elem(), err)
		}
	}
}

func TestSignatureOfTheFirstReleaseHolds(t *testing.T) {
	want := string(bytes.TrimSpace(readGolden(t, "signature-v1.txt")))
	if got := Sign(testKey(), signedRequest()); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if !Verify(publicKey(testKey()), signedRequest(), want) {
		t.Error("refused")
	}
}
