package vault

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"dongthap.vn/sen/kiosk/disk"
)

// Name is the file's in its folder. Beside it there may be, for a moment, the
// next one and the one before.
const (
	Name   = "site.key"
	next   = ".next"
	before = ".old"
)

// file is a Vault as JSON.
type file struct {
	Note   string `json:"note"`
	Site   string `json:"site"`
	Month  Month  `json:"month"`
	Secret []byte `json:"secret"`
}

const note = "Opens the personal data of this site. Keep it secret, keep one copy, and never beside a backup of the database."

// Open opens the key file in a folder. Site is what the database notes, or ""
// when it notes none: then a folder without a file gets a new one. It returns
// ErrMissing or ErrOther. The caller sees to it that nobody else opens or
// forgets at the same time.
func Open(dir, site string) (*Vault, error) {
	path := filepath.Join(dir, Name)
	if err := tidy(path); err != nil {
		return nil, fmt.Errorf("key folder %s: %w", dir, err)
	}
	v, err := load(path)
	switch {
	case errors.Is(err, ErrMissing) && site == "":
		return create(path)
	case err != nil:
		return nil, err
	case site != "" && v.site != site:
		return nil, fmt.Errorf("%s: %w", path, ErrOther)
	}
	return v, nil
}

func create(path string) (*Vault, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make key folder: %w", err)
	}
	site, secret := make([]byte, 16), make([]byte, secretSize)
	rand.Read(site)
	rand.Read(secret)
	v := &Vault{path: path, site: hex.EncodeToString(site), secret: secret}
	return v, v.save()
}

func load(path string) (*Vault, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", path, ErrMissing)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fmt.Errorf("%s: not a key file: %w", path, err)
	}
	if len(f.Secret) != secretSize || len(f.Site) != 32 || f.Month < 0 || f.Month > lastMonth {
		return nil, fmt.Errorf("%s: not a key file", path)
	}
	return &Vault{path: path, site: f.Site, oldest: f.Month, secret: f.Secret}, nil
}

// save puts the file in the place of the one before, which keeps a name until it
// was overwritten: a power cut leaves nothing behind that tidy does not find.
func (v *Vault) save() error {
	text, err := json.MarshalIndent(file{note, v.site, v.oldest, v.secret}, "", "  ")
	if err != nil {
		return err
	}
	if err := tidy(v.path); err != nil {
		return err
	}
	if err := writeThrough(v.path+next, append(text, '\n')); err != nil {
		return err
	}
	if err := os.Link(v.path, v.path+before); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(v.path+next, v.path); err != nil {
		return err
	}
	if err := disk.SyncFolder(filepath.Dir(v.path)); err != nil {
		return err
	}
	return tidy(v.path)
}

func writeThrough(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// tidy ends what an interrupted save has left.
func tidy(path string) error {
	now, err := os.Stat(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, name := range []string{path + next, path + before} {
		left, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if os.SameFile(now, left) { // a second name of the file itself
			err = os.Remove(name)
		} else {
			err = shred(name, left.Size())
		}
		if err != nil {
			return err
		}
	}
	return syncIfThere(filepath.Dir(path))
}

func syncIfThere(dir string) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return disk.SyncFolder(dir)
}

// shred overwrites a file on the disk before it takes its name away.
func shred(path string, size int64) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	noise := make([]byte, size)
	rand.Read(noise)
	_, err = f.Write(noise)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Remove(path)
}
