package ingest

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/wire"
)

// page packs and signs events first … last of the log for an export.
func (m *machine) page(first, last int64) wire.Page {
	m.center.t.Helper()
	packed, err := wire.Pack(m.batch(first, last))
	if err != nil {
		m.center.t.Fatal(err)
	}
	p := wire.Page{Device: m.code, Batch: packed}
	p.Sign([]ed25519.PrivateKey{m.key})
	return p
}

// exported writes an export of pages.
func exported(t testing.TB, pages ...wire.Page) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := wire.NewExportWriter(&b)
	for _, p := range pages {
		err = errors.Join(err, w.Write(p))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (c *center) imports(export []byte) (Imported, error) {
	return c.gate.Import(c.t.Context(), bytes.NewReader(export), "test")
}

// TestWhatIsCarriedByHandArrivesOnce is a kiosk whose line is down for a day: what
// somebody carries counts once, however often and in whatever order it comes, also
// beside the road.
func TestWhatIsCarriedByHandArrivesOnce(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	for range 5 {
		m.ticket("B")
	}
	m.send(1, 2)
	at := m.events[4].AtWall
	export := exported(t, m.page(1, 3), m.page(4, 5))
	c.clock.Pass(26 * time.Hour)
	seen := c.dump("devices", "device")
	sum, err := c.imports(export)
	if want := (Imported{Device: "2", Events: 5, New: 3}); err != nil || sum != want {
		t.Fatalf("%+v, %v, want %+v", sum, err, want)
	}
	if now := c.dump("devices", "device"); !slices.Equal(now, seen) {
		t.Errorf("what an old file tells passes for news of the kiosk:\n%v\n%v", now, seen)
	}
	c.read(func(tx *store.Tx) error {
		all, err := tx.EventsAfter(t.Context(), store.Event{}, 10)
		for _, e := range all {
			if e.Seq == 5 && e.At.Sub(at).Abs() > time.Second {
				t.Errorf("taken at %s, it counts as of %s", at, e.At)
			}
		}
		return err
	})
	if sum, err := c.imports(export); err != nil || sum.New != 0 || c.count("events") != 5 || c.count("tickets") != 5 {
		t.Errorf("the second time %+v, %v, %d events", sum, err, c.count("events"))
	}
	m.ticket("B")
	if ack := m.sendAll(); ack.AckedSeq != 6 {
		t.Errorf("the line is back: %+v", ack)
	}
	if lines := c.audit(); !slices.Contains(lines, "test events.import device:2") {
		t.Errorf("the audit log tells %q", lines)
	}
	c.sound()
}

// TestAnExportThatWasChangedIsRefused changes it everywhere.
func TestAnExportThatWasChangedIsRefused(t *testing.T) {
	c := openCenter(t)
	m, other := c.enrolled("2"), c.enrolled("3")
	m.ticket("B")
	other.ticket("B")
	page := m.page(1, 1)
	for i := range page.Batch {
		changed := page
		changed.Batch = bytes.Clone(page.Batch)
		changed.Batch[i] ^= 1 << (i % 8)
		if sum, err := c.imports(exported(t, changed)); !errors.Is(err, ErrNotApproved) || sum.Events > 0 {
			t.Errorf("byte %d of the batch: %+v, %v", i, sum, err)
		}
	}
	for i := range page.Signatures[0] {
		changed := page
		changed.Signatures = []string{flip(page.Signatures[0], i)}
		if sum, err := c.imports(exported(t, changed)); !errors.Is(err, ErrNotApproved) || sum.Events > 0 {
			t.Errorf("byte %d of the signature: %+v, %v", i, sum, err)
		}
	}
	header := []string{page.Signatures[0]}
	m.where()
	if a := c.ask("POST", "/v1/sync/2", map[string][]string{wire.HeaderNonce: {m.nonce}, wire.HeaderSignature: header, "Content-Type": {wire.ContentType}}, page.Batch); a.status != 401 {
		t.Errorf("the road takes a page of an export: %d", a.status)
	}
	foreign := m.page(1, 1)
	foreign.Device = "3"
	stranger := *m
	_, stranger.key, _ = ed25519.GenerateKey(nil)
	unknown := *m
	unknown.code = "9"
	road := wire.Page{Device: "2", Batch: page.Batch, Signatures: []string{wire.Sign(m.key, wire.Request{Method: "POST", Path: "/v1/sync/2", Device: "2", Body: page.Batch})}}
	for name, p := range map[string]wire.Page{
		"another kiosk's name": foreign, "a stranger's key": stranger.page(1, 1), "a kiosk nobody knows": unknown.page(1, 1), "no signature": {Device: "2", Batch: page.Batch}, "a request of the road": road,
	} {
		if sum, err := c.imports(exported(t, p)); !errors.Is(err, ErrNotApproved) || sum.Events > 0 {
			t.Errorf("%s: %+v, %v", name, sum, err)
		}
	}
	if c.count("events") != 0 {
		t.Error("something was stored")
	}
	if err := c.fleet.Revoke(t.Context(), "2", "admin"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.imports(exported(t, page)); !errors.Is(err, ErrNotApproved) {
		t.Errorf("of a revoked kiosk: %v", err)
	}
}

// TestAnExportThatIsCutOffBringsWhatCameBefore pulls the stick out at every place.
func TestAnExportThatIsCutOffBringsWhatCameBefore(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	for range 4 {
		m.ticket("B")
	}
	whole := exported(t, m.page(1, 2), m.page(3, 4))
	second := bytes.LastIndex(whole[:bytes.LastIndexByte(whole[:len(whole)-1], '\n')], []byte("\n")) + 1
	for i := 0; i < len(whole); i += 7 {
		sum, err := c.imports(whole[:i])
		if i > 20 && !errors.Is(err, wire.ErrCutOff) || i < 10 && !errors.Is(err, wire.ErrNoExport) || (sum.Events > 0) != (i >= second) {
			t.Errorf("cut off at %d of %d: %+v, %v", i, len(whole), sum, err)
		}
	}
	for name, text := range map[string]string{
		"nothing": "", "a picture": "\xff\xd8\xff\xe0\x00", "JSON": "{}\n", "a page that is none": "sen-export-v1\n{\"device\":7}\n", "no page": "sen-export-v1\n{}\n",
		"an endless line": "sen-export-v1\n" + strings.Repeat("x", 2<<20), "a wrong count": "sen-export-v1\n{\"pages\":3}\n", "many signatures": "sen-export-v1\n{\"device\":\"2\",\"signatures\":[\"\",\"\",\"\",\"\"]}\n",
	} {
		var sum Imported
		var err error
		proof.Frugal(t, func() { sum, err = c.imports([]byte(text)) })
		if !errors.Is(err, wire.ErrNoExport) || sum != (Imported{}) {
			t.Errorf("%s: %+v, %v", name, sum, err)
		}
	}
	if sum, err := c.imports(whole); err != nil || c.count("events") != 4 {
		t.Errorf("whole: %+v, %v", sum, err)
	}
	c.sound()
}

// TestAnExportFillsWhatABackupLacks puts the center back and loses the events the
// kiosk has forgotten: the export of what it still has is taken, and told of.
func TestAnExportFillsWhatABackupLacks(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	for range 6 {
		m.ticket("B")
	}
	b := m.batch(4, 6)
	if packed, err := wire.Pack(b); err == nil {
		p := wire.Page{Device: "2", Batch: packed}
		p.Sign([]ed25519.PrivateKey{m.key})
		if _, err := c.imports(exported(t, p)); refuse(err).code != wire.CodeGap {
			t.Errorf("a gap nobody tells of: %v", err)
		}
	}
	b.Gone = 3
	packed, err := wire.Pack(b)
	if err != nil {
		t.Fatal(err)
	}
	p := wire.Page{Device: "2", Batch: packed}
	p.Sign([]ed25519.PrivateKey{m.key})
	if sum, err := c.imports(exported(t, p)); err != nil || sum.New != 3 || c.count("alarms") != 1 {
		t.Errorf("%+v, %v, %d alarms", sum, err, c.count("alarms"))
	}
}

// TestControlAnOldFileTakenForNews plants an import that tells of the kiosk what
// the road would.
func TestControlAnOldFileTakenForNews(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	m.ticket("B")
	page := m.page(1, 1)
	c.clock.Pass(26 * time.Hour)
	before := c.dump("devices", "device")
	device, err := c.gate.signedPage(t.Context(), page)
	if err != nil {
		t.Fatal(err)
	}
	b, err := c.gate.unpack(page.Batch, device, false)
	if err != nil {
		t.Fatal(err)
	}
	c.gate.commit(t.Context(), []*job{{batch: b, done: make(chan struct{})}})
	var findings []string
	if now := c.dump("devices", "device"); !slices.Equal(now, before) {
		findings = append(findings, fmt.Sprint("the kiosk counts as seen a day after it was: ", now))
	}
	proof.Control(t, "an old file taken for news of its kiosk", "TestWhatIsCarriedByHandArrivesOnce", findings...)
}
