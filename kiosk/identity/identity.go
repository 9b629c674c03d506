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

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/disk"
)

// An Identity is what enrolment gave the kiosk.
type Identity struct {
	Device         string // kiosk code, 1 or 2 digits
	SiteID         int    // 1–65535
	CenterURL      string // where it was enrolled
	PublicationKey ed25519.PublicKey
	DeviceKey      ed25519.PrivateKey // signs batches
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
	ReceiptKey     []byte `json:"receipt_key"`
	ReceiptKeyID   uint32 `json:"receipt_key_id"`
	Server         string `json:"server"`
	Authority      []byte `json:"authority,omitempty"`
}

// New makes the keys of a kiosk to be enrolled; the rest is the center's answer.
func New() (Identity, error) {
	_, device, err := ed25519.GenerateKey(nil)
	if err != nil {
		return Identity{}, fmt.Errorf("make device key: %w", err)
	}
	_, receipt, err := ed25519.GenerateKey(nil)
	if err != nil {
		return Identity{}, fmt.Errorf("make receipt key: %w", err)
	}
	return Identity{DeviceKey: device, ReceiptKey: receipt}, nil
}

// Load reads the file. A kiosk not yet enrolled has none: kiosk.ErrNotFound.
func Load(path string) (Identity, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Identity{}, fmt.Errorf("identity %s: %w", path, kiosk.ErrNotFound)
	}
	if err != nil {
		return Identity{}, fmt.Errorf("read identity: %w", err)
	}
	var f file
	if err := json.Unmarshal(b, &f); err != nil {
		return Identity{}, fmt.Errorf("identity %s: not JSON: %w", path, err)
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
	if len(f.DeviceKey) == ed25519.SeedSize {
		i.DeviceKey = ed25519.NewKeyFromSeed(f.DeviceKey)
	}
	if len(f.ReceiptKey) == ed25519.SeedSize {
		i.ReceiptKey = ed25519.NewKeyFromSeed(f.ReceiptKey)
	}
	return i, i.Check()
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
	b, err := json.MarshalIndent(file{
		Device: i.Device, SiteID: i.SiteID, CenterURL: i.CenterURL,
		PublicationKey: i.PublicationKey, ReceiptKeyID: i.ReceiptKeyID, Server: i.Server, Authority: i.Authority,
		DeviceKey: i.DeviceKey.Seed(), ReceiptKey: i.ReceiptKey.Seed(),
	}, "", "  ")
	if err != nil {
		return fmt.Errorf("save identity: %w", err)
	}
	if err := disk.Replace(path, append(b, '\n')); err != nil {
		return fmt.Errorf("save identity: %w", err)
	}
	return nil
}

// String names the kiosk and hides its keys from logs.
func (i Identity) String() string { return fmt.Sprintf("kiosk %s of site %d", i.Device, i.SiteID) }

// GoString is String: %#v hides the keys too.
func (i Identity) GoString() string { return i.String() }

// MarshalJSON refuses: private keys are written by Save alone.
func (i Identity) MarshalJSON() ([]byte, error) {
	return nil, errors.New("an identity is written by Save alone")
}
