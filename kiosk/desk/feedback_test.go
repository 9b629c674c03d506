package desk

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

const (
	typedPhone = "0912 345 678"
	phone      = "+84912345678"
	said       = "Cán bộ quầy 3 rất nhiệt tình"
)

// A months is a sealing key, published and private.
type months struct {
	document kiosk.Keys
	private  []byte
}

func month(t *testing.T) months {
	t.Helper()
	private, err := ecdh.X25519().NewPrivateKey(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return months{kiosk.Keys{Seal: []kiosk.SealKey{{ID: "2026-11", Public: private.PublicKey().Bytes(),
		From: morning.AddDate(0, 0, -22), To: morning.AddDate(0, 0, 8)}}}, private.Bytes()}
}

// onDisk lists which texts stand in the kiosk's files, closed or open.
func (l *lobby) onDisk(texts ...string) []string {
	l.t.Helper()
	files, err := filepath.Glob(filepath.Join(l.dir, "*"))
	if err != nil || len(files) == 0 {
		l.t.Fatalf("no files: %v", err)
	}
	return proof.SearchFiles(l.t, files, texts...)
}

func TestAPhoneNumberNeverReachesTheDisk(t *testing.T) {
	l, key := open(t), month(t)
	l.publish(kiosk.DocKeys, key.document)
	id, err := l.GiveFeedback(context.Background(), kiosk.Feedback{Rating: 5, Words: said, Phone: typedPhone, Consent: true, Lang: kiosk.Vietnamese})
	if err != nil {
		t.Fatal(err)
	}
	secret := []string{said, "nhiệt tình", typedPhone, phone}
	for _, when := range []string{"at once", "after a restart"} {
		if found := l.onDisk(secret...); len(found) > 0 {
			t.Errorf("%s in clear: %d places", when, len(found))
		}
		if strings.Contains(l.logged.String(), phone[3:]) {
			t.Errorf("%s in the log", when)
		}
		l.restart()
	}
	e := l.events()[0]
	if e.ID != id || len(e.Sealed) != 2 {
		t.Fatalf("event %s with %d sealed parts", e.ID, len(e.Sealed))
	}
	for i, want := range []string{said, phone} {
		if got, err := kiosk.Unseal(key.private, e.Sealed[i], e.ID, e.Kind); err != nil || got != want {
			t.Errorf("the center reads another text in part %d, %v", i, err)
		}
	}
	// A careless kiosk writes it beside a help call; the same search finds it.
	if _, err := l.Store.CallHelp(context.Background(), kiosk.HelpCalled{Screen: phone}); err != nil {
		t.Fatal(err)
	}
	if found := l.onDisk(secret...); len(found) == 0 {
		t.Error("a phone number in clear is not found: the search proves nothing")
	}
}

func TestFeedbackWithoutAKeyIsTakenWithoutWords(t *testing.T) {
	old := month(t)
	old.document.Seal[0].To = morning
	for name, prepare := range map[string]func(*lobby){
		"no key yet":  func(*lobby) {},
		"an old key":  func(l *lobby) { l.publish(kiosk.DocKeys, old.document) },
		"no keys":     func(l *lobby) { l.publish(kiosk.DocKeys, kiosk.Keys{}) },
		"key expires": func(l *lobby) { l.publish(kiosk.DocKeys, month(t).document); l.now = l.now.AddDate(0, 0, 8) },
	} {
		l := open(t)
		prepare(l)
		if l.CanSeal() {
			t.Errorf("%s: words are asked for", name)
		}
		for what, f := range map[string]kiosk.Feedback{
			"words": {Rating: 2, Words: said}, "a phone": {Rating: 2, Phone: typedPhone, Consent: true},
		} {
			if _, err := l.GiveFeedback(context.Background(), f); !errors.Is(err, kiosk.ErrNoKey) {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
		if len(l.events()) > 0 || len(l.onDisk(said, phone)) > 0 {
			t.Errorf("%s: something was stored all the same", name)
		}
		if _, err := l.GiveFeedback(context.Background(), kiosk.Feedback{Rating: 2, Reasons: []string{"wait"}, Words: " \n "}); err != nil {
			t.Errorf("%s: a rating without words: %v", name, err)
		}
	}
}

func TestFeedbackThatIsNone(t *testing.T) {
	l := open(t)
	l.publish(kiosk.DocKeys, month(t).document)
	for name, c := range map[string]struct {
		give kiosk.Feedback
		want error
	}{
		"no rating":              {kiosk.Feedback{Words: said}, kiosk.ErrBadRating},
		"a phone nobody has":     {kiosk.Feedback{Rating: 3, Phone: "113", Consent: true}, kiosk.ErrBadPhone},
		"a phone, no consent":    {kiosk.Feedback{Rating: 3, Phone: typedPhone}, kiosk.ErrNoConsent},
		"10 kB of words":         {kiosk.Feedback{Rating: 3, Words: strings.Repeat("x", 10_000)}, kiosk.ErrTooLong},
		"words that are no text": {kiosk.Feedback{Rating: 3, Words: "\xff"}, kiosk.ErrBadText},
	} {
		if id, err := l.GiveFeedback(context.Background(), c.give); !errors.Is(err, c.want) || id != "" {
			t.Errorf("%s: %q, %v; want %v", name, id, err, c.want)
		}
	}
	if n := len(l.events()); n > 0 {
		t.Errorf("%d events were stored", n)
	}
	// What a person wrote around the words does not count.
	if _, err := l.GiveFeedback(context.Background(), kiosk.Feedback{Rating: 3, Words: "  " + said + "\n\n"}); err != nil {
		t.Error(err)
	}
	if e := l.events()[0]; len(e.Sealed) != 1 || !strings.Contains(string(e.Body), `"has_words":true`) {
		t.Errorf("body %s with %d sealed parts", e.Body, len(e.Sealed))
	}
}

func TestAHelpCallIsStoredAndSeen(t *testing.T) {
	l := open(t)
	call, err := l.CallHelp(context.Background(), kiosk.HelpCalled{Screen: "find", Lang: kiosk.English})
	if err != nil || !call.CalledAt.Equal(morning) {
		t.Fatalf("%+v, %v", call, err)
	}
	l.publish(kiosk.DocQueue, kiosk.Queue{Day: kiosk.DateOf(morning), HelpSeen: []string{call.ID}})
	if seen := l.HelpSeen(); len(seen) != 1 || seen[0] != call.ID {
		t.Errorf("seen %v", seen)
	}
	l.now = l.now.Add(time.Minute)
	if err := l.CancelHelp(context.Background(), call.ID); err != nil || len(l.events()) != 2 {
		t.Errorf("cancelled: %v, %d events", err, len(l.events()))
	}
	if err := l.CancelHelp(context.Background(), "nobody's"); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("a call nobody made: %v", err)
	}
}
