package publish

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// old is a center's data from before there was a vault: this month's key and
// that of a month that is over stand in it.
func old(t *testing.T) (dsn string, bare map[string][]byte) {
	t.Helper()
	dsn, bare = storetest.DSN(t), map[string][]byte{}
	s := opened(t, dsn)
	err := s.Write(t.Context(), func(tx *store.Tx) error {
		for _, m := range []vault.Month{vault.MonthOf(monday) - 1, vault.MonthOf(monday)} {
			private, err := ecdh.X25519().GenerateKey(rand.Reader)
			if err != nil {
				return err
			}
			bare[m.String()] = private.Bytes()
			if err := tx.AddSealKey(t.Context(), store.SealKey{Private: private.Bytes(), SealKey: kiosk.SealKey{ID: m.String(),
				Public: private.PublicKey().Bytes(), From: m.Start(), To: (m + 1).Start()}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	return dsn, bare
}

func opened(t *testing.T, dsn string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// inFiles lists which keys stand in the database's files. PostgreSQL's own log
// keeps what was written before until its segment is used again.
func inFiles(t *testing.T, dsn string, keys map[string][]byte) (found []string) {
	t.Helper()
	for _, name := range storetest.Files(t, dsn) {
		raw, err := os.ReadFile(name)
		if err != nil || strings.Contains(name, "/pg_wal/") {
			continue // a file of the server's that went away
		}
		for id, key := range keys {
			if bytes.Contains(raw, key) {
				found = append(found, id)
			}
		}
	}
	return found
}

func TestTheKeysOfOlderDataMoveOutOfTheDatabase(t *testing.T) {
	dsn, bare := old(t)
	if found := inFiles(t, dsn, bare); len(found) < 2 {
		t.Fatalf("only %q are found before: the search shows nothing", found)
	}
	s := opened(t, dsn)
	v, err := OpenVault(t.Context(), s, t.TempDir(), clockOf(monday))
	if err != nil {
		t.Fatal(err)
	}
	if found := inFiles(t, dsn, bare); len(found) > 0 {
		t.Errorf("the keys of %q are still in the database's files", found)
	}
	keys := sealKeys(t, s)
	for _, k := range keys {
		private, err := v.Unlock(vault.MonthOf(k.From), k.ID, k.Private)
		if err != nil || (bare[k.ID] != nil && !bytes.Equal(private, bare[k.ID])) {
			t.Errorf("%s is another key now, %v", k.ID, err)
		}
	}
	// A backup from before holds this month's key: kiosks get another one.
	p := New(Config{Store: s, Vault: v, Now: clockOf(monday)})
	if err := p.PublishKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	e, err := p.Envelope(t.Context(), kiosk.DocKeys)
	if err != nil {
		t.Fatal(err)
	}
	d, err := kiosk.OpenDocument(p.PublicationKey(), kiosk.DocKeys, e.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	var doc kiosk.Keys
	json.Unmarshal(d.Body, &doc)
	if key, err := kiosk.KeyAt(doc.Seal, monday); err != nil || key.ID != "2026-11.2" {
		t.Errorf("kiosks seal to %s, %v", key.ID, err)
	}
	if again, err := OpenVault(t.Context(), s, t.TempDir(), clockOf(monday)); err == nil {
		t.Errorf("data that was used with a vault takes another one: %v", again.Site())
	}
}

func TestControlKeysLockedWithoutAScrub(t *testing.T) {
	dsn, bare := old(t)
	s := opened(t, dsn)
	v, err := vault.Open(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), func(tx *store.Tx) error { _, err := lockBare(t.Context(), tx, v, monday); return err }); err != nil {
		t.Fatal(err)
	}
	proof.Control(t, "month keys locked without a scrub", "TestTheKeysOfOlderDataMoveOutOfTheDatabase", inFiles(t, dsn, bare)...)
}

func sealKeys(t *testing.T, s *store.Store) (keys []store.SealKey) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *store.Tx) (err error) {
		keys, err = tx.SealKeys(context.Background())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// A clock years behind what was forgotten makes no keys and stops nothing.
func TestAClockYearsBehindStopsNothing(t *testing.T) {
	p := open(t)
	p.start(seed())
	if err := p.vault.Forget(vault.MonthOf(monday)); err != nil {
		t.Fatal(err)
	}
	p.time = monday.AddDate(-9, 0, 0)
	if err := p.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, k := range sealKeys(t, p.store) {
		if k.From.Before(monday.AddDate(0, -1, 0)) {
			t.Errorf("a key for %s was made that nobody could open", k.ID)
		}
	}
}
