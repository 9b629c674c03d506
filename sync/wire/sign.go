package wire

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
)

// A Request is what a device signs: nothing of it can be changed or replayed
// under another method, path, device, body or nonce.
type Request struct {
	Method string
	Path   string // the request URI with its query, http.Request.URL.RequestURI
	Device string
	Nonce  string
	Body   []byte
}

// Sign makes the value of HeaderSignature.
func Sign(key ed25519.PrivateKey, r Request) string {
	return signatureText.EncodeToString(ed25519.Sign(key, r.bytes()))
}

// Verify reports whether signature is the device's over r.
func Verify(key ed25519.PublicKey, r Request, signature string) bool {
	if len(key) != ed25519.PublicKeySize || len(signature) != signatureText.EncodedLen(ed25519.SignatureSize) {
		return false
	}
	sig, err := signatureText.DecodeString(signature)
	return err == nil && ed25519.Verify(key, r.bytes(), sig)
}

// signatureText is strict, and Verify wants its exact length, so that a
// signature has one spelling.
var signatureText = base64.StdEncoding.Strict()

// bytes writes every field after its length, so that no two requests share an
// encoding.
func (r Request) bytes() []byte {
	digest := sha256.Sum256(r.Body)
	b := []byte("sen-request-v1\n")
	for _, field := range []string{r.Method, r.Path, r.Device, r.Nonce, string(digest[:])} {
		b = strconv.AppendInt(b, int64(len(field)), 10)
		b = append(b, ':')
		b = append(b, field...)
	}
	return b
}
