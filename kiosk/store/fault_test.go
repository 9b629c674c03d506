//go:build linux

package store_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/disk"
	"dongthap.vn/sen/kiosk/faulty"
	"dongthap.vn/sen/kiosk/store"
)

// A full disk gives no number; what the center acknowledges is noted all the
// same, and with room again the numbers go on.
func TestTheDiskIsFull(t *testing.T) {
	small := faulty.NewSmall(t, 4<<20)
	b := openBooth(t, small.Dir())
	var all []shown
	for i := range 9 {
		all = append(all, b.mustTake(i))
	}
	small.Fill()
	refused := 0
	for i := range 2000 { // the log may still have room of its own
		ticket, err := b.take(i)
		if err == nil {
			all = append(all, shown{ticket.ID, ticket.Number})
			continue
		}
		if refused++; !errors.Is(err, kiosk.ErrDiskFull) || ticket.Number != "" {
			t.Fatalf("ticket %q, %v", ticket.Number, err)
		}
		if refused == 3 {
			break
		}
	}
	if refused == 0 {
		t.Fatal("the disk was never full: the test shows nothing")
	}
	for seq := int64(1); seq <= 9; seq++ {
		if err := b.Store.SetAcked(t.Context(), seq, time.Now()); err != nil {
			t.Fatalf("acknowledgement %d on a full disk: %v", seq, err)
		}
	}
	select {
	case <-b.Store.Failed():
		t.Error("a full disk was taken for a failed one")
	default:
	}
	small.Clear()
	for i := range 3 {
		all = append(all, b.mustTake(i))
	}
	b.expect(all)
	b.close()
	again := openBooth(t, small.Dir())
	again.expect(all)
	again.close()
}

func (b booth) expect(all []shown) {
	b.t.Helper()
	if faults := b.check(all); len(faults) > 0 {
		b.t.Errorf("%d faults:\n%s", len(faults), strings.Join(faults, "\n"))
	}
}

// failing makes the mirror answer some operations with an error, as long as
// they are wanted to fail.
func failing(m *faulty.Mirror, errno syscall.Errno, which func(faulty.Op) bool) (fail *atomic.Int64) {
	fail = new(atomic.Int64)
	m.Ask(func(o faulty.Op) syscall.Errno {
		if which(o) && fail.Add(-1) >= 0 {
			return errno
		}
		return 0
	})
	return fail
}

const forEver = 1 << 40

// One failed fsync is the end of all writing until the file is opened anew. Its
// ticket was not shown; those before and after are there.
func TestAnFsyncFailsOnce(t *testing.T) {
	m := faulty.NewMirror(t, t.TempDir())
	b := openBooth(t, m.Dir())
	all := []shown{b.mustTake(0)}
	fail := failing(m, syscall.EIO, func(o faulty.Op) bool { return o.Do == faulty.Sync })
	fail.Store(1)
	if ticket, err := b.take(1); !errors.Is(err, kiosk.ErrDiskFull) {
		t.Fatalf("ticket %q, %v", ticket.Number, err)
	}
	<-b.Store.Failed()
	for i := range 3 {
		if ticket, err := b.take(i); !errors.Is(err, kiosk.ErrDiskFull) {
			t.Fatalf("after the failure: ticket %q, %v", ticket.Number, err)
		}
	}
	b.Store.Close()
	again := openBooth(t, m.Dir())
	all = append(all, again.mustTake(2))
	again.expect(all)
	again.close()
}

func TestFsyncFailsForEver(t *testing.T) {
	m := faulty.NewMirror(t, t.TempDir())
	b := openBooth(t, m.Dir())
	all := []shown{b.mustTake(0)}
	fail := failing(m, syscall.EIO, func(o faulty.Op) bool { return o.Do == faulty.Sync })
	fail.Store(forEver)
	if _, err := b.take(1); !errors.Is(err, kiosk.ErrDiskFull) {
		t.Fatal(err)
	}
	b.Store.Close()
	for range 2 {
		if s, err := store.Open(t.Context(), boothOptions(m.Dir())); !errors.Is(err, kiosk.ErrDiskFull) {
			t.Fatalf("a file on such a disk is opened: %v, %v", s, err)
		}
	}
	fail.Store(0)
	again := openBooth(t, m.Dir())
	again.expect(all)
	again.close()
}

