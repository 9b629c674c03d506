// Package receipt signs and verifies the code in a ticket's QR, and draws it.
//
// A code proves, without any network, which kiosk gave which number when. It
// promises that a code with a single bit changed is Forged, that one receipt
// has exactly one code, and that no input makes it panic. It holds no personal
// data and does not know whether the center has heard of the ticket.
package receipt

import (
	"crypto/ed25519"
	"encoding/base32"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/fxamacker/cbor/v2"

	"dongthap.vn/sen/kiosk"
)

// Version is the shape of the receipts this build signs.
const Version = 1

// What a receipt is for.
const (
	KindTicket  = 1
	KindMeeting = 2 // it has no number: its code is for the person alone
	// KindAppointment is a booked time, signed by the center: Seq is when it begins,
	// in Unix seconds, IssuedAt when it was booked.
	KindAppointment = 3
)

// MaxCode is the length of the longest code looked at; a ticket's has about 160.
const MaxCode = 400

// A Receipt is what a code says.
type Receipt struct {
	Version  uint8 // set by Sign
	KeyID    uint32
	Site     uint16
	Kind     uint8  // KindTicket, KindMeeting or KindAppointment
	Device   string // kiosk code, "2"
	Seq      int64  // of the event that tells of the ticket
	Number   string // B2-047
	Service  string
	IssuedAt time.Time // to the second
	ID       [10]byte  // random: a code cannot be guessed
}

// A Verdict is what a kiosk can say of a code by itself.
type Verdict int

// The verdicts. The zero value trusts nothing.
const (
	Forged     Verdict = iota // not signed by a kiosk we know
	KeyRevoked                // signed, by a key no longer trusted: its dates prove nothing
	Genuine
)

// String names the verdict for logs.
func (v Verdict) String() string {
	return [...]string{"forged", "key revoked", "genuine"}[v]
}

// payload is the signed array, in this order.
type payload struct {
	_        struct{} `cbor:",toarray"`
	Version  uint8
	KeyID    uint32
	Site     uint16
	Kind     uint8
	Device   string
	Seq      int64
	Number   string
	Service  string
	IssuedAt int64 // Unix seconds
	ID       [10]byte
}

const signatureContext = "sen-receipt-v1\x00"

// base32 has no padding and, like all of a receipt's address, fits the QR's
// alphanumeric mode.
var alphabet = base32.StdEncoding.WithPadding(base32.NoPadding)

var encoding = sync.OnceValue(func() cbor.EncMode {
	m, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(err) // the options are constants
	}
	return m
})

var decoding = sync.OnceValue(func() cbor.DecMode {
	m, err := cbor.DecOptions{
		IndefLength:      cbor.IndefLengthForbidden,
		TagsMd:           cbor.TagsForbidden,
		MaxNestedLevels:  4,
		MaxArrayElements: 16,
		MaxMapPairs:      16,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return m
})

// Sign writes the code of r: upper-case BASE32 of the canonical CBOR array and
// its Ed25519 signature.
func Sign(key ed25519.PrivateKey, r Receipt) (code string, err error) {
	if len(key) != ed25519.PrivateKeySize {
		return "", errors.New("sign receipt: no receipt key")
	}
	body, err := encoding().Marshal(payload{
		Version: Version, KeyID: r.KeyID, Site: r.Site, Kind: r.Kind, Device: r.Device, Seq: r.Seq,
		Number: r.Number, Service: r.Service, IssuedAt: r.IssuedAt.Unix(), ID: r.ID,
	})
	if err != nil {
		return "", fmt.Errorf("sign receipt: %w", err)
	}
	code = alphabet.EncodeToString(append(body, ed25519.Sign(key, signed(body))...))
	if len(code) > MaxCode {
		return "", fmt.Errorf("sign receipt: %d characters are too long for a QR", len(code))
	}
	return code, nil
}

// Verify reads a code and judges it by the published keys. The receipt is
// empty when the verdict is Forged. A revoked key convicts all its receipts:
// whoever stole it can write any date. Only the center, which knows what
// arrived before, can say more.
func Verify(keys []kiosk.ReceiptKey, code string) (Receipt, Verdict) {
	return verify(keys, code, ed25519.Verify)
}

func verify(keys []kiosk.ReceiptKey, code string, isSigned func(public ed25519.PublicKey, message, signature []byte) bool) (Receipt, Verdict) {
	p, body, signature, ok := split(code)
	if !ok || p.Version != Version {
		return Receipt{}, Forged
	}
	for _, k := range keys {
		if k.ID != p.KeyID || k.Device != p.Device || len(k.Public) != ed25519.PublicKeySize {
			continue
		}
		if !isSigned(ed25519.PublicKey(k.Public), signed(body), signature) {
			continue
		}
		if k.RevokedAt != nil {
			return p.receipt(), KeyRevoked
		}
		return p.receipt(), Genuine
	}
	return Receipt{}, Forged
}

// split takes a code apart. Decoders forgive; comparing with what would have
// been written does not, so that one receipt has one code only.
func split(code string) (p payload, body, signature []byte, ok bool) {
	if len(code) > MaxCode {
		return p, nil, nil, false
	}
	raw, err := alphabet.DecodeString(code)
	if err != nil || len(raw) <= ed25519.SignatureSize || alphabet.EncodeToString(raw) != code {
		return p, nil, nil, false
	}
	body, signature = raw[:len(raw)-ed25519.SignatureSize], raw[len(raw)-ed25519.SignatureSize:]
	if err := decoding().Unmarshal(body, &p); err != nil {
		return p, nil, nil, false
	}
	again, err := encoding().Marshal(p)
	return p, body, signature, err == nil && string(again) == string(body)
}

func signed(body []byte) []byte { return append([]byte(signatureContext), body...) }

func (p payload) receipt() Receipt {
	return Receipt{
		Version: p.Version, KeyID: p.KeyID, Site: p.Site, Kind: p.Kind, Device: p.Device, Seq: p.Seq,
		Number: p.Number, Service: p.Service, IssuedAt: time.Unix(p.IssuedAt, 0).UTC(), ID: p.ID,
	}
}
