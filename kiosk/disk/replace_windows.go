package disk

import "os"

// Replace writes a file beside the old one and puts it in its place. Who may
// read it is decided by the folder's access list there.
func Replace(path string, b []byte) error {
	next := path + ".next"
	if err := os.WriteFile(next, b, 0o600); err != nil {
		return err
	}
	return os.Rename(next, path)
}
