package kiosk

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"
)

// pressKey is a publication key made from one byte, the same in every run.
func pressKey(b byte) (ed25519.PublicKey, ed25519.PrivateKey) {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, ed25519.SeedSize))
	return private.Public().(ed25519.PublicKey), private
}

// published is a signed calendar and the key that opens it.
func published(t testing.TB) (Document, []byte, ed25519.PublicKey) {
	t.Helper()
	public, private := pressKey(1)
	d := Document{Name: DocCalendar, Version: 7, Expires: morning.UTC(), Body: json.RawMessage(`{"days_off":[]}`)}
	envelope, err := SignDocument(private, d)
	if err != nil {
		t.Fatal(err)
	}
	return d, envelope, public
}

// An opener reads an envelope, as OpenDocument does.
type opener func(key ed25519.PublicKey, name string, envelope []byte) (Document, error)

// unsigned reads what anybody wrote.
func unsigned(_ ed25519.PublicKey, name string, envelope []byte) (d Document, err error) {
	var env Envelope
	if err = json.Unmarshal(envelope, &env); err == nil {
		err = json.Unmarshal(env.Payload, &d)
	}
	return d, err
}

// takes counts the changed envelopes an opener takes for another document than
// the one that was signed: those with one bit flipped, and those cut short.
// (A bit may turn the name of a field into capitals, which JSON forgives: the
// document is then still the signed one.)
func takes(open opener, key ed25519.PublicKey, signed Document, envelope []byte) (other int) {
	try := func(changed []byte) {
		if d, err := open(key, signed.Name, changed); err == nil && !reflect.DeepEqual(d, signed) {
			other++
		}
	}
	for i := range envelope {
		try(envelope[:i])
		for bit := range 8 {
			changed := bytes.Clone(envelope)
			changed[i] ^= 1 << bit
			try(changed)
		}
	}
	return other
}

func TestADocumentIsReadAsItWasSigned(t *testing.T) {
	signed, envelope, key := published(t)
	if d, err := OpenDocument(key, DocCalendar, envelope); err != nil || !reflect.DeepEqual(d, signed) {
		t.Errorf("opened %+v, %v; signed %+v", d, err, signed)
	}
}

func TestNoBitOfADocumentCanBeChanged(t *testing.T) {
	signed, envelope, key := published(t)
	if n := takes(OpenDocument, key, signed, envelope); n > 0 {
		t.Errorf("%d changed envelopes were taken for another document", n)
	}
	if n := takes(unsigned, key, signed, envelope); n < 100 {
		t.Errorf("without a signature only %d changed envelopes are noticed: the test proves nothing", n)
	}
}

// Under the JSON, every bit of payload and signature counts.
func TestEveryBitOfPayloadAndSignatureCounts(t *testing.T) {
	_, envelope, key := published(t)
	var env Envelope
	if err := json.Unmarshal(envelope, &env); err != nil {
		t.Fatal(err)
	}
	for _, part := range [][]byte{env.Payload, env.Signature} {
		for i := range part {
			part[i] ^= 0x04
			changed, err := json.Marshal(env)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := OpenDocument(key, DocCalendar, changed); !errors.Is(err, ErrBadSignature) {
				t.Fatalf("byte %d changed: %v", i, err)
			}
			part[i] ^= 0x04
		}
	}
}

func TestADocumentOfAnotherHandOrNameIsRefused(t *testing.T) {
	d, envelope, key := published(t)
	other, otherPrivate := pressKey(2)
	foreign, err := SignDocument(otherPrivate, d)
	if err != nil {
		t.Fatal(err)
	}
	_, private := pressKey(1)
	unknown, err := SignDocument(private, Document{Name: "firmware", Body: json.RawMessage(`{}`)})
	if err != nil {
		t.Fatal(err)
	}
	notAbove, err := json.Marshal(Envelope{Payload: []byte(`{"name":"calendar","version":9}`), Signature: ed25519.Sign(private, []byte(`{"name":"calendar","version":9}`))})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		key      ed25519.PublicKey
		ask      string
		envelope []byte
		want     error
	}{
		"another publisher's key":       {other, DocCalendar, envelope, ErrBadSignature},
		"signed by another publisher":   {key, DocCalendar, foreign, ErrBadSignature},
		"no key at all":                 {nil, DocCalendar, envelope, ErrBadSignature},
		"half a key":                    {key[:16], DocCalendar, envelope, ErrBadSignature},
		"signed for another use":        {key, DocCalendar, notAbove, ErrBadSignature},
		"no signature":                  {key, DocCalendar, []byte(`{"payload":"e30="}`), ErrBadSignature},
		"an empty object":               {key, DocCalendar, []byte(`{}`), ErrBadSignature},
		"null":                          {key, DocCalendar, []byte(`null`), ErrBadSignature},
		"asked for as another":          {key, DocSite, envelope, nil},
		"a name nobody knows":           {key, "firmware", unknown, nil},
		"the page of a captive portal":  {key, DocCalendar, []byte("<!doctype html>"), nil},
		"nothing":                       {key, DocCalendar, nil, nil},
		"another envelope behind it":    {key, DocCalendar, append(bytes.Clone(envelope), envelope...), nil},
		"a payload that is no document": {key, DocCalendar, sealedEnvelope(t, private, `[]`), nil},
	} {
		d, err := OpenDocument(c.key, c.ask, c.envelope)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
		if !reflect.DeepEqual(d, Document{}) {
			t.Errorf("%s: something is handed out all the same", name)
		}
	}
}

// sealedEnvelope signs any payload as a document.
func sealedEnvelope(t *testing.T, key ed25519.PrivateKey, payload string) []byte {
	t.Helper()
	b, err := json.Marshal(Envelope{Payload: []byte(payload), Signature: ed25519.Sign(key, []byte(documentContext+payload))})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestKeysThatAreNoneAreRefused(t *testing.T) {
	good := Keys{
		Seal:    []SealKey{{ID: "2026-11", Public: make([]byte, 32), From: morning, To: morning.AddDate(0, 1, 0)}},
		Receipt: []ReceiptKey{{ID: 1, Device: "2", Public: make([]byte, 32)}},
	}
	for name, c := range map[string]struct {
		change func(*Keys)
		ok     bool
	}{
		"all is well":           {func(*Keys) {}, true},
		"none":                  {func(k *Keys) { *k = Keys{} }, true},
		"a nameless key":        {func(k *Keys) { k.Seal[0].ID = "" }, false},
		"31 bytes":              {func(k *Keys) { k.Seal[0].Public = make([]byte, 31) }, false},
		"ends as it begins":     {func(k *Keys) { k.Seal[0].To = k.Seal[0].From }, false},
		"ends before it begins": {func(k *Keys) { k.Seal[0].To = k.Seal[0].From.Add(-time.Hour) }, false},
		"of no kiosk":           {func(k *Keys) { k.Receipt[0].Device = "" }, false},
		"33 bytes":              {func(k *Keys) { k.Receipt[0].Public = make([]byte, 33) }, false},
	} {
		body, err := json.Marshal(good)
		if err != nil {
			t.Fatal(err)
		}
		k, err := ParseKeys(body)
		if err != nil {
			t.Fatal(err)
		}
		c.change(&k)
		if body, err = json.Marshal(k); err != nil {
			t.Fatal(err)
		}
		if _, err := ParseKeys(body); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ParseKeys([]byte(`{"seal":`)); err == nil {
		t.Error("half a document was read")
	}
}
