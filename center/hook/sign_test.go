package hook

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The example of the specification, standardwebhooks.com.
func TestTheSignatureIsThatOfStandardWebhooks(t *testing.T) {
	secret, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	must(t, err)
	got := sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("signed %s, want %s", got, want)
	}
}

// signed reports whether a letter bears the signature of a secret, as a receiver
// finds out.
func (l letter) signed(t *testing.T, secret string) bool {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	must(t, err)
	at, err := strconv.ParseInt(l.header.Get("webhook-timestamp"), 10, 64)
	must(t, err)
	return slices.Contains(strings.Fields(l.header.Get("webhook-signature")), sign(raw, l.id, time.Unix(at, 0), l.body))
}

func TestASecretIsChangedWithoutMissingAnything(t *testing.T) {
	v := settle(t)
	v.Take("B", "B", "B")
	next := func() letter {
		t.Helper()
		v.Next(3)
		must(t, v.Deliver(t.Context()))
		all := v.receiver.letters()
		return all[len(all)-1]
	}
	if l := next(); !l.signed(t, v.secret) || l.header.Get("webhook-timestamp") != strconv.FormatInt(v.Clock.Now().Unix(), 10) {
		t.Errorf("signed as %v", l.header)
	}
	renewed, err := v.Renew(t.Context(), v.id, "admin")
	must(t, err)
	if l := next(); renewed == v.secret || !l.signed(t, v.secret) || !l.signed(t, renewed) {
		t.Errorf("after the change: signed as %v", l.header)
	}
	v.Clock.Pass(oldSecretFor)
	if l := next(); l.signed(t, v.secret) || !l.signed(t, renewed) {
		t.Errorf("a day later: signed as %v", l.header)
	}
	// The control: one byte of the body, and no signature fits.
	v.Take("B")
	l := next()
	if l.body[0] = ' '; l.signed(t, renewed) {
		t.Error("a changed body bears the signature")
	}
}
