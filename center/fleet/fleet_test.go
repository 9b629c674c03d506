package fleet

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dongthap.vn/sen/assets/site"
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

func open(t *testing.T) *yard { return openAt(t, storetest.DSN(t)) }

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

func ask(code string) wire.Enrol {
	return wire.Enrol{Code: code, DeviceKey: make([]byte, 32), ReceiptKey: make([]byte, 32)}
}

func (y *yard) refused(what string, e wire.Enrol) {
	y.t.Helper()
	if _, err := y.Enrol(y.t.Context(), e); !errors.Is(err, ErrRefused) {
		y.t.Errorf("%s: %v, want it refused", what, err)
	}
}

func TestKioskIsEnrolled(t *testing.T) {
	y := open(t)
	code := y.code("2")
	if len(code) != 15 || strings.ContainsAny(code, "ILOU") {
		t.Errorf("the code %s is hard to read out", code)
	}
	typed := strings.NewReplacer("0", "o", "1", "l", "-", " ").Replace(strings.ToLower(code)) // as people type
	e, err := y.Enrol(t.Context(), ask(typed))
	if err != nil || e.Device != "2" || e.SiteID != 1 || e.ReceiptKeyID != 1 || len(e.PublicationKey) != 32 || e.Server == "" {
		t.Fatalf("enrolled %+v, %v", e, err)
	}
	devices, err := y.Devices(t.Context())
	if err != nil || len(devices) != 1 || devices[0].Name != "Sảnh" || !devices[0].EnrolledAt.Equal(monday) {
		t.Errorf("devices %+v, %v", devices, err)
	}
	if y.published.Load() != 1 {
		t.Error("the receipt key was not published")
	}
	y.refused("the code again", ask(code))
}

func TestCodesThatMakeNoDevice(t *testing.T) {
	y := open(t)
	code := y.code("2")
	y.refused("empty", ask(""))
	y.refused("another", ask("8W3K-0QZ7-4MJXT"))
	y.refused("a letter less", ask(code[:len(code)-1]))
	y.refused("not letters", ask(strings.Repeat("\x00", 13)))
	short := ask(code)
	short.DeviceKey = short.DeviceKey[1:]
	y.refused("a short key", short)
	older := code
	code = y.code("2")
	y.refused("replaced by a newer", ask(older))
	y.pass(codeLasts)
	y.refused("late", ask(code))
	if devices, _ := y.Devices(t.Context()); len(devices) != 0 {
		t.Errorf("devices %+v", devices)
	}
	for _, device := range []string{"", "0", "01", "100", "A", "2 "} {
		if _, err := y.NewCode(t.Context(), device, "x", "admin"); !errors.Is(err, ErrBadDevice) {
			t.Errorf("kiosk code %q: %v", device, err)
		}
	}
}

func TestCodeIsLockedAfterFiveWrongGuesses(t *testing.T) {
	y := open(t)
	code := y.code("2")
	for i := range codeTries {
		y.refused(fmt.Sprint("guess ", i), ask(wrong(code, i)))
	}
	y.refused("the right code after five guesses", ask(code))
	four := y.code("2")
	for i := range codeTries - 1 {
		y.refused(fmt.Sprint("guess ", i), ask(wrong(four, i)))
	}
	if _, err := y.Enrol(t.Context(), ask(four)); err != nil {
		t.Errorf("the right code after four guesses: %v", err)
	}
}

// wrong begins like the code and ends otherwise.
func wrong(code string, i int) string {
	last := strings.IndexByte(alphabet, code[len(code)-1])
	return code[:len(code)-1] + string(alphabet[(last+i+1)%len(alphabet)])
}

func TestManyGuessAtOnce(t *testing.T) {
	y := open(t)
	code := y.code("2")
	var all sync.WaitGroup
	for i := range 31 {
		all.Go(func() { y.Enrol(y.t.Context(), ask(wrong(code, i))) })
	}
	all.Wait()
	y.refused("the right code after 31 guesses at once", ask(code))
}

func TestTwoKiosksRaceForOneCode(t *testing.T) {
	y := open(t)
	code := y.code("2")
	var won atomic.Int32
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			if _, err := y.Enrol(y.t.Context(), ask(code)); err == nil {
				won.Add(1)
			} else if !errors.Is(err, ErrRefused) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("%d kiosks were enrolled with one code", won.Load())
	}
}

func TestRevokedDeviceAndItsReceipts(t *testing.T) {
	y := open(t)
	if _, err := y.Enrol(t.Context(), ask(y.code("2"))); err != nil {
		t.Fatal(err)
	}
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
	again, err := y.Enrol(t.Context(), ask(y.code("2")))
	if err != nil || again.ReceiptKeyID != 2 {
		t.Errorf("enrolled again as %+v, %v", again, err)
	}
	if d, _ := y.Device(t.Context(), "2"); d.Revoked() {
		t.Error("a device enrolled again is still revoked")
	}
}

func TestNonceIsGoodForFiveToTenMinutes(t *testing.T) {
	y := open(t)
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
	other := open(t)
	if other.CheckNonce("2", other.Nonce("2")) && other.CheckNonce("2", y.Nonce("2")) {
		t.Error("another center's nonce is good here")
	}
}
