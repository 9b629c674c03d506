package wire

import (
	"bytes"
	"crypto/ed25519"
	"testing"
)

// testKey is the same in every run, so that signatures can be frozen.
func testKey() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
}

func publicKey(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

func signedRequest() Request {
	return Request{Method: "POST", Path: "/v1/sync/2?epoch=00112233445566ff", Device: "2", Nonce: "n0nce", Body: []byte("zstd bytes")}
}

func TestSignatureHoldsForTheRequestSigned(t *testing.T) {
	r := signedRequest()
	if !Verify(publicKey(testKey()), r, Sign(testKey(), r)) {
		t.Error("refused")
	}
}

func TestSignatureRefusesEveryChangedByte(t *testing.T) {
	pub, good := publicKey(testKey()), signedRequest()
	signature := Sign(testKey(), good)
	parts := map[string]func(*Request, string){
		good.Method:       func(r *Request, s string) { r.Method = s },
		good.Path:         func(r *Request, s string) { r.Path = s },
		good.Device:       func(r *Request, s string) { r.Device = s },
		good.Nonce:        func(r *Request, s string) { r.Nonce = s },
		string(good.Body): func(r *Request, s string) { r.Body = []byte(s) },
	}
	if len(parts) != 5 {
		t.Fatal("two parts of the request are alike")
	}
	for part, put := range parts {
		for _, changed := range changes(part) {
			r := good
			put(&r, changed)
			if Verify(pub, r, signature) {
				t.Errorf("%q passed for %q", changed, part)
			}
		}
	}
	for _, changed := range changes(signature) {
		if Verify(pub, good, changed) {
			t.Errorf("signature %q passed for %q", changed, signature)
		}
	}
}

// changes are s with every bit flipped, every byte dropped, one added.
func changes(s string) []string {
	list := []string{s + "0", s + "\n", "0" + s, ""}
	for i := range len(s) {
		list = append(list, s[:i]+s[i+1:])
		for bit := range 8 {
			b := []byte(s)
			b[i] ^= 1 << bit
			list = append(list, string(b))
		}
	}
	return list
}

func TestSignatureTellsPartsApart(t *testing.T) {
	a := Request{Method: "GET", Path: "/v1/sync/2", Device: "2", Nonce: "1:x"}
	signature := Sign(testKey(), a)
	for _, b := range []Request{
		{Method: "GET/v1", Path: "/sync/2", Device: "2", Nonce: "1:x"},
		{Method: "GET", Path: "/v1/sync/22", Device: "", Nonce: "1:x"},
		{Method: "GET", Path: "/v1/sync/2", Device: "21:x", Nonce: ""},
	} {
		if Verify(publicKey(testKey()), b, signature) {
			t.Errorf("%+v passed for %+v", b, a)
		}
	}
}

func TestSignatureOfAnotherKeyOrNone(t *testing.T) {
	r := signedRequest()
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))
	if Verify(publicKey(other), r, Sign(testKey(), r)) {
		t.Error("another device's key passed")
	}
	for _, key := range []ed25519.PublicKey{nil, {}, make([]byte, 31), make([]byte, 33)} {
		if Verify(key, r, Sign(testKey(), r)) {
			t.Errorf("a key of %d bytes passed", len(key))
		}
	}
}
