package receipt

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"

	qrcode "github.com/skip2/go-qrcode"
)

// URL is the address the QR holds, all upper case: host names and our path
// know no case, and the QR is smaller by a third.
func URL(publicURL, code string) string {
	return address(publicURL, "/r/", code)
}

// ProcedureURL is the address of the center's page on a procedure, written as
// URL is.
func ProcedureURL(publicURL, code string) string { return address(publicURL, "/p/", code) }

func address(publicURL, path, code string) string {
	return strings.ToUpper(strings.TrimSuffix(publicURL, "/") + path + code)
}

// checkLetters are told apart even in bad print: no 0 O, 1 I L, 2 Z, 5 S, 8 B, G 6, U V.
const checkLetters = "ACDEFHJKMNPQRTWXY3479"

// Check is four characters of a code, printed for the clerk to compare by eye.
// They make a mix-up visible; they prove nothing.
func Check(code string) string {
	sum := sha256.Sum256([]byte("sen-check-v1\x00" + code))
	n := binary.BigEndian.Uint64(sum[:])
	var check [4]byte
	for i := range check {
		check[i] = checkLetters[n%uint64(len(checkLetters))]
		n /= uint64(len(checkLetters))
	}
	return string(check[:])
}

// QR is the square of a text's modules at level M, true for dark, by rows. It
// has no border: whoever draws it leaves four modules free on each side.
func QR(text string) ([][]bool, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("draw QR of %d characters: %w", len(text), err)
	}
	q.DisableBorder = true
	return q.Bitmap(), nil
}
