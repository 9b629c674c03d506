package publish

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/assets/calendar"
	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/center/vault"
	"dongthap.vn/sen/kiosk"
)

var monday = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

const catalogue = `{"version":7,"checked_on":"2026-11-01","source":"test","procedures":[]}`

// A press is a publisher under test.
type press struct {
	*Publisher
	vault *vault.Vault
	t     *testing.T
	store *store.Store
	dsn   string
	time  time.Time
	queue kiosk.Queue
}

func TestMain(m *testing.M) { storetest.Main(m, store.Migrate) }

func open(t *testing.T) *press {
	t.Helper()
	dsn := storetest.DSN(t)
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	p := &press{t: t, store: s, dsn: dsn, time: monday, queue: kiosk.Queue{At: monday}}
	now := func() time.Time { return p.time }
	if p.vault, err = OpenVault(t.Context(), s, t.TempDir(), now); err != nil {
		t.Fatal(err)
	}
	live := func(ctx context.Context) (kiosk.Queue, int64, error) {
		versions, err := p.Versions(ctx)
		return p.queue, versions[kiosk.DocQueue], err
	}
	p.Publisher = New(Config{Store: s, Vault: p.vault, Queue: live, Now: now, Log: slog.New(slog.DiscardHandler)})
	return p
}

func seed() Seed {
	return Seed{Site: site.Example, Catalogue: []byte(catalogue), Calendar: calendar.Holidays, PublicURL: "http://127.0.0.1:8470"}
}

func (p *press) start(s Seed) {
	p.t.Helper()
	if err := p.Start(p.t.Context(), s); err != nil {
		p.t.Fatal(err)
	}
}

// kept opens a document as a kiosk would.
func (p *press) kept(name string) kiosk.Document {
	p.t.Helper()
	e, err := p.Envelope(p.t.Context(), name)
	if err != nil {
		p.t.Fatal(err)
	}
	d, err := kiosk.OpenDocument(p.PublicationKey(), name, e.Bytes)
	if err != nil {
		p.t.Fatal(err)
	}
	if d.Version != e.Version || !d.Expires.After(p.time) {
		p.t.Errorf("%s is version %d in the envelope and %d outside, expires %s", name, d.Version, e.Version, d.Expires)
	}
	return d
}

