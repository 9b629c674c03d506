package store_test

import (
	"crypto/rand"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk/proof"
)

// logCap is what the log beside the database may take when nobody reads.
const logCap = 64 << 20

// A report reads for a long time while much is written: kiosks are served all
// the while. The log keeps what is written until then, and afterwards is as
// small as before.
func TestALongReaderHoldsUpNoKioskOnSQLite(t *testing.T) {
	expectNone(t, longReader(t, "SELECT 1"))
}

func TestControlALogWithoutALimitOnSQLite(t *testing.T) {
	proof.Control(t, "a log that may stay as large as it once was", "TestALongReaderHoldsUpNoKioskOnSQLite", longReader(t, "PRAGMA journal_size_limit = -1")...)
}

// longReader tells what is wrong after a reader let 100 MiB pile up in the log.
func longReader(t *testing.T, plant string) (faults []string) {
	dir := t.TempDir()
	c := openTown(t, dir)
	if err := c.store.Plant(plant); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(c.gate)
	t.Cleanup(server.Close)
	k, log := c.enrol("2"), filepath.Join(dir, "center.db-wal")
	release := reading(t, c.store)
	for range 7 {
		pile(t, c.store)
		k.tickets(5)
		if _, err := k.send(server.URL); err != nil {
			faults = append(faults, fmt.Sprintf("while a report reads: %v", err))
		}
	}
	held := sizeOf(t, log)
	if held < logCap {
		t.Fatalf("only %d MiB piled up: nothing is shown", held>>20)
	}
	release()
	for range 3 { // carry the log over, begin it anew
		k.tickets(5)
		if _, err := k.send(server.URL); err != nil {
			faults = append(faults, fmt.Sprintf("after the report: %v", err))
		}
	}
	after := sizeOf(t, log)
	if after > logCap {
		faults = append(faults, fmt.Sprintf("the log is still %d MiB", after>>20))
	}
	t.Logf("%d events acknowledged; the log was %d MiB while a report read, %d MiB after", k.acked, held>>20, after>>20)
	return faults
}

// pile writes 16 MiB.
func pile(t *testing.T, s *store.Store) {
	t.Helper()
	ctx, now, body := t.Context(), time.Now(), make([]byte, 16<<20)
	rand.Read(body) // what is there already is not written again
	err := s.Write(ctx, func(tx *store.Tx) error {
		version, err := tx.NextVersion(ctx, "pile", now)
		if err != nil {
			return err
		}
		return tx.PutDocument(ctx, store.Document{Name: "pile", Version: version, Body: body, Envelope: []byte{}, ExpiresAt: now, PublishedAt: now})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// reading begins to read and goes on until it is released.
func reading(t *testing.T, s *store.Store) (release func()) {
	t.Helper()
	begun, end, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- s.Read(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Devices(t.Context()) // the moment it sees begins here
			close(begun)
			<-end
			return err
		})
	}()
	<-begun
	return func() {
		t.Helper()
		close(end)
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
}

func sizeOf(t *testing.T, file string) int64 {
	t.Helper()
	i, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return i.Size()
}
