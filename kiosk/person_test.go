package kiosk

import (
	"bytes"
	"crypto/ecdh"
	"errors"
	"strings"
	"testing"
	"time"
)

const somePhone = "+84912345678"

// monthKey is a month's key made from one byte: its public half and the private
// half only the center has.
func monthKey(t testing.TB, b byte) (SealKey, []byte) {
	t.Helper()
	private, err := ecdh.X25519().NewPrivateKey(bytes.Repeat([]byte{b}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return SealKey{ID: "2026-11", Public: private.PublicKey().Bytes(), From: morning, To: morning.AddDate(0, 1, 0)}, private.Bytes()
}

func sealed(t testing.TB, key SealKey, text string) Sealed {
	t.Helper()
	s, err := Seal(key, PurposePhone, "event-1", KindFeedbackGiven, text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOnlyTheCenterReadsWhatIsSealed(t *testing.T) {
	key, private := monthKey(t, 1)
	_, other := monthKey(t, 2)
	s := sealed(t, key, somePhone)
	if got, err := Unseal(private, s, "event-1", KindFeedbackGiven); err != nil || got != somePhone {
		t.Fatalf("the center reads another text, %v", err)
	}
	for name, open := range map[string]func() (string, error){
		"another month's key":   func() (string, error) { return Unseal(other, s, "event-1", KindFeedbackGiven) },
		"the public half":       func() (string, error) { return Unseal(key.Public, s, "event-1", KindFeedbackGiven) },
		"no key":                func() (string, error) { return Unseal(nil, s, "event-1", KindFeedbackGiven) },
		"moved to another one":  func() (string, error) { return Unseal(private, s, "event-2", KindFeedbackGiven) },
		"moved to another kind": func() (string, error) { return Unseal(private, s, "event-1", KindHelpCalled) },
		"moved to another use": func() (string, error) {
			moved := s
			moved.Purpose = PurposeWords
			return Unseal(private, moved, "event-1", KindFeedbackGiven)
		},
	} {
		if got, err := open(); err == nil || got != "" {
			t.Errorf("%s opens it", name)
		}
	}
}

func TestNoBitOfWhatIsSealedCanBeChanged(t *testing.T) {
	key, private := monthKey(t, 1)
	s := sealed(t, key, somePhone)
	for i := range s.Ciphertext {
		short := s
		short.Ciphertext = s.Ciphertext[:i]
		if _, err := Unseal(private, short, "event-1", KindFeedbackGiven); err == nil {
			t.Fatalf("cut after %d bytes it still opens", i)
		}
		for bit := range 8 {
			changed := s
			changed.Ciphertext = bytes.Clone(s.Ciphertext)
			changed.Ciphertext[i] ^= 1 << bit
			if _, err := Unseal(private, changed, "event-1", KindFeedbackGiven); err == nil {
				t.Fatalf("bit %d of byte %d does not count", bit, i)
			}
		}
	}
}

// shows reports whether any five characters of a phone number stand in b.
func shows(b []byte, phone string) bool {
	for i := range len(phone) - 4 {
		if bytes.Contains(b, []byte(phone[i:i+5])) {
			return true
		}
	}
	return false
}

func TestWhatIsSealedShowsNothing(t *testing.T) {
	key, _ := monthKey(t, 1)
	one, two := sealed(t, key, somePhone), sealed(t, key, somePhone)
	if shows(one.Ciphertext, somePhone) {
		t.Error("the phone number stands in the ciphertext")
	}
	if !shows(pad(somePhone), somePhone) {
		t.Error("the search finds no phone number where one stands: it proves nothing")
	}
	if bytes.Equal(one.Ciphertext, two.Ciphertext) {
		t.Error("the same phone number sealed twice looks the same: two visitors could be matched")
	}
	for _, text := range []string{"", "1", "+842773898989", strings.Repeat("x", padBlock-2)} {
		if n := len(sealed(t, key, text).Ciphertext); n != len(one.Ciphertext) {
			t.Errorf("a text of %d bytes is told by the length %d", len(text), n)
		}
	}
}

func TestTextsOfEveryLengthComeBack(t *testing.T) {
	key, private := monthKey(t, 1)
	for _, n := range []int{0, 1, padBlock - 3, padBlock - 2, padBlock - 1, padBlock, 900, maxSealed} {
		text := strings.Repeat("ệ", n)[:n]
		if got, err := Unseal(private, sealed(t, key, text), "event-1", KindFeedbackGiven); err != nil || got != text {
			t.Errorf("%d bytes came back as %d, %v", n, len(got), err)
		}
	}
	if _, err := Seal(key, PurposeWords, "event-1", KindFeedbackGiven, strings.Repeat("x", maxSealed+1)); !errors.Is(err, ErrTooLong) {
		t.Errorf("a text too long: %v", err)
	}
	if MaxWords*4 > maxSealed {
		t.Error("the longest words cannot be sealed")
	}
}

func TestALyingLengthIsNoText(t *testing.T) {
	for _, b := range [][]byte{nil, {0}, {0, 1}, {0xff, 0xff, 'x'}} {
		if text, err := unpad(b); err == nil {
			t.Errorf("%x is read as %q", b, text)
		}
	}
}

func TestKeysThatCannotSealAreRefused(t *testing.T) {
	for _, public := range [][]byte{nil, make([]byte, 31), make([]byte, 32)} { // the last is no point of the curve
		if _, err := Seal(SealKey{ID: "bad", Public: public}, PurposePhone, "event-1", KindFeedbackGiven, somePhone); err == nil {
			t.Errorf("sealed to a key of %d zero bytes", len(public))
		} else if strings.Contains(err.Error(), somePhone) {
			t.Error("the error tells the phone number")
		}
	}
}

func TestTheMonthsKeyIsTheOneInForce(t *testing.T) {
	november, _ := monthKey(t, 1)
	december, _ := monthKey(t, 2)
	december.ID, december.From, december.To = "2026-12", november.To, november.To.AddDate(0, 1, 0)
	keys := []SealKey{december, november}
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{november.From.Add(-1), ""}, {november.From, "2026-11"}, {november.To.Add(-1), "2026-11"},
		{december.From, "2026-12"}, {december.To, ""},
	} {
		key, err := KeyAt(keys, c.at)
		if key.ID != c.want || (err == nil) != (c.want != "") || err != nil && !errors.Is(err, ErrNoKey) {
			t.Errorf("at %s: key %q, %v; want %q", c.at, key.ID, err, c.want)
		}
	}
	if _, err := KeyAt(nil, morning); !errors.Is(err, ErrNoKey) {
		t.Errorf("without keys: %v", err)
	}
}
