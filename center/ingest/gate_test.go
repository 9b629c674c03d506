package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"dongthap.vn/sen/center/fleet/fleettest"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

func TestEveryByteOfARequestIsSigned(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	c.enrolled("3")
	m.ticket("B")
	m.where() // fetches a nonce
	body, err := wire.Pack(m.batch(1, 1))
	if err != nil {
		t.Fatal(err)
	}
	const target = "/v1/sync/2"
	signature := wire.Sign(m.key, wire.Request{Method: "POST", Path: target, Device: "2", Nonce: m.nonce, Body: body})
	send := func(target, nonce, signature string, body []byte) int {
		header := http.Header{wire.HeaderNonce: {nonce}, wire.HeaderSignature: {signature}, "Content-Type": {wire.ContentType}}
		return c.ask("POST", target, header, body).status
	}
	refused := func(what string, status int) {
		t.Helper()
		if status != http.StatusUnauthorized {
			t.Errorf("%s: answered %d, want 401", what, status)
		}
	}
	for i := range body {
		changed := bytes.Clone(body)
		changed[i] ^= 1 << (i % 8)
		refused(fmt.Sprintf("body byte %d", i), send(target, m.nonce, signature, changed))
	}
	for i := range signature {
		refused(fmt.Sprintf("signature byte %d", i), send(target, m.nonce, flip(signature, i), body))
	}
	for i := range m.nonce {
		refused(fmt.Sprintf("nonce byte %d", i), send(target, flip(m.nonce, i), signature, body))
	}
	for i := 1; i < len(target); i++ { // a path may lead nowhere, or to another device or way of asking: never to an answer
		if status := send(flip(target, i), m.nonce, signature, body); status < 400 || status >= 500 {
			t.Errorf("path byte %d: answered %d", i, status)
		}
	}
	refused("a byte more", send(target, m.nonce, signature, append(bytes.Clone(body), 0)))
	refused("a byte less", send(target, m.nonce, signature, body[:len(body)-1]))
	refused("another device's path", send("/v1/sync/3", m.nonce, signature, body))
	refused("a query", send(target+"?x=1", m.nonce, signature, body))
	refused("no signature", send(target, m.nonce, "", body))
	refused("no nonce", send(target, "", signature, body))
	if c.count("events") != 0 {
		t.Fatal("something was stored")
	}
	told := c.refusals()
	for want, least := range map[string]int64{
		"signature 2": int64(len(body) + len(signature) + 4), "signature 3": 0, "nonce 2": int64(len(m.nonce)), "nonce 3": 1,
	} {
		if told[want] < least || !slices.Contains(c.audit(), "road refused."+strings.Split(want, " ")[0]+" device:"+strings.Split(want, " ")[1]) && least > 0 {
			t.Errorf("%s is told %d times, not %d: %v", want, told[want], least, told)
		}
	}
	if status := send(target, m.nonce, signature, body); status != http.StatusOK {
		t.Errorf("the request as it was signed: %d", status)
	}
}

// flip changes one character for another of the alphabet.
func flip(s string, i int) string {
	c := byte('A')
	if s[i] == 'A' {
		c = 'B'
	}
	return s[:i] + string(c) + s[i+1:]
}

func TestUnknownAndRevokedDevicesAreRefused(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	m.ticket("B")
	m.sendAll()
	if err := c.fleet.Revoke(t.Context(), "2", "admin"); err != nil {
		t.Fatal(err)
	}
	m.ticket("B")
	a := m.send(2, 2)
	if a.status != http.StatusForbidden || a.refusal.Code != wire.CodeDevice {
		t.Errorf("a revoked device is answered %+v", a)
	}
	if c.count("events") != 1 {
		t.Error("something of a revoked device was stored")
	}
	stranger := *m
	stranger.code = "9"
	if b := stranger.where(); b.status != a.status || b.refusal != a.refusal {
		t.Errorf("an unknown device is told more than a revoked one: %+v", b)
	}
	again := c.enrolled("2") // new keys: the old ones are of no use
	again.epoch, again.events, again.count = m.epoch, m.events, m.count
	if a := again.send(2, 2); a.ack.AckedSeq != 2 {
		t.Errorf("after a new enrolment: %+v", a)
	}
	if a := m.send(2, 2); a.status != http.StatusUnauthorized {
		t.Errorf("the old key is answered %+v", a)
	}
}

func TestRecordedBatchIsReplayed(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	m.ticket("B")
	m.where()
	body, _ := wire.Pack(m.batch(1, 1))
	if a := m.try("POST", "/v1/sync/2", body); a.status != http.StatusOK {
		t.Fatalf("first time: %+v", a)
	}
	if a := m.try("POST", "/v1/sync/2", body); a.status != http.StatusOK || c.count("tickets") != 1 {
		t.Errorf("at once: %+v, %d tickets", a, c.count("tickets"))
	}
	c.clock.Pass(11 * time.Minute)
	a := m.try("POST", "/v1/sync/2", body)
	if a.status != http.StatusUnauthorized || a.refusal.Code != wire.CodeNonce || a.refusal.Nonce == "" {
		t.Errorf("eleven minutes later: %+v", a)
	}
}

