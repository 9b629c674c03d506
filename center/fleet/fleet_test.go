package fleet

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/center/fleet/fleettest"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

var monday = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// A yard is a fleet under test.
type yard struct {
	*Fleet
	t         *testing.T
	mu        sync.Mutex
	time      time.Time
	published atomic.Int32 // how often the keys document was published
}

func TestMain(m *testing.M) { storetest.Main(m, store.Migrate) }

func openYard(t *testing.T) *yard { return openAt(t, storetest.DSN(t)) }

func openAt(t *testing.T, dsn string) *yard {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	y := &yard{t: t, time: monday}
	keys := func(context.Context) error { y.published.Add(1); return nil }
	y.Fleet = New(Config{Store: s, Keys: keys, Now: y.clock})
	err = s.Write(t.Context(), func(tx *store.Tx) error {
		return putSite(t.Context(), tx)
	})
	if err != nil {
		t.Fatal(err)
	}
	return y
}

func putSite(ctx context.Context, tx *store.Tx) error {
	version, err := tx.NextVersion(ctx, kiosk.DocSite, monday)
	if err != nil {
		return err
	}
	return tx.PutDocument(ctx, store.Document{Name: kiosk.DocSite, Version: version, Body: site.Example, Envelope: []byte{0}})
}

func (y *yard) clock() time.Time {
	y.mu.Lock()
	defer y.mu.Unlock()
	return y.time
}

func (y *yard) pass(d time.Duration) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.time = y.time.Add(d)
}

func (y *yard) code(device string) string {
	y.t.Helper()
	c, err := y.NewCode(y.t.Context(), device, "Sảnh", "admin")
	if err != nil {
		y.t.Fatal(err)
	}
	return c.Text
}

// enrolled makes a device the whole way.
func (y *yard) enrolled(device string) (fleettest.Kiosk, wire.Verdict) {
	y.t.Helper()
	return fleettest.Enrol(y.t, y.Fleet, y.code(device))
}

// logged lists what the audit log tells, as "actor action subject".
func (y *yard) logged() (lines []string) {
	y.t.Helper()
	err := y.store.Read(y.t.Context(), func(tx *store.Tx) error {
		all, err := tx.AuditAfter(y.t.Context(), 0, 1000)
		lines = nil
		for _, e := range all {
			lines = append(lines, e.Actor+" "+e.Action+" "+e.Subject)
		}
		return err
	})
	if err != nil {
		y.t.Fatal(err)
	}
	return lines
}

func TestRevokedDeviceAndItsReceipts(t *testing.T) {
	y := openYard(t)
	y.enrolled("2")
	y.pass(time.Hour)
	if err := y.Revoke(t.Context(), "2", "admin"); err != nil {
		t.Fatal(err)
	}
	d, err := y.Device(t.Context(), "2")
	if err != nil || !d.Revoked() || y.published.Load() != 2 {
		t.Errorf("device %+v, %v, keys published %d times", d, err, y.published.Load())
	}
	y.store.Read(t.Context(), func(tx *store.Tx) error {
		keys, err := tx.ReceiptKeys(t.Context())
		if err != nil || len(keys) != 1 || keys[0].RevokedAt == nil || !keys[0].RevokedAt.Equal(monday.Add(time.Hour)) {
			t.Errorf("receipt keys %+v, %v", keys, err)
		}
		return err
	})
	if err := y.Revoke(t.Context(), "2", "admin"); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("revoked twice: %v", err)
	}
	if _, again := y.enrolled("2"); again.ReceiptKeyID != 2 {
		t.Errorf("enrolled again with %+v", again)
	}
	if d, _ := y.Device(t.Context(), "2"); d.Revoked() {
		t.Error("a device enrolled again is still revoked")
	}
}

func TestNonceIsGoodForFiveToTenMinutes(t *testing.T) {
	y := openYard(t)
	nonce := y.Nonce("2")
	if !y.CheckNonce("2", nonce) || y.CheckNonce("3", nonce) || y.CheckNonce("2", "") || y.CheckNonce("2", nonce+"A") {
		t.Error("a nonce belongs to one device and is whole")
	}
	y.pass(nonceBucket)
	if !y.CheckNonce("2", nonce) {
		t.Error("refused after five minutes")
	}
	y.pass(nonceBucket)
	if y.CheckNonce("2", nonce) {
		t.Error("good after ten minutes")
	}
	other := openYard(t)
	if other.CheckNonce("2", other.Nonce("2")) && other.CheckNonce("2", y.Nonce("2")) {
		t.Error("another center's nonce is good here")
	}
}
