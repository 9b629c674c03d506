package receipt

import (
	"crypto/ed25519"
	"crypto/sha256"
	"sync"

	"dongthap.vn/sen/kiosk"
)

// mostKnown is how many signatures a Verifier remembers, in 32 bytes each.
const mostKnown = 8192

// A Verifier judges as Verify does, and remembers which codes it has found rightly
// signed, and by which key: a phone that follows its number asks with the same code
// all morning, and a signature is a fifth of what its page costs. What the keys are
// worth, and whether they are revoked, is asked each time. The zero value is ready.
type Verifier struct {
	mu    sync.Mutex
	known map[[sha256.Size]byte]bool
}

// Verify is Verify of the package.
func (v *Verifier) Verify(keys []kiosk.ReceiptKey, code string) (Receipt, Verdict) {
	return verify(keys, code, v.signed)
}

// signed reports whether the key has signed the message. Only what it has is
// remembered: who makes codes up fills nothing.
func (v *Verifier) signed(public ed25519.PublicKey, message, signature []byte) bool {
	all := make([]byte, 0, len(public)+len(signature)+len(message)) // the first two have fixed lengths
	name := sha256.Sum256(append(append(append(all, public...), signature...), message...))
	v.mu.Lock()
	known := v.known[name]
	v.mu.Unlock()
	if known || !ed25519.Verify(public, message, signature) {
		return known
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.known == nil || len(v.known) >= mostKnown {
		v.known = make(map[[sha256.Size]byte]bool)
	}
	v.known[name] = true
	return true
}
