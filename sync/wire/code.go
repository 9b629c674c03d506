package wire

import (
	"strings"

	"golang.org/x/crypto/argon2"
)

// An enrolment code is 13 letters of 5 bits each. The first three, the
// locator, find the code and are no secret; the other ten are.
const (
	CodeLetters    = 13
	LocatorLetters = 3
)

// CodeAlphabet is Crockford's: no I, L, O or U.
const CodeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// misread maps what people type to what was meant.
var misread = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1")

// ReadCode reads a code as people type it; ok is false for what cannot be one.
func ReadCode(typed string) (code string, ok bool) {
	code = misread.Replace(strings.ToUpper(typed))
	return code, len(code) == CodeLetters && strings.Trim(code, CodeAlphabet) == ""
}

// A Secret is what both ends keep of a code: 32 bytes, from which the code
// cannot be told. The code itself never goes on the road.
type Secret []byte

// Stretch makes the secret of a code that ReadCode has read.
//
// Whoever stands between a kiosk and its center sees a proof made with it and
// may try codes against that proof at leisure, but only until the ten minutes
// are over: later the two ends have fixed what they trust. Each try costs 46 MiB
// and one pass of argon2id (OWASP's first choice, as for passwords), some 40 ms
// of a core. Half of the 50 secret bits within ten minutes takes 4·10¹⁰ cores.
func Stretch(code string) Secret {
	return argon2.IDKey([]byte(code), []byte("sen-enrol-v1"), 1, 46<<10, 1, 32)
}
