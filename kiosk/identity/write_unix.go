//go:build !windows

package identity

import "github.com/google/renameio/v2"

// replace writes the file whole or not at all, for its owner's eyes even when
// the one before was open to others.
func replace(path string, b []byte) error {
	f, err := renameio.NewPendingFile(path, renameio.WithStaticPermissions(0o600))
	if err != nil {
		return err
	}
	defer f.Cleanup()
	if _, err := f.Write(b); err != nil {
		return err
	}
	return f.CloseAtomicallyReplace()
}
