package wire

import (
	"crypto/ed25519"
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

// A Renew asks for the device's key to be replaced. The request is signed twice:
// with the key it has, in HeaderSignature, and with the next, in
// HeaderNextSignature, over the same bytes.
type Renew struct {
	NextKey []byte `json:"next_key"` // Ed25519 public
}

// Renewed is the answer: the next key is good from now on, and with the first
// request signed with it the key before is good no more.
type Renewed struct {
	Device  string `json:"device"`
	NextKey []byte `json:"next_key"`
}

// signatureText is strict, and Verify wants its exact length, so that a
// signature has one spelling.
var signatureText = base64.StdEncoding.Strict()

func (r Request) bytes() []byte {
	return fields("sen-request-v1", r.Method, r.Path, r.Device, r.Nonce, string(digest(r.Body)))
}

// fields writes every field after its length, so that no two lists of fields
// share a text; what names who uses it.
func fields(what string, list ...string) []byte {
	b := append([]byte(what), '\n')
	for _, field := range list {
		b = strconv.AppendInt(b, int64(len(field)), 10)
		b = append(b, ':')
		b = append(b, field...)
	}
	return b
}