func TestBatchesOverTheirCapsAreRefusedInLittleMemory(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	encoder, _ := zstd.NewWriter(nil)
	bomb := encoder.EncodeAll(make([]byte, 256<<20), nil)
	if len(bomb) > wire.MaxPacked {
		t.Fatalf("the bomb has %d bytes and would be refused for its size alone", len(bomb))
	}
	if a := m.postBytes(bomb); a.status != http.StatusRequestEntityTooLarge || a.refusal.Code != wire.CodeTooLarge {
		t.Errorf("bomb: %+v", a)
	}
	if a := m.postBytes(make([]byte, wire.MaxPacked+1)); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("large body: %+v", a)
	}
	if a := m.postBytes([]byte("not zstd")); a.status != http.StatusBadRequest || a.refusal.Code != wire.CodeBad {
		t.Errorf("no zstd: %+v", a)
	}
	if a := m.postBytes(encoder.EncodeAll([]byte("<html>"), nil)); a.status != http.StatusBadRequest {
		t.Errorf("no JSON: %+v", a)
	}
}

func TestHeartbeatTellsHowAKioskIs(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	m.ticket("B")
	m.sendAll()
	b := m.batch(2, 1)
	b.Status.Outbox, b.Clock.Wall = 3, monday.Add(90*time.Second).UnixMilli()
	if a := m.post(b); a.status != http.StatusOK || a.ack.AckedSeq != 1 {
		t.Fatalf("heartbeat: %+v", a)
	}
	devices, _ := c.fleet.Devices(t.Context())
	if s := devices[0].Status; s.Outbox != 3 || s.ClockOffset != 90*time.Second {
		t.Errorf("status %+v", s)
	}
}

func TestTooManyBatchesAreToldToComeLater(t *testing.T) {
	c := newCenter(t)
	c.gate.jobs = make(chan *job, 1) // and no writer takes from it
	m := c.enrolled("2")
	m.ticket("B")
	body, _ := wire.Pack(m.batch(1, 1))
	m.where()
	waiting, leave := context.WithCancel(t.Context())
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		c.gate.submit(waiting, batch{})
	}()
	for len(c.gate.jobs) == 0 {
		select {
		case <-t.Context().Done():
			t.Fatal("the batch never waited")
		case <-time.After(time.Millisecond):
		}
	}
	a := m.try("POST", "/v1/sync/2", body)
	if a.status != http.StatusTooManyRequests || a.refusal.Code != wire.CodeBusy || a.header.Get("Retry-After") != "1" {
		t.Errorf("answer %+v", a)
	}
	leave()
	<-gone
}

func TestTroubleOfTheCenterIsToldAsBusy(t *testing.T) {
	full := refuse(fmt.Errorf("commit: %w", kiosk.ErrDiskFull))
	if full.status != http.StatusServiceUnavailable || full.code != wire.CodeBusy || full.later < 10*time.Second {
		t.Errorf("a full disk is told as %+v", full)
	}
	locked := refuse(fmt.Errorf("begin: %w", store.ErrBusy))
	if locked.status != http.StatusServiceUnavailable || locked.later != time.Second {
		t.Errorf("a locked database is told as %+v", locked)
	}
	odd := refuse(errors.New("something else"))
	if odd.status != http.StatusServiceUnavailable || odd.code != wire.CodeBusy {
		t.Errorf("the unexpected is told as %+v", odd)
	}
}

func TestCenterStopsWhileBatchesWait(t *testing.T) {
	c := newCenter(t)
	m := c.enrolled("2")
	m.ticket("B")
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := c.gate.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if a := m.send(1, 1); a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
		t.Errorf("answer %+v", a)
	}
}

func TestManyKiosksSendAtOnce(t *testing.T) {
	c := openCenter(t)
	machines := make([]*machine, 12)
	for i := range machines {
		machines[i] = c.enrolled(fmt.Sprint(i + 1))
		for range 40 {
			machines[i].ticket("B")
		}
	}
	var all sync.WaitGroup
	for _, m := range machines {
		for _, part := range [][2]int64{{1, 40}, {1, 20}} { // the two race
			sender := *m
			all.Go(func() {
				if a := sender.send(part[0], part[1]); a.status != http.StatusOK {
					t.Errorf("answer %+v", a)
				}
			})
		}
	}
	all.Wait()
	if n := c.count("tickets"); n != 12*40 {
		t.Errorf("%d tickets, want %d", n, 12*40)
	}
	c.sound()
}

