package identity

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/alexedwards/argon2id"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/disk"
)

// A PIN opens the staff screen. Only its argon2id hash is kept, in a file its
// owner alone may read: a stolen hash of six digits can be guessed, so it is
// neither published nor sent anywhere.
type PIN struct{ hash string }

// pinParams are OWASP's for little memory (Password Storage Cheat Sheet): a
// tablet has no more to spare, and waits stand before each try.
var pinParams = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

var pinForm = regexp.MustCompile(`^[0-9]{6,12}$`)

// ErrWeakPIN refuses a PIN that is tried first.
var ErrWeakPIN = errors.New("a PIN is 6 to 12 digits, neither all alike nor in a row")

// NewPIN hashes a PIN, or refuses it with ErrWeakPIN.
func NewPIN(pin string) (PIN, error) {
	const up = "01234567890123456789"
	if !pinForm.MatchString(pin) || strings.Count(pin, pin[:1]) == len(pin) || strings.Contains(up, pin) || strings.Contains(up, reversed(pin)) {
		return PIN{}, ErrWeakPIN
	}
	hash, err := argon2id.CreateHash(pin, &pinParams)
	if err != nil {
		return PIN{}, fmt.Errorf("hash a PIN: %w", err)
	}
	return PIN{hash}, nil
}

func reversed(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// LoadPIN reads the file; kiosk.ErrNoPIN when there is none.
func LoadPIN(path string) (PIN, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return PIN{}, kiosk.ErrNoPIN
	}
	if err != nil {
		return PIN{}, fmt.Errorf("read PIN: %w", err)
	}
	p := PIN{strings.TrimSpace(string(b))}
	if _, _, _, err := argon2id.DecodeHash(p.hash); err != nil {
		return PIN{}, fmt.Errorf("PIN %s: %w", path, err)
	}
	return p, nil
}

// Save writes the file so that a power cut leaves the old one or the new one.
func (p PIN) Save(path string) error {
	if err := disk.Replace(path, []byte(p.hash+"\n")); err != nil {
		return fmt.Errorf("save PIN: %w", err)
	}
	return nil
}

// Is reports whether typed is the PIN. It takes some 50 ms on purpose.
func (p PIN) Is(typed string) bool {
	if !pinForm.MatchString(typed) {
		return false
	}
	same, err := argon2id.ComparePasswordAndHash(typed, p.hash)
	return err == nil && same
}
