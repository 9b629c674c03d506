package fleet

import (
	"crypto/ed25519"
	"errors"
	"slices"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
)

func newKey(t *testing.T) ed25519.PublicKey {
	t.Helper()
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return public
}

// keys are those a device may sign with now.
func (y *yard) keysOf(device string) (keys []ed25519.PublicKey) {
	y.t.Helper()
	d, err := y.Device(y.t.Context(), device)
	if err != nil {
		y.t.Fatal(err)
	}
	next, err := y.NextKey(y.t.Context(), device)
	if err != nil {
		y.t.Fatal(err)
	}
	if keys = []ed25519.PublicKey{d.Key}; len(next) > 0 {
		keys = append(keys, next)
	}
	return keys
}

func TestAKeyIsGoodUntilTheNextIsUsed(t *testing.T) {
	y := openYard(t)
	k, _ := y.enrolled("2")
	old, next := k.Key.Public().(ed25519.PublicKey), newKey(t)
	for range 3 { // answers were lost
		if err := y.Renew(t.Context(), "2", next); err != nil {
			t.Fatal(err)
		}
	}
	if keys := y.keysOf("2"); len(keys) != 2 || !keys[0].Equal(old) || !keys[1].Equal(next) {
		t.Fatalf("before the next is used it may sign with %d keys", len(keys))
	}
	if err := y.UseNextKey(t.Context(), "2", newKey(t)); err != nil || len(y.keysOf("2")) != 2 {
		t.Errorf("a key nobody asked for: %v", err)
	}
	for range 2 { // two requests at once
		if err := y.UseNextKey(t.Context(), "2", next); err != nil {
			t.Fatal(err)
		}
	}
	if keys := y.keysOf("2"); len(keys) != 1 || !keys[0].Equal(next) {
		t.Errorf("afterwards it may sign with %d keys", len(keys))
	}
	want := []string{"device:2 device.renew_asked device:2", "device:2 device.renew device:2"}
	if log := y.logged(); !slices.Equal(log[len(log)-2:], want) {
		t.Errorf("the audit log tells %q", log)
	}
}

// A device that is approved and lies may ask for keys as often as it likes.
func TestKeysAreRenewedOnceAnHour(t *testing.T) {
	y := openYard(t)
	y.enrolled("2")
	lines := len(y.logged())
	for range 20 {
		next := newKey(t)
		if err := y.Renew(t.Context(), "2", next); err != nil && !errors.Is(err, ErrTooSoon) {
			t.Fatal(err)
		}
		y.UseNextKey(t.Context(), "2", next)
	}
	if grown := len(y.logged()) - lines; grown > 2 {
		t.Errorf("the audit log has grown by %d lines", grown)
	}
	y.pass(renewEvery)
	if err := y.Renew(t.Context(), "2", newKey(t)); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

// A new enrolment ends what the kiosk before had begun.
func TestARenewalEndsWithItsEnrolment(t *testing.T) {
	y := openYard(t)
	y.enrolled("2")
	stale := newKey(t)
	if err := y.Renew(t.Context(), "2", stale); err != nil {
		t.Fatal(err)
	}
	k, _ := y.enrolled("2")
	if err := y.UseNextKey(t.Context(), "2", stale); err != nil {
		t.Fatal(err)
	}
	if keys := y.keysOf("2"); len(keys) != 1 || !keys[0].Equal(k.Key.Public()) {
		t.Errorf("the kiosk before may still sign: %d keys", len(keys))
	}
	y.pass(time.Minute)
	if err := y.Renew(t.Context(), "2", newKey(t)); err != nil {
		t.Errorf("the new kiosk renews: %v", err)
	}
}

// letIn tells what is wrong with a kiosk that has proved its code and that
// nobody has looked at; done is what the center does of itself.
func letIn(y *yard, done func()) (faults []string) {
	k := y.waiting("2")
	done()
	if y.isDevice("2") {
		faults = append(faults, "it is a device")
	}
	if v := y.verdict(k); v.State != "waiting" || v.ReceiptKeyID != 0 {
		faults = append(faults, "it is told "+v.State)
	}
	if y.published.Load() > 0 {
		faults = append(faults, "its receipts are known to all kiosks")
	}
	return faults
}

func TestNobodyIsLetInUnseen(t *testing.T) {
	y := openYard(t)
	for _, fault := range letIn(y, func() {
		if all, err := y.Applicants(t.Context()); err != nil || len(all) != 1 { // somebody reads the page
			t.Fatal(all, err)
		}
	}) {
		t.Error(fault)
	}
}

func TestControlACenterThatAdmitsWithoutApproval(t *testing.T) {
	y := openYard(t)
	faults := letIn(y, func() {
		all, err := y.Applicants(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range all {
			if err := y.Approve(t.Context(), a.Device, a.Digits, "nobody"); err != nil {
				t.Fatal(err)
			}
		}
	})
	proof.Control(t, "a center that lets in whoever has proved the code", "TestNobodyIsLetInUnseen", faults...)
}

func TestRefusalsAreWrittenOnceAMinute(t *testing.T) {
	y := openYard(t)
	y.enrolled("2")
	writes := func() (n int64) {
		all, err := y.Refusals(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			n += r.Times
		}
		return n
	}
	lines := len(y.logged())
	for range 1000 {
		for _, device := range []string{"2", ""} {
			if err := y.Refused(t.Context(), ReasonSignature, device); err != nil {
				t.Fatal(err)
			}
		}
		y.pass(100 * time.Millisecond)
	}
	if n := writes(); n != 2000 {
		t.Errorf("%d of 2000 refusals are counted", n)
	}
	if grown := y.logged()[lines:]; !slices.Equal(grown, []string{"road refused.signature device:2", "road refused.signature road"}) {
		t.Errorf("the audit log has grown by %q", grown)
	}
	y.pass(24 * time.Hour)
	if err := y.Refused(t.Context(), ReasonSignature, "2"); err != nil || len(y.logged()) != lines+3 {
		t.Errorf("the next day: %q, %v", y.logged()[lines:], err)
	}
}
