//go:build !linux

package disk

// Local refuses nothing where file systems have no common numbers.
func Local(string) error { return nil }
