// Package disk is what a database needs to know of the place it lies on.
//
// It promises that a file is used by one program at a time, that it lies on a
// disk of this machine, that a disk which once failed to keep something is not
// believed again before somebody has looked, and that a small file replaced here
// is the old or the new one after a power cut. It reads and writes nothing else.
package disk

import (
	"errors"
	"fmt"
	"sync"
)

// Errors a caller branches on.
var (
	ErrTaken  = errors.New("another program uses it")
	ErrRemote = errors.New("network file system")
)

// remote are the file systems on which locks and fsync promise nothing a
// database may build on, by the magic number statfs tells (linux/magic.h). FUSE
// is not among them: local disks come by it too.
var remote = map[uint32]string{
	0x6969:     "NFS",
	0x517b:     "SMB",
	0xfe534d42: "SMB2",
	0xff534d42: "CIFS",
	0x00c36400: "Ceph",
	0x5346414f: "AFS",
	0x6b414653: "AFS",
	0x73757245: "Coda",
	0x0bd00bd0: "Lustre",
	0x01161970: "GFS2",
	0x7461636f: "OCFS2",
	0x19830326: "FhGFS",
}

// Refuse is the error for a folder on a file system of that magic number, or
// nil for one a database may lie on.
func Refuse(dir string, magic uint32) error {
	name, bad := remote[magic]
	if !bad {
		return nil
	}
	return fmt.Errorf("%s lies on %s, a %w: a database there can be lost; choose a folder on a disk of this machine", dir, name, ErrRemote)
}

// A Breaker opens at the first sign that the disk does not keep what it is
// given, and never closes: after a failed fsync the system may say of lost
// pages that they are written. Only a new look at the file tells what is there.
// The zero Breaker is closed.
type Breaker struct {
	mu   sync.Mutex
	err  error
	open chan struct{}
}

// Trip opens the breaker; the first cause stays.
func (b *Breaker) Trip(cause error) {
	c := b.channel()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.err = fmt.Errorf("nothing more is written before the file is opened anew: %w", cause)
		close(c)
	}
}

// Err is nil while the breaker is closed, and wraps the cause afterwards.
func (b *Breaker) Err() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// Tripped is closed when the breaker has opened.
func (b *Breaker) Tripped() <-chan struct{} { return b.channel() }

func (b *Breaker) channel() chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open == nil {
		b.open = make(chan struct{})
	}
	return b.open
}
