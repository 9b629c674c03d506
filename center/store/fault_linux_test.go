package store_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk/disk"
	"dongthap.vn/sen/kiosk/faulty"
)

// A full disk acknowledges nothing and says when to come again; with room it
// goes on by itself.
func TestTheDiskIsFullOnSQLite(t *testing.T) {
	small := faulty.NewSmall(t, 8<<20)
	c := openTown(t, small.Dir())
	m := c.enrol("2")
	server := httptest.NewServer(c.gate)
	defer server.Close()
	m.tickets(5)
	if _, err := m.send(server.URL); err != nil || m.acked != 5 {
		t.Fatalf("acknowledged %d, %v", m.acked, err)
	}
	small.Fill()
	refused, later := error(nil), ""
	for i := 0; i < 500 && refused == nil; i++ { // the log may still have room of its own
		m.tickets(20)
		later, refused = m.send(server.URL)
	}
	if refused == nil || !strings.HasPrefix(refused.Error(), "503") || later == "" {
		t.Fatalf("a full disk answers %v, Retry-After %q", refused, later)
	}
	expectNone(t, c.missing(m, m.acked))
	select {
	case <-c.store.Failed():
		t.Error("a full disk was taken for a failed one")
	default:
	}
	small.Clear()
	if _, err := m.send(server.URL); err != nil {
		t.Errorf("with room again: %v", err)
	}
	expectNone(t, append(c.missing(m, m.acked), c.flaws()...))
	if err := c.close(); err != nil {
		t.Fatal(err)
	}
}

// After one failed fsync nothing is acknowledged until the center was started
// anew; then the kiosk sends what was not.
func TestAnFsyncFailsOnceOnSQLite(t *testing.T) {
	under := t.TempDir()
	mirror := faulty.NewMirror(t, under)
	c := openTown(t, mirror.Dir())
	m := c.enrol("2")
	server := httptest.NewServer(c.gate)
	m.tickets(5)
	if _, err := m.send(server.URL); err != nil {
		t.Fatal(err)
	}
	var fail atomic.Bool
	mirror.Ask(func(o faulty.Op) syscall.Errno {
		if o.Do == faulty.Sync && fail.CompareAndSwap(true, false) {
			return syscall.EIO
		}
		return 0
	})
	fail.Store(true)
	m.tickets(5)
	for range 3 {
		if later, err := m.send(server.URL); err == nil || !strings.HasPrefix(err.Error(), "503") || later == "" {
			t.Fatalf("answered %v, Retry-After %q, acknowledged %d", err, later, m.acked)
		}
	}
	<-c.store.Failed()
	server.Close()
	c.close()
	again := openTown(t, mirror.Dir())
	expectNone(t, again.missing(m, 5))
	server = httptest.NewServer(again.gate)
	defer server.Close()
	m.tickets(1)
	if _, err := m.send(server.URL); err != nil || m.acked != 11 {
		t.Errorf("after the new start: acknowledged %d, %v", m.acked, err)
	}
	expectNone(t, append(again.missing(m, 11), again.flaws()...))
	if err := again.close(); err != nil {
		t.Fatal(err)
	}
}

func TestADatabaseAcrossTheNetworkIsRefusedOnSQLite(t *testing.T) {
	path := t.TempDir() + "/center.db"
	if _, err := store.OpenOn(t.Context(), path, 0x6969); !errors.Is(err, disk.ErrRemote) {
		t.Errorf("on NFS: %v", err)
	}
	s, err := store.OpenOn(t.Context(), path, 0xef53)
	if err != nil {
		t.Fatalf("on ext4: %v", err)
	}
	s.Close()
}
