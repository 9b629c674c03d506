//go:build unix

package disk

import (
	"errors"
	"os"
)

// SyncFolder makes the names in a folder durable: what was created, renamed or
// removed there.
func SyncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
