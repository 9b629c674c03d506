package store

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// checkChain finds the first fault in a kiosk's whole history, or "".
func checkChain(device, epoch string, events []kiosk.Event) string {
	prev := kiosk.Genesis(device, epoch)
	for i, e := range events {
		switch {
		case e.Seq != int64(i+1):
			return "the sequence has a gap"
		case e.PrevHash != prev:
			return "an event hangs on another than the one before"
		case e.ChainHash() != e.Hash:
			return "an event is not what its hash says"
		}
		prev = e.Hash
	}
	return ""
}

func TestEventsHangTogether(t *testing.T) {
	f := newFixture(t)
	ctx := context.Background()
	ticket := f.take("B")
	f.clock.add(1500 * time.Millisecond)
	if _, err := f.CancelTicket(ctx, ticket.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := f.GiveFeedback(ctx, kiosk.Feedback{Rating: 4, Reasons: []string{"staff"}, Lang: kiosk.Vietnamese}, nil); err != nil {
		t.Fatal(err)
	}
	events := f.events()
	if fault := checkChain("2", f.Epoch(), events); fault != "" {
		t.Error(fault)
	}
	e := events[1]
	if !e.AtWall.Equal(monday.Add(1500*time.Millisecond)) || e.BootID != "boot-1" || e.AtMono != time.Hour+1500*time.Millisecond || e.V != 1 {
		t.Errorf("stamped %s, %s + %s, version %d", e.AtWall, e.BootID, e.AtMono, e.V)
	}
	for _, seq := range []int64{0, 1, 3} {
		h, err := f.HashAt(ctx, seq)
		want := kiosk.Genesis("2", f.Epoch())
		if seq > 0 {
			want = events[seq-1].Hash
		}
		if err != nil || h != want {
			t.Errorf("hash at %d: %v", seq, err)
		}
	}
	one, err := f.Event(ctx, 2)
	if err != nil || one.ID != e.ID {
		t.Errorf("event 2: %v, %v", one.ID, err)
	}
	for _, ask := range []func() error{
		func() error { _, err := f.Event(ctx, 4); return err },
		func() error { _, err := f.HashAt(ctx, 4); return err },
	} {
		if err := ask(); !errors.Is(err, kiosk.ErrNotFound) {
			t.Errorf("beyond the last event: %v", err)
		}
	}
}

func TestTheOutboxIsReadInPieces(t *testing.T) {
	f := newFixture(t)
	for range 5 {
		f.take("B")
	}
	list, err := f.Outbox(context.Background(), 1, 3)
	if err != nil || len(list) != 3 || list[0].Seq != 2 || list[2].Seq != 4 {
		t.Errorf("outbox after 1: %d events, %v", len(list), err)
	}
}

func TestEachEventWakesTheSender(t *testing.T) {
	f := newFixture(t)
	ctx := context.Background()
	ticket := f.take("B")
	var call kiosk.HelpCall
	for name, record := range map[string]func() error{
		"ticket":   func() error { f.take("B"); return nil },
		"cancel":   func() error { _, err := f.CancelTicket(ctx, ticket.ID); return err },
		"feedback": func() error { _, err := f.GiveFeedback(ctx, kiosk.Feedback{Rating: 1}, nil); return err },
		"help":     func() (err error) { call, err = f.CallHelp(ctx, kiosk.HelpCalled{}); return err },
	} {
		select {
		case <-f.Wake():
		default:
		}
		if err := record(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-f.Wake():
		default:
			t.Errorf("%s woke nobody", name)
		}
	}
	if err := f.CancelHelp(ctx, call.ID); err != nil {
		t.Fatal(err)
	}
	<-f.Wake()
}

func TestAVisitorNoLongerNeedsAPerson(t *testing.T) {
	f := newFixture(t)
	ctx := context.Background()
	call, err := f.CallHelp(ctx, kiosk.HelpCalled{Screen: "find", Lang: kiosk.Vietnamese})
	if err != nil || !call.CalledAt.Equal(monday) {
		t.Fatalf("%+v, %v", call, err)
	}
	f.take("B")
	for range 2 {
		if err := f.CancelHelp(ctx, call.ID); err != nil {
			t.Fatal(err)
		}
	}
	got := strings.Join(kinds(f.events()), " ")
	if want := "help.called ticket.issued help.cancelled"; got != want {
		t.Errorf("events %s, want %s", got, want)
	}
	for _, id := range []string{"nobody's", f.events()[1].ID} {
		if err := f.CancelHelp(ctx, id); !errors.Is(err, kiosk.ErrNotFound) {
			t.Errorf("cancelled %s: %v", id, err)
		}
	}
}

// canary is what must never be found on the disk.
const (
	canaryWords = "Cán bộ quầy 3 rất nhiệt tình canary"
	canaryPhone = "+84912345678"
)

func sealKey(t testing.TB) (kiosk.SealKey, *ecdh.PrivateKey) {
	t.Helper()
	private, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return kiosk.SealKey{ID: "2026-11", Public: private.PublicKey().Bytes(), From: monday.AddDate(0, 0, -20), To: monday.AddDate(0, 0, 10)}, private
}

func TestWordsAndPhoneAreSealedBeforeTheyAreWritten(t *testing.T) {
	f := newFixture(t)
	key, private := sealKey(t)
	id, err := f.GiveFeedback(context.Background(), kiosk.Feedback{
		Rating: 5, Reasons: []string{"staff"}, Words: canaryWords, Phone: canaryPhone, Consent: true, Lang: kiosk.Vietnamese,
	}, []kiosk.SealKey{key})
	if err != nil {
		t.Fatal(err)
	}
	e := f.events()[0]
	if e.ID != id || len(e.Sealed) != 2 {
		t.Fatalf("event %s with %d sealed parts", e.ID, len(e.Sealed))
	}
	for i, want := range []string{canaryWords, canaryPhone} {
		if got, err := kiosk.Unseal(private.Bytes(), e.Sealed[i], e.ID, e.Kind); err != nil || got != want {
			t.Errorf("unsealed %q, %v; want %q", got, err, want)
		}
	}
	if found := search(t, filepath.Dir(f.opts.Path), canaryWords, canaryPhone); len(found) > 0 {
		t.Errorf("found in clear: %q", found)
	}
	f.Close()
	if found := search(t, filepath.Dir(f.opts.Path), canaryWords, canaryPhone); len(found) > 0 {
		t.Errorf("found in clear after the file was closed: %q", found)
	}
}

// The search finds what was written in clear, even deleted: a control of the
// test above.
func TestControlNumberWrittenInClear(t *testing.T) {
	f := newFixture(t)
	if _, err := f.write.Exec("CREATE TABLE leak (phone TEXT); INSERT INTO leak VALUES (?1); DELETE FROM leak", canaryPhone); err != nil {
		t.Fatal(err)
	}
	proof.Control(t, "a number written in clear and deleted", "TestWordsAndPhoneAreSealedBeforeTheyAreWritten", search(t, filepath.Dir(f.opts.Path), canaryPhone)...)
}

// search lists those texts that stand in any file of a folder.
func search(t *testing.T, dir string, texts ...string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	return proof.SearchFiles(t, files, texts...)
}

func TestWhatCannotBeSealedIsNotTaken(t *testing.T) {
	f := newFixture(t)
	ctx := context.Background()
	key, _ := sealKey(t)
	old := key
	old.To = monday
	long := strings.Repeat("đ", kiosk.MaxWords+1)
	for _, c := range []struct {
		name string
		give kiosk.Feedback
		keys []kiosk.SealKey
		want error
	}{
		{"no key", kiosk.Feedback{Rating: 5, Words: "ok"}, nil, kiosk.ErrNoKey},
		{"last month's key", kiosk.Feedback{Rating: 5, Words: "ok"}, []kiosk.SealKey{old}, kiosk.ErrNoKey},
		{"phone without key", kiosk.Feedback{Rating: 5, Phone: canaryPhone, Consent: true}, nil, kiosk.ErrNoKey},
		{"phone without consent", kiosk.Feedback{Rating: 5, Phone: canaryPhone}, []kiosk.SealKey{key}, kiosk.ErrNoConsent},
		{"phone not in E.164", kiosk.Feedback{Rating: 5, Phone: "0912345678", Consent: true}, []kiosk.SealKey{key}, kiosk.ErrBadPhone},
		{"no rating", kiosk.Feedback{}, nil, kiosk.ErrBadRating},
		{"a reason nobody offers", kiosk.Feedback{Rating: 5, Reasons: []string{"bribe"}}, nil, kiosk.ErrBadReason},
		{"too many words", kiosk.Feedback{Rating: 5, Words: long}, []kiosk.SealKey{key}, kiosk.ErrTooLong},
		{"10 kB of words", kiosk.Feedback{Rating: 5, Words: strings.Repeat("x", 10_000)}, []kiosk.SealKey{key}, kiosk.ErrTooLong},
		{"control characters", kiosk.Feedback{Rating: 5, Words: "a\x1b[2J"}, []kiosk.SealKey{key}, kiosk.ErrBadText},
		{"not UTF-8", kiosk.Feedback{Rating: 5, Words: "\xff"}, []kiosk.SealKey{key}, kiosk.ErrBadText},
	} {
		if _, err := f.GiveFeedback(ctx, c.give, c.keys); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", c.name, err, c.want)
		}
	}
	if n := len(f.events()); n != 0 {
		t.Errorf("%d events were recorded", n)
	}
	if _, err := f.GiveFeedback(ctx, kiosk.Feedback{Rating: 5, Words: long[:kiosk.MaxWords*2]}, []kiosk.SealKey{key}); err != nil {
		t.Errorf("%d letters: %v", kiosk.MaxWords, err)
	}
}
