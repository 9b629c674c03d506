// Package fleettest makes kiosks for tests the way people do: a code, a kiosk
// that proves it, and somebody who compares the digits. It is the kiosk's end in
// a few lines, for tests that must not import it.
package fleettest

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"dongthap.vn/sen/sync/wire"
)

// A Kiosk is a machine that enrols.
type Kiosk struct {
	Key     ed25519.PrivateKey // of the device
	Receipt ed25519.PrivateKey
	Nonce   []byte
	Secret  wire.Secret
	Asked   wire.Enrol
	Offer   wire.Offer
}

// Ask is a machine that types a code, before it has asked.
func Ask(typed string) Kiosk {
	code, ok := wire.ReadCode(typed)
	if !ok {
		code = "0000000000000"
	}
	return With(code[:wire.LocatorLetters], wire.Stretch(code))
}

// With is Ask without the work of stretching the code again.
func With(locator string, secret wire.Secret) Kiosk {
	k := Kiosk{Nonce: make([]byte, wire.NonceSize), Secret: secret}
	rand.Read(k.Nonce)
	var device, receipt ed25519.PublicKey
	device, k.Key, _ = ed25519.GenerateKey(nil)
	receipt, k.Receipt, _ = ed25519.GenerateKey(nil)
	k.Asked = wire.Enrol{Locator: locator, DeviceKey: device, ReceiptKey: receipt, Commitment: wire.Commit(k.Nonce)}
	k.Asked.Prove(k.Secret)
	return k
}

// Digits are those on the machine's screen, once it has an Offer.
func (k Kiosk) Digits() string { return wire.Digits(k.Asked, k.Offer, k.Nonce) }

// Opening opens its commitment.
func (k Kiosk) Opening() wire.Opening { return wire.Opening{Nonce: k.Nonce} }

// A Fleet is fleet.Fleet, whose own tests use this package too.
type Fleet interface {
	Enrol(context.Context, wire.Enrol) (wire.Offer, error)
	Verdict(ctx context.Context, device string, o wire.Opening) (wire.Verdict, error)
	Approve(ctx context.Context, device, digits, by string) error
}

// Enrol makes a device of a fleet with a code it made.
func Enrol(t testing.TB, f Fleet, code string) (Kiosk, wire.Verdict) {
	t.Helper()
	k := Ask(code)
	var err error
	if k.Offer, err = f.Enrol(t.Context(), k.Asked); err != nil {
		t.Fatal(err)
	}
	if !k.Offer.Proven(k.Secret, k.Asked) {
		t.Fatal("the center does not prove the code")
	}
	device := k.Offer.Device
	if v, err := f.Verdict(t.Context(), device, k.Opening()); err != nil || v.State != wire.EnrolWaiting {
		t.Fatalf("before anybody looked: %+v, %v", v, err)
	}
	if err := f.Approve(t.Context(), device, k.Digits(), "admin"); err != nil {
		t.Fatal(err)
	}
	v, err := f.Verdict(t.Context(), device, k.Opening())
	if err != nil || v.State != wire.EnrolAdmitted || !v.Proven(k.Secret, k.Asked, k.Offer) {
		t.Fatalf("after somebody let it in: %+v, %v", v, err)
	}
	return k, v
}

// EnrolOver is Enrol over the road: post asks a center of which approve tells the
// digits.
func EnrolOver(t testing.TB, typed string, post Post, approve func(device, digits string)) Kiosk {
	t.Helper()
	k := Ask(typed)
	post.must(t, "/v1/enrol", nil, k.Asked, &k.Offer)
	device := k.Offer.Device
	if v := k.Verdict(t, post); v.State != wire.EnrolWaiting {
		t.Fatalf("before anybody looked: %+v", v)
	}
	approve(device, k.Digits())
	if v := k.Verdict(t, post); v.State != wire.EnrolAdmitted {
		t.Fatalf("after somebody let it in: %+v", v)
	}
	return k
}

// Verdict asks over the road how the enrolment stands.
func (k Kiosk) Verdict(t testing.TB, post Post) (v wire.Verdict) {
	t.Helper()
	body, path := marshal(k.Opening()), "/v1/enrol/"+k.Offer.Device
	status, answer := post(path, http.Header{}, body)
	var no wire.Refusal
	if err := json.Unmarshal(answer, &no); status != http.StatusUnauthorized || err != nil || no.Code != wire.CodeNonce {
		t.Fatalf("no nonce is given: %d %s", status, answer)
	}
	post.must(t, path, Signed(k.Key, k.Offer.Device, no.Nonce, "POST", path, body), k.Opening(), &v)
	if !v.Proven(k.Secret, k.Asked, k.Offer) {
		t.Fatal("the verdict does not prove the code")
	}
	return v
}

// A Post posts to a center.
type Post func(path string, header http.Header, body []byte) (status int, answer []byte)

func (p Post) must(t testing.TB, path string, header http.Header, body, into any) {
	t.Helper()
	status, answer := p(path, header, marshal(body))
	if status != http.StatusOK {
		t.Fatalf("POST %s: %d %s", path, status, answer)
	}
	if err := json.Unmarshal(answer, into); err != nil {
		t.Fatalf("POST %s: %v", path, err)
	}
}

// Signed are the headers of a signed request.
func Signed(key ed25519.PrivateKey, device, nonce, method, path string, body []byte) http.Header {
	h := http.Header{}
	h.Set(wire.HeaderNonce, nonce)
	h.Set(wire.HeaderSignature, wire.Sign(key, wire.Request{Method: method, Path: path, Device: device, Nonce: nonce, Body: body}))
	return h
}

func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprint("our own structs: ", err))
	}
	return b
}
