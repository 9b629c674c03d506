package faulty

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
	"golang.org/x/sys/unix"

	"dongthap.vn/sen/kiosk/proof"
)

// An Op is something done to a file, before it is done.
type Op struct {
	Do   string // Read, Write, Sync, Resize, Create, Rename or Remove
	File string // its name without folders; of a Rename the new one
	Off  int64  // of a Read or Write
	Size int    // of a Read or Write
}

// What an Op does.
const (
	Read   = "read"
	Write  = "write"
	Sync   = "sync"
	Resize = "resize"
	Create = "create"
	Rename = "rename"
	Remove = "remove"
)

// Changes tells whether the Op changes what a disk holds or must hold.
func (o Op) Changes() bool { return o.Do != Read }

// A Mirror shows a folder a second time and asks before each operation.
type Mirror struct {
	t      testing.TB
	dir    string
	server *fuse.Server
	once   sync.Once

	mu   sync.RWMutex
	ask  func(Op) syscall.Errno
	open map[fs.FileHandle]bool
}

// NewMirror shows the folder under.
func NewMirror(t testing.TB, under string) *Mirror {
	t.Helper()
	proof.NeedsRoot(t)
	m := &Mirror{t: t, dir: t.TempDir(), open: map[fs.FileHandle]bool{}}
	data := &fs.LoopbackRoot{Path: under}
	data.NewNode = func(r *fs.LoopbackRoot, _ *fs.Inode, _ string, _ *syscall.Stat_t) fs.InodeEmbedder {
		return &node{LoopbackNode: fs.LoopbackNode{RootData: r}, mirror: m}
	}
	root := &node{LoopbackNode: fs.LoopbackNode{RootData: data}, mirror: m}
	data.RootNode = root
	var err error
	m.server, err = fs.Mount(m.dir, root, &fs.Options{MountOptions: fuse.MountOptions{DirectMountStrict: true, DisableSplice: true}})
	if err != nil {
		t.Fatalf("mount the mirror (is /dev/fuse there?): %v", err)
	}
	t.Cleanup(m.Close)
	return m
}

// Dir is where the folder is seen through the mirror.
func (m *Mirror) Dir() string { return m.dir }

// Ask sets who is asked before each operation: 0 lets it happen, an error
// number is what the program gets instead. Operations come from several
// goroutines, and none goes on before its answer. nil lets all happen.
func (m *Mirror) Ask(f func(Op) syscall.Errno) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ask = f
}

// Close takes the mirror away. No file may be open through it. The kernel tells
// of a closed file a little later; what it has not told by the end it never does.
func (m *Mirror) Close() {
	m.once.Do(func() {
		deadline := time.Now().Add(proof.Patience)
		for m.opened() > 0 && time.Now().Before(deadline) {
			<-time.After(time.Millisecond)
		}
		if err := m.server.Unmount(); err != nil || m.opened() > 0 {
			m.t.Errorf("unmount the mirror: %v; still open: %q", err, openUnder(m.dir))
			_ = unix.Unmount(m.dir, unix.MNT_FORCE|unix.MNT_DETACH) // or whoever uses it hangs for good
		}
	})
}

func (m *Mirror) opened() int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.open)
}

func (m *Mirror) note(h fs.FileHandle, open bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if open {
		m.open[h] = true
	} else {
		delete(m.open, h)
	}
}

func (m *Mirror) may(o Op) syscall.Errno {
	m.mu.RLock()
	ask := m.ask
	m.mu.RUnlock()
	if ask == nil {
		return 0
	}
	return ask(o)
}

// A node is a file or folder. Its handles are ours, or writes would pass by.
type node struct {
	fs.LoopbackNode
	mirror *Mirror
}

func (n *node) Open(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	f, fuseFlags, e := n.LoopbackNode.Open(ctx, flags)
	return n.handle(f, filepath.Base(n.Path(nil))), fuseFlags, e
}

func (n *node) Create(ctx context.Context, name string, flags, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	if e := n.mirror.may(Op{Do: Create, File: name}); e != 0 {
		return nil, nil, 0, e
	}
	inode, f, fuseFlags, e := n.LoopbackNode.Create(ctx, name, flags, mode, out)
	return inode, n.handle(f, name), fuseFlags, e
}

