package faulty

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"dongthap.vn/sen/kiosk/proof"
)

// An Image is a disk with ext4 on it whose power can be cut.
type Image struct {
	t      testing.TB
	file   string
	device string
	dir    string
	on     bool
}

// NewImage makes a disk of so many bytes and switches it on.
func NewImage(t testing.TB, size int64) *Image {
	t.Helper()
	proof.NeedsRoot(t)
	base := t.TempDir()
	file := filepath.Join(base, "disk.img")
	i := &Image{t: t, file: file, dir: filepath.Join(base, "disk")}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(size); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if err := os.Mkdir(i.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	i.run("mkfs.ext4", "-q", "-F", file)
	i.device = i.run("losetup", "--find", "--show", file)
	t.Cleanup(func() { i.run("losetup", "--detach", i.device) })
	t.Cleanup(i.off)
	i.mount()
	return i
}

// Dir is where the disk is seen.
func (i *Image) Dir() string { return i.dir }

// Cut takes the power away: what was not written through to the disk is gone,
// and everything fails from now on. It returns the last moment with power, by
// proof.SinceBoot: a program that runs on may be told for some microseconds
// that its data is safe, which on a dark machine nobody sees. The flag is EXT4_GOING_FLAGS_NOLOGFLUSH
// of EXT4_IOC_SHUTDOWN, fs/ext4/ext4.h.
func (i *Image) Cut() (at time.Duration) {
	i.t.Helper()
	const shutdown, noLogFlush = 0x8004587d, 2
	d, err := os.Open(i.dir)
	if err != nil {
		i.t.Fatal(err)
	}
	defer d.Close()
	at = proof.SinceBoot()
	if err := unix.IoctlSetPointerInt(int(d.Fd()), shutdown, noLogFlush); err != nil {
		i.t.Fatalf("cut the power: %v", err)
	}
	return at
}

// Restart switches the disk on again, as it would be found after the cut. No
// file on it may be open.
func (i *Image) Restart() {
	i.t.Helper()
	i.off()
	i.mount()
}

// ReadOnly makes the disk refuse writes, or take them again. No file on it may
// be open for writing.
func (i *Image) ReadOnly(yes bool) {
	i.t.Helper()
	flags := uintptr(unix.MS_REMOUNT)
	if yes {
		flags |= unix.MS_RDONLY
	}
	if err := unix.Mount(i.device, i.dir, "ext4", flags, ""); err != nil {
		i.t.Fatalf("remount: %v", err)
	}
}

// Raw switches the disk off and reads every byte of it, also those no file owns.
func (i *Image) Raw() []byte {
	i.t.Helper()
	i.off()
	i.run("blockdev", "--flushbufs", i.device)
	whole, err := os.ReadFile(i.file)
	if err != nil {
		i.t.Fatal(err)
	}
	return whole
}

func (i *Image) mount() {
	i.t.Helper()
	if err := unix.Mount(i.device, i.dir, "ext4", 0, ""); err != nil {
		i.t.Fatalf("switch the disk on: %v", err)
	}
	i.on = true
}

func (i *Image) off() {
	i.t.Helper()
	if !i.on {
		return
	}
	if err := whenIdle(func() error { return unix.Unmount(i.dir, 0) }); err != nil {
		i.t.Fatalf("switch the disk off: %v; still open: %q", err, openUnder(i.dir))
	}
	i.on = false
}

func (i *Image) run(name string, args ...string) string {
	i.t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		i.t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return strings.TrimSpace(string(out))
}

// whenIdle unmounts once the kernel has let go of the last closed file, which
// it does a little after the program has.
func whenIdle(unmount func() error) error {
	deadline := time.Now().Add(proof.Patience)
	for {
		err := unmount()
		if !errors.Is(err, unix.EBUSY) || time.Now().After(deadline) {
			return err
		}
		<-time.After(time.Millisecond)
	}
}

// openUnder lists the files below dir that this process has open.
func openUnder(dir string) (list []string) {
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return []string{err.Error()}
	}
	for _, fd := range fds {
		if file, err := os.Readlink("/proc/self/fd/" + fd.Name()); err == nil && strings.HasPrefix(file, dir) {
			list = append(list, file)
		}
	}
	return list
}