func TestDocumentsAreSignedAndKnownByTheirVersion(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	for _, name := range kiosk.DocumentNames {
		w := c.request("GET", "/v1/doc/"+name, nil, nil)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", name, w.Code)
		}
		d, err := kiosk.OpenDocument(c.docs.PublicationKey(), name, w.Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		tag := w.Header().Get("ETag")
		if tag != fmt.Sprintf("%q", fmt.Sprint(d.Version)) {
			t.Errorf("%s: version %d has the tag %s", name, d.Version, tag)
		}
		if code, body := c.do("GET", "/v1/doc/"+name, http.Header{"If-None-Match": {tag}}, nil); code != http.StatusNotModified || len(body) != 0 {
			t.Errorf("%s: who has it is answered %d with %d bytes", name, code, len(body))
		}
	}
	before := c.request("GET", "/v1/doc/queue", nil, nil).Header().Get("ETag")
	m.ticket("B")
	m.sendAll()
	w := c.request("GET", "/v1/doc/queue", http.Header{"If-None-Match": {before}}, nil)
	if w.Code != http.StatusOK {
		t.Fatalf("after a ticket: %d", w.Code)
	}
	d, _ := kiosk.OpenDocument(c.docs.PublicationKey(), "queue", w.Body.Bytes())
	lines, err := kiosk.ParseQueue(d.Body)
	if err != nil || lines.Line("B").Waiting != 1 {
		t.Errorf("the queue is %s", d.Body)
	}
	for _, name := range []string{"meta", "..%2fkeys", "update"} {
		if code, _ := c.do("GET", "/v1/doc/"+name, nil, nil); code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", name, code)
		}
	}
}

func TestHintsTellOfANewQueue(t *testing.T) {
	c := openCenter(t)
	c.gate.heartbeat = time.Millisecond
	m := c.enrolled("2")
	server := httptest.NewServer(c.gate)
	defer server.Close()
	ctx, leave := context.WithTimeout(t.Context(), 30*time.Second)
	defer leave()
	response := m.listen(ctx, server)
	defer response.Body.Close()
	if kind := response.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Fatalf("content type %s", kind)
	}
	lines := bufio.NewScanner(response.Body)
	first := map[string]int64{}
	for len(first) < len(kiosk.DocumentNames) {
		h := nextHint(t, lines)
		first[h.Doc] = h.Version
	}
	m.ticket("B")
	m.sendAll()
	if h := nextHint(t, lines); h.Doc != kiosk.DocQueue || h.Version <= first[kiosk.DocQueue] {
		t.Errorf("hint %+v after version %d", h, first[kiosk.DocQueue])
	}
	for lines.Scan() && !strings.HasPrefix(lines.Text(), ":") { // a heartbeat comes too
	}
	if lines.Err() != nil {
		t.Error(lines.Err())
	}
}

// listen opens the device's stream of hints.
func (m *machine) listen(ctx context.Context, server *httptest.Server) *http.Response {
	m.center.t.Helper()
	path := "/v1/hints/" + m.code
	r, _ := http.NewRequestWithContext(ctx, "GET", server.URL+path, nil)
	r.Header = fleettest.Signed(m.key, m.code, m.center.fleet.Nonce(m.code), "GET", path, nil)
	response, err := server.Client().Do(r)
	if err != nil {
		m.center.t.Fatal(err)
	}
	return response
}

func nextHint(t *testing.T, lines *bufio.Scanner) (h wire.Hint) {
	t.Helper()
	for lines.Scan() {
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			if err := json.Unmarshal([]byte(data), &h); err != nil {
				t.Fatal(err)
			}
			return h
		}
	}
	t.Fatal("the stream ended: ", lines.Err())
	return h
}

func TestEnrolmentIsRefusedInOneWay(t *testing.T) {
	c := openCenter(t)
	wrong := c.ask("POST", "/v1/enrol", nil, marshal(fleettest.Ask("8W3K-0QZ7-4MJXT").Asked))
	short := c.ask("POST", "/v1/enrol", nil, marshal(wire.Enrol{Locator: "1"}))
	if wrong.status != http.StatusForbidden || wrong.refusal.Code != "enrol" || short.status != wrong.status || short.refusal != wrong.refusal {
		t.Errorf("answers %+v and %+v", wrong, short)
	}
	for name, body := range map[string]io.Reader{"no JSON": strings.NewReader("<html>"), "too long": bytes.NewReader(make([]byte, 1<<20))} {
		raw, _ := io.ReadAll(body)
		if a := c.ask("POST", "/v1/enrol", nil, raw); a.status != http.StatusBadRequest {
			t.Errorf("%s: %+v", name, a)
		}
	}
}