func (n *node) Rename(ctx context.Context, name string, to fs.InodeEmbedder, newName string, flags uint32) syscall.Errno {
	if e := n.mirror.may(Op{Do: Rename, File: newName}); e != 0 {
		return e
	}
	return n.LoopbackNode.Rename(ctx, name, to, newName, flags)
}

func (n *node) Unlink(ctx context.Context, name string) syscall.Errno {
	if e := n.mirror.may(Op{Do: Remove, File: name}); e != 0 {
		return e
	}
	return n.LoopbackNode.Unlink(ctx, name)
}

func (n *node) Setattr(ctx context.Context, f fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if size, resized := in.GetSize(); resized {
		if e := n.mirror.may(Op{Do: Resize, File: filepath.Base(n.Path(nil)), Size: int(size)}); e != 0 {
			return e
		}
	}
	if h, ok := f.(*handle); ok {
		f = h.LoopbackFile
	}
	return n.LoopbackNode.Setattr(ctx, f, in, out)
}

// Fsync is also that of a folder, which makes the names in it durable.
func (n *node) Fsync(ctx context.Context, f fs.FileHandle, flags uint32) syscall.Errno {
	if h, ok := f.(*handle); ok {
		return h.Fsync(ctx, flags)
	}
	d, err := os.Open(filepath.Join(n.RootData.Path, n.Path(nil)))
	if err != nil {
		return fs.ToErrno(err)
	}
	defer d.Close()
	if e := n.mirror.may(Op{Do: Sync, File: filepath.Base(d.Name())}); e != 0 {
		return e
	}
	return fs.ToErrno(d.Sync())
}

func (n *node) handle(f fs.FileHandle, name string) fs.FileHandle {
	if l, ok := f.(*fs.LoopbackFile); ok {
		h := &handle{LoopbackFile: l, mirror: n.mirror, name: name}
		n.mirror.note(h, true)
		return h
	}
	return f
}

func (n *node) OpendirHandle(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	d, fuseFlags, e := n.LoopbackNode.OpendirHandle(ctx, flags)
	if l, ok := d.(entries); ok {
		f := &folder{l, n.mirror}
		n.mirror.note(f, true)
		return f, fuseFlags, e
	}
	return d, fuseFlags, e
}

// entries is what a folder of the layer below can do.
type entries interface {
	fs.FileReaddirenter
	fs.FileSeekdirer
	fs.FileReleasedirer
}

// A folder is an open one. Making it durable is asked of its node.
type folder struct {
	entries
	mirror *Mirror
}

func (f *folder) Releasedir(ctx context.Context, flags uint32) {
	defer f.mirror.note(f, false)
	f.entries.Releasedir(ctx, flags)
}

// A handle is an open file.
type handle struct {
	*fs.LoopbackFile
	mirror *Mirror
	name   string
}

// PassthroughFd keeps the kernel from passing us by.
func (h *handle) PassthroughFd() (int, bool) { return 0, false }

func (h *handle) Release(ctx context.Context) syscall.Errno {
	defer h.mirror.note(h, false)
	return h.LoopbackFile.Release(ctx)
}

func (h *handle) Read(ctx context.Context, buf []byte, off int64) (fuse.ReadResult, syscall.Errno) {
	if e := h.mirror.may(Op{Do: Read, File: h.name, Off: off, Size: len(buf)}); e != 0 {
		return nil, e
	}
	return h.LoopbackFile.Read(ctx, buf, off)
}

func (h *handle) Write(ctx context.Context, data []byte, off int64) (uint32, syscall.Errno) {
	if e := h.mirror.may(Op{Do: Write, File: h.name, Off: off, Size: len(data)}); e != 0 {
		return 0, e
	}
	return h.LoopbackFile.Write(ctx, data, off)
}

func (h *handle) Fsync(ctx context.Context, flags uint32) syscall.Errno {
	if e := h.mirror.may(Op{Do: Sync, File: h.name}); e != 0 {
		return e
	}
	return h.LoopbackFile.Fsync(ctx, flags)
}