// A page that cannot be read is as lost as a damaged one: the file is moved
// aside, and what else can be read is carried over.
func TestAPageCannotBeRead(t *testing.T) {
	under := t.TempDir()
	m := faulty.NewMirror(t, under)
	b := openBooth(t, m.Dir())
	given := map[string]bool{}
	for i := range 200 {
		given[b.mustTake(i).number] = true
	}
	b.close()
	bad := func(o faulty.Op) bool {
		return o.Do == faulty.Read && !strings.HasSuffix(o.File, "-wal") && o.File != "kiosk.db.ballast" && o.Off <= 80<<10 && 80<<10 < o.Off+int64(o.Size) && !strings.Contains(o.File, "unborn") && o.File == unreadable(under)
	}
	failing(m, syscall.EIO, bad).Store(forEver)
	again := openBooth(t, m.Dir())
	defer again.close()
	born := again.Store.Born()
	if !born.New || born.Cause == nil {
		t.Fatalf("born %+v", born)
	}
	t.Logf("%d of 200 events carried over", born.Salvaged)
	for i := range 3 {
		if s := again.mustTake(i); given[s.number] {
			t.Errorf("%s was given twice", s.number)
		}
	}
	if faults := again.check(nil); len(faults) != 1 { // that it was born anew
		t.Error(strings.Join(faults, "\n"))
	}
}

// unreadable is the name the damaged file has now.
func unreadable(dir string) string {
	if wreck, err := filepath.Glob(filepath.Join(dir, "*.wreck")); err == nil && len(wreck) > 0 {
		return filepath.Base(wreck[0])
	}
	return "kiosk.db"
}

// While the disk takes its time two fingers give one number each, never one
// number twice, and nothing is shown before the disk has it.
func TestNothingIsShownBeforeASlowDiskHasIt(t *testing.T) {
	m := faulty.NewMirror(t, t.TempDir())
	b := openBooth(t, m.Dir())
	first := b.mustTake(0)
	waiting, go1 := make(chan bool, 100), make(chan bool)
	m.Ask(func(o faulty.Op) syscall.Errno {
		if o.Do == faulty.Sync {
			waiting <- true
			<-go1
		}
		return 0
	})
	var hands sync.WaitGroup
	got := make(chan shown, 2)
	for range 2 {
		hands.Go(func() {
			if ticket, err := b.take(0); err == nil {
				got <- shown{ticket.ID, ticket.Number}
			}
		})
	}
	<-waiting // the disk has been asked and has not answered
	select {
	case s := <-got:
		t.Fatalf("%s was shown before the disk had it", s.number)
	default:
	}
	if p := b.Ahead("A"); p.Known {
		t.Errorf("questions from memory: %+v", p)
	}
	close(go1)
	hands.Wait()
	all := []shown{first, <-got, <-got}
	if all[1].number == all[2].number {
		t.Errorf("%s was given twice", all[1].number)
	}
	b.expect(all)
	b.close()
}

func TestADiskBecomesReadOnly(t *testing.T) {
	image := faulty.NewImage(t, imageSize)
	b := openBooth(t, image.Dir())
	all := []shown{b.mustTake(0)}
	b.close()
	image.ReadOnly(true)
	if s, err := store.Open(t.Context(), boothOptions(image.Dir())); err == nil {
		s.Close()
		t.Fatal("a kiosk starts on a disk it cannot write")
	}
	image.ReadOnly(false)
	again := openBooth(t, image.Dir())
	all = append(all, again.mustTake(1))
	again.expect(all)
	again.close()
	// The same while the kiosk runs: the kernel does so after an error of its own.
	m := faulty.NewMirror(t, image.Dir())
	last := openBooth(t, m.Dir())
	failing(m, syscall.EROFS, faulty.Op.Changes).Store(forEver)
	if ticket, err := last.take(2); !errors.Is(err, kiosk.ErrDiskFull) {
		t.Errorf("ticket %q, %v", ticket.Number, err)
	}
	last.Store.Close()
	m.Ask(nil)
	final := openBooth(t, m.Dir())
	final.expect(all)
	final.close()
}

func TestTwoKiosksOnOneFile(t *testing.T) {
	dir := t.TempDir()
	b := openBooth(t, dir)
	if _, err := store.Open(t.Context(), boothOptions(dir)); !errors.Is(err, disk.ErrTaken) {
		t.Errorf("the second says %v", err)
	}
	all := []shown{b.mustTake(0)}
	b.expect(all)
	b.close()
	again := openBooth(t, dir)
	again.expect(all)
	again.close()
}

func TestAFileAcrossTheNetworkIsRefused(t *testing.T) {
	dir := t.TempDir()
	for _, magic := range []uint32{0x6969, 0xfe534d42, 0xff534d42} {
		_, err := store.Open(t.Context(), store.On(boothOptions(dir), magic))
		if !errors.Is(err, disk.ErrRemote) || !strings.Contains(fmt.Sprint(err), dir) {
			t.Errorf("on file system %#x: %v", magic, err)
		}
	}
	s, err := store.Open(t.Context(), store.On(boothOptions(dir), 0xef53))
	if err != nil {
		t.Fatalf("on ext4: %v", err)
	}
	s.Close()
}
