package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Enrolment, in four messages:
//
//	kiosk → center  Enrol    its keys, and a commitment to a nonce
//	center → kiosk  Offer    who the center is, and a nonce of its own
//	kiosk → center  Opening  the nonce; again and again until there is a verdict
//	center → kiosk  Verdict  waiting, then admitted, refused or expired
//
// Both ends prove that they know the code, over all that was said before: that
// keeps out who does not know it, and lets the kiosk believe the Offer although
// it came over a road it cannot verify yet.
//
// Both ends then show six digits made of all of it and of both nonces. That
// keeps out who does know the code, having looked over a shoulder, and stands in
// between with keys of their own: the two ends then show different digits. Such
// a person could search for keys or nonces that make the digits equal, a million
// tries, if they knew all the rest while still free to choose. The order leaves
// no such moment. The kiosk is bound to its nonce by the commitment before the
// center names its own; the center's is fixed in the Offer before the kiosk opens
// the commitment; the kiosk opens it for one Offer, the first, and the center
// takes one Enrol for a code. So there is one try, and one in a million of
// going through.

// NonceSize is the length of both ends' nonces, in bytes.
const NonceSize = 32

// Enrol asks to become a device.
type Enrol struct {
	Locator    string `json:"locator"`     // the code's first letters
	DeviceKey  []byte `json:"device_key"`  // Ed25519 public, signs requests
	ReceiptKey []byte `json:"receipt_key"` // Ed25519 public, signs receipts
	Commitment []byte `json:"commitment"`  // Commit of the kiosk's nonce
	Proof      []byte `json:"proof"`
}

// An Offer tells a kiosk whom it would be a device of.
type Offer struct {
	Device         string `json:"device"` // kiosk code, "2"
	SiteID         int    `json:"site_id"`
	PublicationKey []byte `json:"publication_key"` // Ed25519 public, signs documents
	Server         string `json:"server"`
	// Authority is the certificate (DER) every center of this site is vouched for
	// by; none when the road is not TLS, or its certificate is a public one.
	Authority []byte `json:"authority,omitempty"`
	Nonce     []byte `json:"nonce"` // the center's
	Proof     []byte `json:"proof"`
}

// An Opening opens the commitment. The request that brings it is signed with the
// new device key.
type Opening struct {
	Nonce []byte `json:"nonce"` // the kiosk's
}

// States of a Verdict.
const (
	EnrolWaiting  = "waiting"  // a person has to compare the digits
	EnrolAdmitted = "admitted" // the kiosk is a device
	EnrolRefused  = "refused"  // a person said: that is not our kiosk
	EnrolExpired  = "expired"  // nobody said anything in ten minutes
)

// A Verdict tells how an enrolment stands.
type Verdict struct {
	State        string `json:"state"`
	ReceiptKeyID uint32 `json:"receipt_key_id,omitempty"` // once admitted
	Proof        []byte `json:"proof"`
}

// Commit hides a nonce and binds whoever sends it to it.
func Commit(nonce []byte) []byte { return digest(fields("sen-enrol-commit-v1", string(nonce))) }

// Prove puts the kiosk's proof into e.
func (e *Enrol) Prove(s Secret) { e.Proof = s.mac(e.text()) }

// Proven reports whether who made e knows the code.
func (e Enrol) Proven(s Secret) bool { return s.made(e.Proof, e.text()) }

// Prove puts the center's proof into o, the answer to e.
func (o *Offer) Prove(s Secret, e Enrol) { o.Proof = s.mac(o.text(e)) }

// Proven reports whether who answered e with o knows the code.
func (o Offer) Proven(s Secret, e Enrol) bool { return s.made(o.Proof, o.text(e)) }

// Prove puts the center's proof into v, which ends what e and o began.
func (v *Verdict) Prove(s Secret, e Enrol, o Offer) { v.Proof = s.mac(v.text(e, o)) }

// Proven reports whether who said v knows the code.
func (v Verdict) Proven(s Secret, e Enrol, o Offer) bool { return s.made(v.Proof, v.text(e, o)) }

// Digits are the six both ends show: of all that was said, and of the kiosk's
// nonce. They are no secret.
func Digits(e Enrol, o Offer, nonce []byte) string {
	sum := digest(fields("sen-enrol-digits-v1", string(o.text(e)), string(nonce)))
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(sum)%1_000_000)
}

func (e Enrol) text() []byte {
	return fields("sen-enrol-ask-v1", e.Locator, string(e.DeviceKey), string(e.ReceiptKey), string(e.Commitment))
}

func (o Offer) text(e Enrol) []byte {
	return fields("sen-enrol-offer-v1", string(e.text()), o.Device, fmt.Sprint(o.SiteID), string(o.PublicationKey), o.Server,
		string(o.Authority), string(o.Nonce))
}

func (v Verdict) text(e Enrol, o Offer) []byte {
	return fields("sen-enrol-verdict-v1", string(o.text(e)), v.State, fmt.Sprint(v.ReceiptKeyID))
}

func (s Secret) mac(text []byte) []byte {
	m := hmac.New(sha256.New, s)
	m.Write(text)
	return m.Sum(nil)
}

func (s Secret) made(proof, text []byte) bool { return len(s) > 0 && hmac.Equal(proof, s.mac(text)) }

func digest(text []byte) []byte {
	sum := sha256.Sum256(text)
	return sum[:]
}
