package disk

import (
	"errors"
	"path/filepath"
	"testing"
)

func TestALockIsTakenOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.lock")
	first, err := Take(path)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := Take(path); !errors.Is(err, ErrTaken) {
		t.Fatalf("a second holder: %v, %v", second, err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	third, err := Take(path)
	if err != nil {
		t.Fatalf("after the release: %v", err)
	}
	third.Release()
}

func TestNetworkFileSystemsAreRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		magic uint32
		fits  bool
	}{
		{"ext4", 0xef53, true}, {"xfs", 0x58465342, true}, {"btrfs", 0x9123683e, true}, {"tmpfs", 0x01021994, true},
		{"overlayfs", 0x794c7630, true}, {"fuse", 0x65735546, true}, {"nfs", 0x6969, false}, {"smb", 0x517b, false},
		{"smb2", 0xfe534d42, false}, {"cifs", 0xff534d42, false}, {"ceph", 0x00c36400, false},
	} {
		if err := Refuse("/data", c.magic); (err == nil) != c.fits || err != nil && !errors.Is(err, ErrRemote) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := Local(t.TempDir()); err != nil {
		t.Errorf("a folder of this machine: %v", err)
	}
}

func TestABreakerOpensOnceAndStaysOpen(t *testing.T) {
	var b Breaker
	if b.Err() != nil {
		t.Error("a new breaker is open")
	}
	first := errors.New("first")
	b.Trip(first)
	b.Trip(errors.New("second"))
	<-b.Tripped()
	if !errors.Is(b.Err(), first) {
		t.Errorf("the cause is %v", b.Err())
	}
}
