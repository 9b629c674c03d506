// Package identity is who this kiosk is: the code, the keys and the center it
// was enrolled with, in one file only its owner may read.
//
// It promises that a file is either the old or the new one after a power cut,
// and that its private keys are not printed by accident. It asks no network.
package identity

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/disk"
)

// An Identity is what enrolment gave the kiosk.
type Identity struct {
	Device         string // kiosk code, 1 or 2 digits
	SiteID         int    // 1–65535
	CenterURL      string // where it was enrolled
	PublicationKey ed25519.PublicKey
	DeviceKey      ed25519.PrivateKey // signs requests
	NextKey        ed25519.PrivateKey // will sign them once the center knows it; nil for none
	FormerKey      ed25519.PrivateKey // signed them before; a center put back to a backup knows no other
	KeySince       time.Time          // when the center first took DeviceKey, by its clock; zero for not noted yet
	ReceiptKey     ed25519.PrivateKey // signs receipts
	ReceiptKeyID   uint32
	Server         string // the center's name for itself
	Authority      []byte // certificate (DER) the center is vouched for by; nil: a public one, or no TLS
}

// file is Identity as JSON; of private keys it holds the seeds.
type file struct {
	Device         string `json:"device"`
	SiteID         int    `json:"site_id"`
	CenterURL      string `json:"center_url"`
	PublicationKey []byte `json:"publication_key"`
	DeviceKey      []byte `json:"device_key"`
	NextKey        []byte `json:"next_key,omitempty"`
	FormerKey      []byte `json:"former_key,omitempty"`
	KeySince       int64  `json:"key_since,omitempty"` // Unix milliseconds
	ReceiptKey     []byte `json:"receipt_key"`
	ReceiptKeyID   uint32 `json:"receipt_key_id"`
	Server         string `json:"server"`
	Authority      []byte `json:"authority,omitempty"`
}

// New makes the keys of a kiosk to be enrolled; the rest is the center's answer.
func New() (Identity, error) {
	device, err := NewKey()
	if err != nil {
		return Identity{}, err
	}
	_, receipt, err := ed25519.GenerateKey(nil)
	if err != nil {
		return Identity{}, fmt.Errorf("make receipt key: %w", err)
	}
	return Identity{DeviceKey: device, ReceiptKey: receipt}, nil
}

// NewKey makes a device key.
func NewKey() (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, fmt.Errorf("make device key: %w", err)
	}
	return key, nil
}

// Load reads the file. A kiosk not yet enrolled has none: kiosk.ErrNotFound.
func Load(path string) (Identity, error) {
	var f file
	if err := read(path, &f); err != nil {
		return Identity{}, fmt.Errorf("identity %s: %w", path, err)
	}
	i, err := f.identity()
	if err != nil {
		return Identity{}, fmt.Errorf("identity %s: %w", path, err)
	}
	return i, nil
}

func (f file) identity() (Identity, error) {
	i := Identity{
		Device: f.Device, SiteID: f.SiteID, CenterURL: f.CenterURL,
		PublicationKey: f.PublicationKey, ReceiptKeyID: f.ReceiptKeyID, Server: f.Server, Authority: f.Authority,
	}
	i.DeviceKey, i.NextKey, i.FormerKey, i.ReceiptKey = key(f.DeviceKey), key(f.NextKey), key(f.FormerKey), key(f.ReceiptKey)
	if f.KeySince != 0 {
		i.KeySince = time.UnixMilli(f.KeySince).UTC()
	}
	return i, i.Check()
}

// read reads a file of JSON, or returns kiosk.ErrNotFound.
func read(path string, v any) error {
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return kiosk.ErrNotFound
	case err != nil:
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	return nil
}

// key is the private key of a seed, nil for what is none; seed is its reverse.
func key(seed []byte) ed25519.PrivateKey {
	if len(seed) != ed25519.SeedSize {
		return nil
	}
	return ed25519.NewKeyFromSeed(seed)
}

func seed(k ed25519.PrivateKey) []byte {
	if len(k) != ed25519.PrivateKeySize {
		return nil
	}
	return k.Seed()
}

var deviceForm = regexp.MustCompile(`^[0-9]{1,2}$`)

// Check tells what an enrolled kiosk's identity lacks, or nil.
func (i Identity) Check() error {
	switch {
	case !deviceForm.MatchString(i.Device):
		return fmt.Errorf("device %q is not 1 or 2 digits", i.Device)
	case i.SiteID < 1 || i.SiteID > 65535:
		return fmt.Errorf("site_id %d is not 1 to 65535", i.SiteID)
	case i.CenterURL == "":
		return errors.New("no center_url")
	case len(i.PublicationKey) != ed25519.PublicKeySize:
		return errors.New("publication_key is not 32 bytes")
	case len(i.DeviceKey) != ed25519.PrivateKeySize:
		return errors.New("device_key is not 32 bytes")
	case len(i.ReceiptKey) != ed25519.PrivateKeySize:
		return errors.New("receipt_key is not 32 bytes")
	}
	return nil
}

// Save writes the file so that a power cut leaves the old one or the new one.
func (i Identity) Save(path string) error {
	if err := i.Check(); err != nil {
		return fmt.Errorf("save identity: %w", err)
	}
	f := file{
		Device: i.Device, SiteID: i.SiteID, CenterURL: i.CenterURL,
		PublicationKey: i.PublicationKey, ReceiptKeyID: i.ReceiptKeyID, Server: i.Server, Authority: i.Authority,
		DeviceKey: seed(i.DeviceKey), NextKey: seed(i.NextKey), FormerKey: seed(i.FormerKey), ReceiptKey: seed(i.ReceiptKey),
	}
	if !i.KeySince.IsZero() {
		f.KeySince = i.KeySince.UnixMilli()
	}
	if err := write(path, f); err != nil {
		return fmt.Errorf("save identity: %w", err)
	}
	return nil
}

// write replaces a file with JSON.
func write(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return disk.Replace(path, append(b, '\n'))
}

// String names the kiosk and hides its keys from logs.
func (i Identity) String() string { return fmt.Sprintf("kiosk %s of site %d", i.Device, i.SiteID) }

// GoString is String: %#v hides the keys too.
func (i Identity) GoString() string { return i.String() }

// MarshalJSON refuses: private keys are written by Save alone.
func (i Identity) MarshalJSON() ([]byte, error) {
	return nil, errors.New("an identity is written by Save alone")
}
