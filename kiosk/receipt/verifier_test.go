package receipt

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"slices"
	"testing"

	"dongthap.vn/sen/kiosk"
)

// A Verifier judges a code the second time as it did the first, whatever became of
// the keys meanwhile, and as Verify does.
func TestAVerifierJudgesAsVerifyDoes(t *testing.T) {
	var v Verifier
	_, code, keys := coded(t)
	revoked := slices.Clone(keys)
	revoked[1].RevokedAt = &issued
	changed, _, signature, _ := split(code)
	changed.Number = "B2-048"
	for range 2 {
		for name, c := range map[string]struct {
			keys []kiosk.ReceiptKey
			code string
		}{
			"genuine": {keys, code}, "revoked": {revoked, code}, "without its key": {keys[:1], code}, "without keys": {nil, code},
			"cut": {keys, code[:len(code)-1]}, "another number, the same signature": {keys, resigned(t, changed, signature)},
		} {
			want, wanted := Verify(c.keys, c.code)
			if got, verdict := v.Verify(c.keys, c.code); verdict != wanted || got != want {
				t.Errorf("%s: %s %+v, want %s %+v", name, verdict, got, wanted, want)
			}
		}
	}
	if len(v.known) != 1 {
		t.Errorf("%d signatures are remembered, want that of the one code that is right", len(v.known))
	}
}

// resigned is a receipt under a signature that was given for another.
func resigned(t *testing.T, p payload, signature []byte) string {
	t.Helper()
	body, err := encoding().Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return alphabet.EncodeToString(append(body, signature...))
}

func TestControlAVerifierThatRemembersSignaturesAlone(t *testing.T) {
	_, code, keys := coded(t)
	changed, _, signature, _ := split(code)
	changed.Number = "B2-048"
	known := [][]byte{signature} // from the code that was right
	_, verdict := verify(keys, resigned(t, changed, signature), func(_ ed25519.PublicKey, _, signature []byte) bool {
		return slices.ContainsFunc(known, func(k []byte) bool { return bytes.Equal(k, signature) })
	})
	if verdict != Genuine {
		t.Fatalf("%s: the test shows nothing", verdict)
	}
	t.Log("control: a verifier that remembers signatures and not what they sign -> caught by TestAVerifierJudgesAsVerifyDoes")
}

// What is remembered is bounded, also by who has many receipts.
func TestAVerifierRemembersSoMany(t *testing.T) {
	var v Verifier
	private, key := signer(1)
	v.known = map[[32]byte]bool{}
	for i := range mostKnown {
		v.known[[32]byte{byte(i), byte(i >> 8)}] = true
	}
	message := []byte(fmt.Sprint("one more than ", mostKnown))
	if !v.signed(ed25519.PublicKey(key.Public), message, ed25519.Sign(private, message)) || len(v.known) != 1 {
		t.Errorf("%d are remembered beside the newest", len(v.known)-1)
	}
}
