package kiosk

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// The documents a center publishes.
const (
	DocSite      = "site"
	DocCatalogue = "catalogue"
	DocCalendar  = "calendar"
	DocKeys      = "keys"
	DocQueue     = "queue"
)

// DocumentNames lists the documents a kiosk keeps.
var DocumentNames = []string{DocSite, DocCatalogue, DocCalendar, DocKeys, DocQueue}

// A Document is a signed, versioned thing the center publishes to kiosks.
type Document struct {
	Name    string          `json:"name"`
	Version int64           `json:"version"` // only grows
	Expires time.Time       `json:"expires"` // later, the document still serves but is shown as old
	Body    json.RawMessage `json:"body"`
}

// An Envelope carries a Document's exact bytes with the publication key's
// Ed25519 signature over them, so that it can travel by network or USB stick.
type Envelope struct {
	Payload   []byte `json:"payload"`
	Signature []byte `json:"signature"`
}

const documentContext = "sen-document-v1\x00"

// SignDocument writes the envelope of d.
func SignDocument(key ed25519.PrivateKey, d Document) ([]byte, error) {
	payload, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("write document %s: %w", d.Name, err)
	}
	sig := ed25519.Sign(key, append([]byte(documentContext), payload...))
	return json.Marshal(Envelope{Payload: payload, Signature: sig})
}

// OpenDocument verifies an envelope and reads the document called name. The
// signature is checked before a byte of the payload is parsed.
func OpenDocument(key ed25519.PublicKey, name string, envelope []byte) (Document, error) {
	var env Envelope
	if err := json.Unmarshal(envelope, &env); err != nil {
		return Document{}, fmt.Errorf("document %s: not an envelope: %w", name, err)
	}
	if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, append([]byte(documentContext), env.Payload...), env.Signature) {
		return Document{}, fmt.Errorf("document %s: %w", name, ErrBadSignature)
	}
	var d Document
	if err := json.Unmarshal(env.Payload, &d); err != nil {
		return Document{}, fmt.Errorf("document %s: %w", name, err)
	}
	if d.Name != name || !slices.Contains(DocumentNames, d.Name) {
		return Document{}, fmt.Errorf("document %s: the envelope holds %q", name, d.Name)
	}
	return d, nil
}

// maxValues is how many values a body may hold: a document of a whole province
// has a tenth of them. A two-byte «{}» in a list becomes 80 bytes of memory.
const maxValues = 200_000

// decodeBody reads the body of a document into v, in memory its caps bound.
func decodeBody(body []byte, v any) error {
	if n := bytes.Count(body, []byte(",")); n > maxValues {
		return fmt.Errorf("some %d values are more than %d", n, maxValues)
	}
	return json.Unmarshal(body, v)
}

// Keys is the body of the keys document.
type Keys struct {
	Seal    []SealKey    `json:"seal"`
	Receipt []ReceiptKey `json:"receipt"`
}

// ParseKeys reads and checks the body of a keys document.
func ParseKeys(body []byte) (Keys, error) {
	var k Keys
	if err := decodeBody(body, &k); err != nil {
		return Keys{}, fmt.Errorf("keys: %w", err)
	}
	for _, s := range k.Seal {
		if s.ID == "" || len(s.Public) != 32 || !s.From.Before(s.To) {
			return Keys{}, fmt.Errorf("keys: seal key %q is not 32 bytes with a name and a span of time", s.ID)
		}
	}
	for _, r := range k.Receipt {
		if r.Device == "" || len(r.Public) != ed25519.PublicKeySize {
			return Keys{}, fmt.Errorf("keys: receipt key %d is not 32 bytes of a kiosk", r.ID)
		}
	}
	return k, nil
}

// A ReceiptKey verifies the receipts of one kiosk, at any kiosk, offline.
type ReceiptKey struct {
	ID        uint32     `json:"id"`     // what a receipt names
	Device    string     `json:"device"` // kiosk code, "2"
	Public    []byte     `json:"public"` // 32 bytes, Ed25519
	RevokedAt *time.Time `json:"revoked_at,omitempty"`
}
