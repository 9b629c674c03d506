package disk

import "golang.org/x/sys/windows"

// Free is how many bytes a program without rights may still write where dir
// lies, 0 when that is not known.
func Free(dir string) int64 {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0
	}
	var free uint64
	if windows.GetDiskFreeSpaceEx(path, &free, nil, nil) != nil {
		return 0
	}
	return int64(free)
}
