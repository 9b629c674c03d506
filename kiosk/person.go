package kiosk

import (
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/binary"
	"fmt"
	"time"
)

// Purposes of sealed data. The purpose is bound into the ciphertext, so a blob
// cannot be moved to another use.
const (
	PurposeWords = "feedback.words"
	PurposePhone = "feedback.phone"

	PurposeNote = "ticket.note" // a clerk's, made and kept at the center alone

	PurposeMeetingName  = "meeting.name"
	PurposeMeetingPhone = "meeting.phone"
)

// IsPhone reports whether what is sealed for a purpose is a phone number, by which
// a person is found.
func IsPhone(purpose string) bool { return purpose == PurposePhone || purpose == PurposeMeetingPhone }

// Sealed is personal data only the center can open: HPKE (RFC 9180) base mode,
// X25519, HKDF-SHA256, ChaCha20-Poly1305.
type Sealed struct {
	Purpose    string `json:"purpose"`
	KeyID      string `json:"key_id"`
	Ciphertext []byte `json:"ciphertext"`
}

// A SealKey is the public half of a month's key. Destroying the private half
// erases everything sealed to it, in backups too.
type SealKey struct {
	ID     string    `json:"id"`
	Public []byte    `json:"public"` // 32 bytes, X25519
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
}

// KeyAt picks the key valid at t, or returns ErrNoKey: what cannot be sealed
// is not asked for.
func KeyAt(keys []SealKey, t time.Time) (SealKey, error) {
	for _, k := range keys {
		if !t.Before(k.From) && t.Before(k.To) {
			return k, nil
		}
	}
	return SealKey{}, ErrNoKey
}

// Seal encrypts text for the event id and purpose. The plaintext is padded to
// whole blocks of 64 bytes so that its length tells nothing of a phone number.
// Text over 4,096 bytes is refused with ErrTooLong.
func Seal(key SealKey, purpose, eventID, kind, text string) (Sealed, error) {
	if len(text) > maxSealed {
		return Sealed{}, ErrTooLong
	}
	pub, err := ecdh.X25519().NewPublicKey(key.Public)
	if err != nil {
		return Sealed{}, fmt.Errorf("seal key %s: %w", key.ID, err)
	}
	to, err := hpke.NewDHKEMPublicKey(pub)
	if err != nil {
		return Sealed{}, fmt.Errorf("seal key %s: %w", key.ID, err)
	}
	ct, err := hpke.Seal(to, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), sealInfo(purpose, eventID, kind), pad(text))
	if err != nil {
		return Sealed{}, fmt.Errorf("seal for %s: %w", purpose, err)
	}
	return Sealed{Purpose: purpose, KeyID: key.ID, Ciphertext: ct}, nil
}

// Unseal opens what Seal made, with the month's private key (32 bytes).
func Unseal(private []byte, s Sealed, eventID, kind string) (string, error) {
	sk, err := ecdh.X25519().NewPrivateKey(private)
	if err != nil {
		return "", fmt.Errorf("private key %s: %w", s.KeyID, err)
	}
	from, err := hpke.NewDHKEMPrivateKey(sk)
	if err != nil {
		return "", fmt.Errorf("private key %s: %w", s.KeyID, err)
	}
	pt, err := hpke.Open(from, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), sealInfo(s.Purpose, eventID, kind), s.Ciphertext)
	if err != nil {
		return "", fmt.Errorf("open %s: %w", s.Purpose, err)
	}
	return unpad(pt)
}

func sealInfo(purpose, eventID, kind string) []byte {
	return []byte("sen-seal-v1\x00" + purpose + "\x00" + eventID + "\x00" + kind)
}

const (
	padBlock  = 64
	maxSealed = 4096
)

func pad(text string) []byte {
	n := 2 + len(text)
	b := make([]byte, (n+padBlock-1)/padBlock*padBlock)
	binary.BigEndian.PutUint16(b, uint16(len(text)))
	copy(b[2:], text)
	return b
}

func unpad(b []byte) (string, error) {
	if len(b) < 2 || 2+int(binary.BigEndian.Uint16(b)) > len(b) {
		return "", fmt.Errorf("sealed text has a wrong length")
	}
	return string(b[2 : 2+int(binary.BigEndian.Uint16(b))]), nil
}
