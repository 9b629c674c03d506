package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk"
)

// Each document changes something anybody can see, and all but the queue are
// still in force after a power cut.
func TestADocumentIsInForceOnceItIsApplied(t *testing.T) {
	for name, c := range map[string]struct {
		body any
		seen func(*lobby) bool
	}{
		kiosk.DocSite:      {hall(), func(l *lobby) bool { return l.Site().ID == 1 && l.Door().Door == kiosk.DoorOpen }},
		kiosk.DocCalendar:  {kiosk.Calendar{DaysOff: []kiosk.Special{{Date: kiosk.DateOf(morning), Name: "Lễ", Sure: true}}}, func(l *lobby) bool { return l.Door().Holiday == "Lễ" }},
		kiosk.DocCatalogue: {json.RawMessage(strings.Replace(noProcedures, `"version":1`, `"version":9`, 1)), func(l *lobby) bool { return l.Catalogue().Version == 9 }},
		kiosk.DocKeys:      {month(t).document, func(l *lobby) bool { return l.CanSeal() }},
		kiosk.DocQueue:     {kiosk.Queue{Day: kiosk.DateOf(morning), Lines: []kiosk.Line{{Service: "A", Waiting: 4}}}, func(l *lobby) bool { return l.Ahead("A").Count == 4 }},
	} {
		l := empty(t)
		l.told()
		if c.seen(l) {
			t.Errorf("%s: seen before it came", name)
		}
		if l.publish(name, c.body); !c.seen(l) || l.Versions()[name] != 1 || !l.told() {
			t.Errorf("%s: applied and not seen", name)
		}
		if l.restart(); c.seen(l) != (name != kiosk.DocQueue) {
			t.Errorf("%s: after a power cut it is in force: %v", name, c.seen(l))
		}
	}
}

// A desk's state before and after somebody brings a document.
type state struct {
	site     kiosk.Site
	versions map[string]int64
	held     []byte
}

func (l *lobby) state() state {
	l.t.Helper()
	_, held, err := l.Store.Document(context.Background(), kiosk.DocSite)
	if err != nil {
		l.t.Fatal(err)
	}
	return state{l.Site(), l.Versions(), held}
}

// kept reports whether nothing at all has changed.
func (l *lobby) kept(before state) bool {
	now := l.state()
	return now.site.Name == before.site.Name && maps.Equal(now.versions, before.versions) && bytes.Equal(now.held, before.held) && !l.told()
}

