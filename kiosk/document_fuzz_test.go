package kiosk

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
)

// bodies reads the body of each document and gives back what it understood.
var bodies = map[string]func([]byte) (any, error){
	DocSite:      func(b []byte) (any, error) { v, err := ParseSite(b); return v, err },
	DocCatalogue: func(b []byte) (any, error) { v, err := ParseCatalogue(b); return v, err },
	DocCalendar:  func(b []byte) (any, error) { v, err := ParseCalendar(b); return v, err },
	DocKeys:      func(b []byte) (any, error) { v, err := ParseKeys(b); return v, err },
	DocQueue:     func(b []byte) (any, error) { v, err := ParseQueue(b); return v, err },
}

// FuzzOpenDocument looks for an envelope that opens although the center did not
// sign it, or that costs more memory than a document may.
func FuzzOpenDocument(f *testing.F) {
	signed, envelope, key := published(f)
	_, foreign := pressKey(9)
	other, err := SignDocument(foreign, signed)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{envelope, other, envelope[:len(envelope)/2], append(bytes.Clone(envelope), ' '), []byte(`{"payload":"e30=","signature":""}`), []byte(`{}`), []byte(`null`), []byte(`{"payload":[1,2],"payload":"","PAYLOAD":"e30="}`)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, envelope []byte) {
		var d Document
		var err error
		proof.Frugal(t, func() { d, err = OpenDocument(key, DocCalendar, envelope) })
		if err == nil && !reflect.DeepEqual(d, signed) {
			t.Fatalf("%q opens as %+v, which nobody signed", envelope, d)
		}
		if err != nil && !reflect.DeepEqual(d, Document{}) {
			t.Fatalf("refused, and yet it holds %+v", d)
		}
	})
}

// FuzzDocumentBody looks for a body that is taken, and means something else or
// is refused when it is written and read again: what a center holds is what a
// kiosk uses. What is taken is used as the kiosk does.
func FuzzDocumentBody(f *testing.F) {
	names := DocumentNames
	for i := range names {
		f.Add(byte(i), []byte(`{}`))
	}
	f.Add(byte(0), []byte(`{"id":1,"name":{"vi":"A"},"services":[{"letter":"A"}],"hours":[{"weekdays":[1,2],"from":"07:00","to":"11:30"}],"counters":[{"number":1,"services":["A"]}]}`))
	f.Add(byte(1), []byte(idCard))
	f.Add(byte(2), []byte(`{"days_off":[{"date":"2026-09-02","name":"Quốc khánh","sure":true}],"work_days":[]}`))
	f.Add(byte(3), []byte(`{"seal":[],"receipt":[{"id":1,"device":"2","public":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}]}`))
	f.Add(byte(4), []byte(`{"day":"2026-11-23","at":"2026-11-23T01:00:00Z","lines":[{"service":"A","waiting":3,"pace":{"p50_s":240,"p80_s":420,"n":9}}],"tickets":[{"number":"A2-001","state":"waiting","ahead":2}],"cursors":{"2":{"epoch":"e","seq":9}}}`))
	f.Fuzz(func(t *testing.T, which byte, body []byte) {
		name := names[int(which)%len(names)]
		var first any
		var err error
		proof.Frugal(t, func() { first, err = bodies[name](body) })
		if err != nil {
			return
		}
		use(first)
		again, err := json.Marshal(first)
		if err != nil {
			t.Fatalf("%s: what was taken cannot be written: %v", name, err)
		}
		second, err := bodies[name](again)
		if err != nil {
			t.Fatalf("%s: what was taken is refused when written again: %v\n%s", name, err, again)
		}
		third, err := json.Marshal(second)
		if err != nil || !bytes.Equal(again, third) {
			t.Fatalf("%s: %s became %s, %v", name, again, third, err)
		}
	})
}

// use asks a document what a kiosk asks it.
func use(document any) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, VietnamTime)
	switch d := document.(type) {
	case Site:
		DoorAt(d, Calendar{}, now)
		d.CountersFor("A")
	case Catalogue:
		d.InForce(DateOf(now)).Popular()
	case Calendar:
		d.DayOff(DateOf(now))
	case Keys:
		KeyAt(d.Seal, now)
	case Queue:
		d.Line("A").Pace.WaitFor(3)
	}
}

// The control: a reader that checks no signature is found by the seeds alone.
func TestControlEnvelopeOpenedUnsigned(t *testing.T) {
	signed, envelope, key := published(t)
	_, foreign := pressKey(9)
	other, err := SignDocument(foreign, Document{Name: DocCalendar, Version: 8, Expires: signed.Expires, Body: json.RawMessage(`{}`)})
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range [][]byte{envelope, other} {
		if d, err := unsigned(ed25519.PublicKey(key), DocCalendar, e); err == nil && !reflect.DeepEqual(d, signed) {
			found = append(found, "it opens what nobody signed")
		}
	}
	proof.Control(t, "a document opened without its signature", "FuzzOpenDocument", found...)
}