func (p *press) versions() map[string]int64 {
	p.t.Helper()
	v, err := p.Versions(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

func TestFirstStartPublishesTheExampleSite(t *testing.T) {
	p := open(t)
	p.start(seed())
	for _, name := range kiosk.DocumentNames {
		p.kept(name)
	}
	s, err := p.Site(t.Context())
	if err != nil || !s.Example || !s.OpenOnDaysOff || len(s.Services) != 8 || len(s.Counters) != 8 || s.PublicURL != "http://127.0.0.1:8470" {
		t.Errorf("site %+v, %v", s, err)
	}
	for _, v := range s.Services {
		if v.Name.VI == "" || v.Name.EN == "" || v.Hint.VI == "" || v.Hint.EN == "" || v.Icon == "" || len(s.CountersFor(v.Letter)) == 0 {
			t.Errorf("service %s lacks a name, a hint, a drawing or a counter", v.Letter)
		}
	}
	noon := time.Date(2026, 11, 24, 3, 0, 0, 0, kiosk.VietnamTime) // a holiday, at night
	days, err := p.Calendar(t.Context())
	if err != nil || kiosk.DoorAt(s, days, noon).Door != kiosk.DoorOpen {
		t.Errorf("the example site is closed: %v", err)
	}
	if name, off := days.DayOff(kiosk.Date{Year: 2026, Month: 11, Day: 24}); !off || name != "Ngày Văn hóa Việt Nam" {
		t.Errorf("24 November is %q, %v", name, off)
	}
	if _, off := days.DayOff(kiosk.Date{Year: 2027, Month: 2, Day: 5}); off {
		t.Error("a day that is not announced yet is applied")
	}
	if c, err := p.Catalogue(t.Context()); err != nil || c.Version != 7 {
		t.Errorf("catalogue %+v, %v", c, err)
	}
}

func TestSecondStartKeepsWhatStaffPublished(t *testing.T) {
	p := open(t)
	p.start(seed())
	changed := strings.Replace(string(site.Example), "SEN-KHACH", "SANH-1", 1)
	if _, err := p.Publish(t.Context(), kiosk.DocSite, []byte(changed), "admin"); err != nil {
		t.Fatal(err)
	}
	before := p.versions()
	same := seed()
	same.PublicURL = ""
	p.start(same)
	after := p.versions()
	for _, name := range []string{kiosk.DocSite, kiosk.DocCatalogue, kiosk.DocCalendar, kiosk.DocKeys} {
		if after[name] != before[name] {
			t.Errorf("%s was published anew by a start that brought nothing", name)
		}
	}
	if s, _ := p.Site(t.Context()); s.WiFi.SSID != "SANH-1" {
		t.Errorf("the network is %q", s.WiFi.SSID)
	}
}

func TestStartTakesANewerCatalogueAndAddress(t *testing.T) {
	p := open(t)
	p.start(seed())
	before := p.versions()
	newer := seed()
	newer.Catalogue = []byte(strings.Replace(catalogue, `"version":7`, `"version":8`, 1))
	newer.PublicURL = "https://sen.dongthap.gov.vn"
	p.start(newer)
	older := seed()
	older.PublicURL = newer.PublicURL
	p.start(older)
	after := p.versions()
	if after[kiosk.DocCatalogue] <= before[kiosk.DocCatalogue] || after[kiosk.DocSite] <= before[kiosk.DocSite] {
		t.Errorf("versions %v after %v", after, before)
	}
	if c, _ := p.Catalogue(t.Context()); c.Version != 8 {
		t.Errorf("catalogue %d", c.Version)
	}
	if s, _ := p.Site(t.Context()); s.PublicURL != "https://sen.dongthap.gov.vn" {
		t.Errorf("address %s", s.PublicURL)
	}
}

func TestBadBodiesAreNotPublished(t *testing.T) {
	p := open(t)
	p.start(seed())
	before := p.versions()
	for name, body := range map[string]string{kiosk.DocSite: `{"id":0}`, kiosk.DocCatalogue: `{"version":1,"x":1}`, kiosk.DocCalendar: `[`, kiosk.DocKeys: `{}`, "update": `{}`} {
		if _, err := p.Publish(t.Context(), name, []byte(body), "admin"); err == nil {
			t.Errorf("%s was published as %s", name, body)
		}
	}
	for name, version := range p.versions() {
		if version != before[name] {
			t.Errorf("%s has a new version", name)
		}
	}
	bad := seed()
	bad.Site = []byte("{")
	if err := open(t).Start(t.Context(), bad); err == nil {
		t.Error("a center started with a broken site")
	}
}

func TestUnknownDocument(t *testing.T) {
	p := open(t)
	for _, name := range []string{kiosk.DocSite, kiosk.DocQueue, "update"} {
		if _, err := p.Envelope(t.Context(), name); !errors.Is(err, kiosk.ErrNotFound) {
			t.Errorf("%s before the first start: %v", name, err)
		}
	}
}

func TestQueueIsSignedOncePerVersion(t *testing.T) {
	p := open(t)
	p.start(seed())
	first, _ := p.Envelope(t.Context(), kiosk.DocQueue)
	again, _ := p.Envelope(t.Context(), kiosk.DocQueue)
	if &first.Bytes[0] != &again.Bytes[0] {
		t.Error("the same version was signed twice")
	}
	p.queue.Called = []kiosk.Called{{Number: "B2-001", Counter: 3, At: monday}}
	p.store.Write(t.Context(), func(tx *store.Tx) error { tx.Touch(kiosk.DocQueue, p.time); return nil })
	d := p.kept(kiosk.DocQueue)
	q, err := kiosk.ParseQueue(d.Body)
	if err != nil || d.Version <= first.Version || len(q.Called) != 1 {
		t.Errorf("version %d after %d: %s", d.Version, first.Version, d.Body)
	}
}

func TestMonthsHaveTheirKeysInTime(t *testing.T) {
	p := open(t)
	p.time = time.Date(2026, 11, 30, 23, 30, 0, 0, kiosk.VietnamTime)
	p.start(seed())
	months := func() (ids []string) {
		var keys kiosk.Keys
		if err := json.Unmarshal(p.kept(kiosk.DocKeys).Body, &keys); err != nil {
			t.Fatal(err)
		}
		for _, k := range keys.Seal {
			ids = append(ids, k.ID)
		}
		if _, err := kiosk.KeyAt(keys.Seal, p.time); err != nil {
			t.Errorf("no key at %s", p.time)
		}
		return ids
	}
	if got := strings.Join(months(), " "); got != "2026-11 2026-12 2027-01" {
		t.Errorf("keys of %s", got)
	}
	p.time = p.time.Add(time.Hour)
	if err := p.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(months(), " "); got != "2026-12 2027-01 2027-02" {
		t.Errorf("keys of %s in the month after", got)
	}
}

func TestSealedWordsCanBeOpenedWithTheMonthsKey(t *testing.T) {
	p := open(t)
	p.start(seed())
	var keys kiosk.Keys
	if err := json.Unmarshal(p.kept(kiosk.DocKeys).Body, &keys); err != nil {
		t.Fatal(err)
	}
	key, err := kiosk.KeyAt(keys.Seal, monday)
	if err != nil {
		t.Fatal(err)
	}
	blob, err := kiosk.Seal(key, kiosk.PurposeWords, "id", kiosk.KindFeedbackGiven, "tốt")
	if err != nil {
		t.Fatal(err)
	}
	p.store.Read(t.Context(), func(tx *store.Tx) error {
		months, err := tx.SealKeys(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		private, err := p.vault.Unlock(vault.MonthOf(months[0].From), months[0].ID, months[0].Private)
		if err != nil {
			t.Fatal(err)
		}
		words, err := kiosk.Unseal(private, blob, "id", kiosk.KindFeedbackGiven)
		if err != nil || words != "tốt" {
			t.Errorf("opened %q, %v", words, err)
		}
		return nil
	})
}

func TestDocumentsAreRenewedBeforeTheyExpire(t *testing.T) {
	p := open(t)
	p.start(seed())
	before := p.versions()
	p.time = monday.Add(10 * 24 * time.Hour)
	if err := p.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p.versions()[kiosk.DocCalendar] != before[kiosk.DocCalendar] {
		t.Error("renewed with months to go")
	}
	p.time = monday.Add(lasting - renewBefore + time.Hour)
	if err := p.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p.versions()[kiosk.DocCalendar] <= before[kiosk.DocCalendar] || p.kept(kiosk.DocCalendar).Expires.Before(p.time.Add(renewBefore)) {
		t.Error("not renewed with weeks to go")
	}
}

func clockOf(at time.Time) func() time.Time { return func() time.Time { return at } }
