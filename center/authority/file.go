package authority

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"dongthap.vn/sen/kiosk/disk"
)

// FileName is the file's in the key folder.
const FileName = "authority.key"

const note = `This vouches for the centers of this site: kiosks trust whoever has it.
Keep it secret, keep one copy in a safe place; each center of the site has the same file.

`

// Kinds of PEM block in the file; the certificate comes first.
const (
	certificateBlock = "CERTIFICATE"
	keyBlock         = "PRIVATE KEY"
)

// Open opens the key file in a folder. Known is the fingerprint the database
// notes, or "" when it notes none: then a folder without a file gets a new one.
// It returns ErrMissing or ErrOther. The caller sees to it that nobody else
// opens at the same time.
func Open(dir, known string, now time.Time) (*Authority, error) {
	a, err := Load(dir)
	switch {
	case errors.Is(err, ErrMissing) && known == "":
		return Create(dir, now)
	case err != nil:
		return nil, err
	case known != "" && a.Fingerprint() != known:
		return nil, fmt.Errorf("%s: %w", a.path, ErrOther)
	}
	return a, nil
}

// Create makes a new authority in a folder that has none.
func Create(dir string, now time.Time) (*Authority, error) {
	path := filepath.Join(dir, FileName)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is there already; nothing was changed", path)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make key folder: %w", err)
	}
	a, err := draw(now)
	if err != nil {
		return nil, err
	}
	a.path = path
	text, err := a.text()
	if err != nil {
		return nil, err
	}
	if err := disk.Replace(path, text); err != nil {
		return nil, fmt.Errorf("write the authority's key file: %w", err)
	}
	return a, nil
}

func (a *Authority) text() ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return nil, err
	}
	return slices.Concat([]byte(note), block(certificateBlock, a.certificate.Raw), block(keyBlock, key)), nil
}

func block(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// Load opens the key file in a folder, whosever it is. It returns ErrMissing
// when there is none.
func Load(dir string) (*Authority, error) {
	path := filepath.Join(dir, FileName)
	text, err := read(path)
	if err != nil {
		return nil, err
	}
	a, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: not an authority's key file: %w; put the copy you keep in its place", path, err)
	}
	a.path = path
	return a, nil
}

// read refuses a file that others may read: who has it can pass for the center.
func read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", path, ErrMissing)
	}
	if err != nil {
		return nil, fmt.Errorf("read the authority's key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("%s may be read by others (%v): chmod 600 %s", path, info.Mode().Perm(), path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the authority's key file: %w", err)
	}
	return text, nil
}

func parse(text []byte) (*Authority, error) {
	first, rest := pem.Decode(text)
	second, _ := pem.Decode(rest)
	if first == nil || second == nil || first.Type != certificateBlock || second.Type != keyBlock {
		return nil, errors.New("it does not hold a certificate and then a key")
	}
	certificate, err := x509.ParseCertificate(first.Bytes)
	if err != nil {
		return nil, err
	}
	private, err := x509.ParsePKCS8PrivateKey(second.Bytes)
	if err != nil {
		return nil, err
	}
	key, ok := private.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("its key is a %T", private)
	}
	return &Authority{certificate: certificate, key: key}, check(certificate, key)
}
