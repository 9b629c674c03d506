//go:build !windows

package disk

import (
	"path/filepath"

	"github.com/google/renameio/v2"
)

// Replace writes a file whole or not at all, for its owner's eyes even when the
// one before was open to others. When it returns, a power cut takes nothing back.
func Replace(path string, b []byte) error {
	f, err := renameio.NewPendingFile(path, renameio.WithStaticPermissions(0o600))
	if err != nil {
		return err
	}
	defer f.Cleanup()
	if _, err := f.Write(b); err != nil {
		return err
	}
	if err := f.CloseAtomicallyReplace(); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(path))
}
