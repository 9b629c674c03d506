package store_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"dongthap.vn/sen/assets/calendar"
	"dongthap.vn/sen/assets/site"
	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/center/fleet/fleettest"
	"dongthap.vn/sen/center/ingest"
	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
	kioskstore "dongthap.vn/sen/kiosk/store"
	"dongthap.vn/sen/sync/wire"
)

// A town is a center with its gate, its data on a disk that fails.
type town struct {
	t     testing.TB
	store *store.Store
	fleet *fleet.Fleet
	gate  *ingest.Gate
	stop  context.CancelFunc
	ended chan struct{}
}

const catalogue = `{"version":1,"checked_on":"2026-11-01","source":"test","procedures":[]}`

func openTown(t testing.TB, dir string) *town {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(dir, "center.db"))
	if err != nil {
		t.Fatal(err)
	}
	c := &town{t: t, store: s, ended: make(chan struct{})}
	silent := slog.New(slog.DiscardHandler)
	lines := queue.New(queue.Config{Store: s, Now: time.Now, Log: silent})
	keys, err := publish.OpenVault(t.Context(), s, filepath.Join(dir, "keys"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	docs := publish.New(publish.Config{Store: s, Vault: keys, Queue: lines.Snapshot, Now: time.Now, Log: silent})
	if err := docs.Start(t.Context(), publish.Seed{Site: site.Example, Catalogue: []byte(catalogue), Calendar: calendar.Holidays}); err != nil {
		t.Fatal(err)
	}
	c.fleet = fleet.New(fleet.Config{Store: s, Keys: docs.PublishKeys, Now: time.Now})
	c.gate = ingest.New(ingest.Config{Store: s, Publisher: docs, Fleet: c.fleet, Now: time.Now, Log: silent})
	ctx, stop := context.WithCancel(t.Context())
	c.stop = stop
	go func() {
		defer close(c.ended)
		c.gate.Run(ctx)
	}()
	return c
}

func (c *town) close() error {
	c.stop()
	<-c.ended
	return c.store.Close()
}

// A machine is a kiosk with its own sound disk.
type machine struct {
	t     testing.TB
	code  string
	key   ed25519.PrivateKey
	store *kioskstore.Store
	nonce string
	acked int64         // what the center has acknowledged
	last  time.Duration // when, by proof.SinceBoot
}

// enrol makes a kiosk known to the center.
func (c *town) enrol(code string) *machine {
	c.t.Helper()
	right, err := c.fleet.NewCode(c.t.Context(), code, "Sảnh", "admin")
	if err != nil {
		c.t.Fatal(err)
	}
	enrolled, _ := fleettest.Enrol(c.t, c.fleet, right.Text)
	s, err := kioskstore.Open(c.t.Context(), kioskstore.Options{Path: filepath.Join(c.t.TempDir(), "kiosk.db"), Device: code, Now: time.Now,
		Boot: kioskstore.Boot{ID: "boot-" + code, Since: proof.SinceBoot}})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { s.Close() })
	return &machine{t: c.t, code: code, key: enrolled.Key, store: s}
}

// tickets gives n of them.
func (m *machine) tickets(n int) {
	m.t.Helper()
	for i := range n {
		if _, err := m.store.IssueTicket(m.t.Context(), kioskstore.TicketRequest{Service: "ABC"[i%3 : i%3+1], Lang: kiosk.Vietnamese}); err != nil {
			m.t.Error(err)
		}
	}
}

// batch packs what the center has not acknowledged.
func (m *machine) batch() []byte {
	m.t.Helper()
	events, err := m.store.Outbox(m.t.Context(), m.acked, 200)
	if err != nil || len(events) == 0 {
		m.t.Errorf("nothing to send: %v", err)
		return nil
	}
	b := wire.Batch{Proto: wire.Proto, Device: m.code, Epoch: m.store.Epoch(), FirstSeq: events[0].Seq, PrevHash: hex.EncodeToString(events[0].PrevHash[:]),
		Clock:  wire.Clock{Wall: time.Now().UnixMilli(), BootID: "boot-" + m.code, Mono: proof.SinceBoot().Milliseconds()},
		Status: wire.Status{Version: "1.0"}}
	for _, e := range events {
		b.Events = append(b.Events, wire.FromEvent(e))
	}
	packed, err := wire.Pack(b)
	if err != nil {
		m.t.Error(err)
	}
	return packed
}

// send sends a batch; anything but an acknowledgement is an error.
func (m *machine) send(url string) (retryAfter string, err error) {
	packed := m.batch()
	answer, body, err := m.post(url, packed)
	if err == nil && answer.StatusCode == http.StatusUnauthorized {
		var no wire.Refusal
		_ = json.Unmarshal(body, &no)
		m.nonce = no.Nonce
		answer, body, err = m.post(url, packed)
	}
	if err != nil {
		return "", err
	}
	if answer.StatusCode != http.StatusOK {
		return answer.Header.Get("Retry-After"), fmt.Errorf("%d %s", answer.StatusCode, body)
	}
	var ack wire.Ack
	if err := json.Unmarshal(body, &ack); err != nil {
		return "", err
	}
	m.last, m.nonce, m.acked = proof.SinceBoot(), ack.Nonce, ack.AckedSeq
	return "", nil
}

func (m *machine) post(url string, packed []byte) (*http.Response, []byte, error) {
	target := "/v1/sync/" + m.code
	r, err := http.NewRequest("POST", url+target, bytes.NewReader(packed))
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set(wire.HeaderNonce, m.nonce)
	r.Header.Set(wire.HeaderSignature, wire.Sign(m.key, wire.Request{Method: "POST", Path: target, Device: m.code, Nonce: m.nonce, Body: packed}))
	r.Header.Set("Content-Type", wire.ContentType)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer, body, err
}

// missing compares what the center acknowledged to a kiosk with what it holds.
func (c *town) missing(m *machine, acked int64) (faults []string) {
	c.t.Helper()
	var held []store.Event
	err := c.store.Read(c.t.Context(), func(tx *store.Tx) (err error) {
		held, err = tx.EpochEvents(c.t.Context(), m.code, m.store.Epoch(), 0, 1<<20)
		return err
	})
	if err != nil {
		return []string{err.Error()}
	}
	own, err := m.store.Outbox(c.t.Context(), 0, 1<<20)
	if err != nil {
		return []string{err.Error()}
	}
	for i, e := range own[:acked] {
		if i >= len(held) || held[i].Seq != e.Seq || held[i].Hash != e.Hash {
			faults = append(faults, fmt.Sprintf("event %d of kiosk %s was acknowledged and is missing", e.Seq, m.code))
		}
	}
	m.acked = int64(len(held)) // the center's word is the truth
	return faults
}

// flaws is what the center's own check finds.
func (c *town) flaws() (faults []string) {
	c.t.Helper()
	list, err := ingest.Verify(c.t.Context(), c.store)
	if err != nil {
		return []string{err.Error()}
	}
	for _, f := range list {
		faults = append(faults, f.String())
	}
	return faults
}
