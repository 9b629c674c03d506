package disk

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Local refuses a folder that does not lie on a disk of this machine.
func Local(dir string) error {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return fmt.Errorf("ask for the file system of %s: %w", dir, err)
	}
	return Refuse(dir, uint32(s.Type))
}