func TestABadDocumentLeavesTheLastGoodOneInForce(t *testing.T) {
	l := open(t)
	l.publish(kiosk.DocSite, hall())
	newer, elsewhere, lineless := hall(), hall(), hall()
	newer.Name.VI, elsewhere.ID, lineless.Services = "Nhà mới", 2, nil
	good := l.envelope(l.press, kiosk.DocSite, 5, newer)
	var unsigned kiosk.Envelope
	if err := json.Unmarshal(good, &unsigned); err != nil {
		t.Fatal(err)
	}
	unsigned.Signature = nil
	bare, err := json.Marshal(unsigned)
	if err != nil {
		t.Fatal(err)
	}
	before := l.state()
	l.told()
	for name, c := range map[string]struct {
		as       string
		envelope []byte
		want     error
		says     string
	}{
		"unsigned":              {kiosk.DocSite, bare, kiosk.ErrBadSignature, "signature"},
		"by another center":     {kiosk.DocSite, l.envelope(keyOf(9), kiosk.DocSite, 5, newer), kiosk.ErrBadSignature, "signature"},
		"older":                 {kiosk.DocSite, l.envelope(l.press, kiosk.DocSite, 1, newer), kiosk.ErrOlder, "version 1, held 2"},
		"of the same version":   {kiosk.DocSite, l.envelope(l.press, kiosk.DocSite, 2, newer), kiosk.ErrOlder, "version 2, held 2"},
		"below nothing":         {kiosk.DocSite, l.envelope(l.press, kiosk.DocSite, -5, newer), kiosk.ErrOlder, "version -5"},
		"of another site":       {kiosk.DocSite, l.envelope(l.press, kiosk.DocSite, 5, elsewhere), nil, "this kiosk is at site 1"},
		"without lines":         {kiosk.DocSite, l.envelope(l.press, kiosk.DocSite, 5, lineless), nil, "no services"},
		"a list instead":        {kiosk.DocSite, l.envelope(l.press, kiosk.DocSite, 5, []int{1}), nil, "version 5: site"},
		"under another name":    {kiosk.DocSite, l.envelope(l.press, kiosk.DocCalendar, 5, newer), nil, `holds "calendar"`},
		"asked for as another":  {kiosk.DocKeys, good, nil, `holds "site"`},
		"under a name of none":  {"firmware", l.envelope(l.press, "firmware", 5, newer), nil, `holds "firmware"`},
		"nothing":               {kiosk.DocSite, nil, nil, "not an envelope"},
		"a captive portal page": {kiosk.DocSite, []byte("<!doctype html>"), nil, "not an envelope"},
	} {
		err := l.Apply(context.Background(), c.as, c.envelope)
		if err == nil || !strings.Contains(err.Error(), c.says) || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.says)
		}
		if !l.kept(before) {
			t.Errorf("%s: the last good one is not as it was", name)
		}
	}
	for i := range good {
		if err := l.Apply(context.Background(), kiosk.DocSite, good[:i]); err == nil || !l.kept(before) {
			t.Fatalf("cut after %d of %d bytes: %v", i, len(good), err)
		}
	}
	// The same question after a document that may come: the answer is another.
	if err := l.Apply(context.Background(), kiosk.DocSite, good); err != nil || l.kept(before) || l.Site().Name != newer.Name {
		t.Errorf("a good one, %v: is the site %q", err, l.Site().Name.VI)
	}
}

// A file on the disk is trusted no more than the network.
func TestAStoredDocumentThatDoesNotVerifyIsDropped(t *testing.T) {
	for name, spoil := range map[string]func(*lobby) []byte{
		"of another center": func(l *lobby) []byte { return l.envelope(keyOf(9), kiosk.DocSite, 8, hall()) },
		"cut short":         func(l *lobby) []byte { e := l.envelope(l.press, kiosk.DocSite, 8, hall()); return e[:len(e)/2] },
		"of another site": func(l *lobby) []byte {
			s := hall()
			s.ID = 2
			return l.envelope(l.press, kiosk.DocSite, 8, s)
		},
	} {
		l := open(t)
		if err := l.Store.PutDocument(context.Background(), kiosk.DocSite, 8, spoil(l)); err != nil {
			t.Fatal(err)
		}
		l.restart()
		if l.Site().ID != 0 || !strings.Contains(l.logged.String(), "document=site") {
			t.Errorf("%s: the kiosk is at site %d, the log says %q", name, l.Site().ID, l.logged.String())
		}
		// The center's own has a lower number than the spoilt one, and is taken.
		if l.publish(kiosk.DocSite, hall()); l.Site().ID != 1 {
			t.Errorf("%s: the next good one is not in force", name)
		}
	}
}

// What cannot be stored is not put in force: after a power cut the kiosk would
// be back at the one before.
func TestADocumentThatCannotBeStoredIsNotInForce(t *testing.T) {
	l := open(t)
	newer := hall()
	newer.Name.VI = "Nhà mới"
	l.told()
	l.Store.Close()
	if err := l.Apply(context.Background(), kiosk.DocSite, l.envelope(l.press, kiosk.DocSite, 9, newer)); err == nil {
		t.Error("applied without a disk")
	}
	if l.Site().Name == newer.Name || l.Versions()[kiosk.DocSite] != 1 || l.told() {
		t.Errorf("the site is %q, version %d", l.Site().Name.VI, l.Versions()[kiosk.DocSite])
	}
}

func TestWhatIsHandedOutCannotBeWrittenInto(t *testing.T) {
	l := open(t)
	l.Versions()[kiosk.DocSite] = 99
	if l.Versions()[kiosk.DocSite] != 1 {
		t.Error("a caller changed the versions in force")
	}
}
