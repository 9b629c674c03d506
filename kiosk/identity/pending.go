package identity

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// How a Pending can have ended without this machine being let in.
const (
	EndRefused = "refused" // a person at the console did not know this machine
	EndExpired = "expired" // nobody confirmed it in time
)

// A Pending is a machine on its way to be a kiosk. It is kept in a file of its
// own before the center hears of it, and again after each step, so that neither
// a lost answer nor a power cut makes it somebody else.
type Pending struct {
	CenterURL  string
	Locator    string             // the enrolment code's first letters
	Secret     []byte             // what is left of the code
	DeviceKey  ed25519.PrivateKey // and ReceiptKey: of the kiosk to be
	ReceiptKey ed25519.PrivateKey
	Nonce      []byte // this machine committed itself to it
	Offer      []byte // the center's answer as it came; nil until there is one that can be believed
	Device     string // from the Offer: the code this kiosk will have
	Digits     string // from the Offer: the six to be compared
	AskedAt    time.Time
	End        string // one of the Ends, or "" while it goes on
}

// pendingFile is Pending as JSON; of private keys it holds the seeds.
type pendingFile struct {
	CenterURL  string `json:"center_url"`
	Locator    string `json:"locator"`
	Secret     []byte `json:"secret"`
	DeviceKey  []byte `json:"device_key"`
	ReceiptKey []byte `json:"receipt_key"`
	Nonce      []byte `json:"nonce"`
	Offer      []byte `json:"offer,omitempty"`
	Device     string `json:"device,omitempty"`
	Digits     string `json:"digits,omitempty"`
	AskedAt    int64  `json:"asked_at"` // Unix milliseconds
	End        string `json:"end,omitempty"`
}

// LoadPending reads the file; a machine that does not wait has none:
// kiosk.ErrNotFound.
func LoadPending(path string) (Pending, error) {
	var f pendingFile
	if err := read(path, &f); err != nil {
		return Pending{}, fmt.Errorf("enrolment %s: %w", path, err)
	}
	p := Pending{
		CenterURL: f.CenterURL, Locator: f.Locator, Secret: f.Secret, DeviceKey: key(f.DeviceKey), ReceiptKey: key(f.ReceiptKey), Nonce: f.Nonce,
		Offer: f.Offer, Device: f.Device, Digits: f.Digits, AskedAt: time.UnixMilli(f.AskedAt).UTC(), End: f.End,
	}
	if p.DeviceKey == nil || p.ReceiptKey == nil || len(p.Secret) == 0 || len(p.Nonce) == 0 {
		return Pending{}, fmt.Errorf("enrolment %s: a key is missing", path)
	}
	return p, nil
}

// Save writes the file so that a power cut leaves the old one or the new one.
func (p Pending) Save(path string) error {
	err := write(path, pendingFile{
		CenterURL: p.CenterURL, Locator: p.Locator, Secret: p.Secret, DeviceKey: seed(p.DeviceKey), ReceiptKey: seed(p.ReceiptKey), Nonce: p.Nonce,
		Offer: p.Offer, Device: p.Device, Digits: p.Digits, AskedAt: p.AskedAt.UnixMilli(), End: p.End,
	})
	if err != nil {
		return fmt.Errorf("save enrolment: %w", err)
	}
	return nil
}

// Forget removes the file, should there be one.
func Forget(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget enrolment: %w", err)
	}
	return nil
}

// String hides the keys from logs.
func (p Pending) String() string { return fmt.Sprintf("enrolment of kiosk %q", p.Device) }

// GoString is String: %#v hides the keys too.
func (p Pending) GoString() string { return p.String() }

// MarshalJSON refuses: private keys are written by Save alone.
func (p Pending) MarshalJSON() ([]byte, error) {
	return nil, errors.New("an enrolment is written by Save alone")
}
