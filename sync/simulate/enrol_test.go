package simulate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/agent"
	"dongthap.vn/sen/sync/wire"
)

// A middle is somebody on the road who has read the code over a shoulder. They
// lead two enrolments: the kiosk's, with an authority of their own, and their own
// at the center.
type middle struct {
	house  *house
	secret wire.Secret
	kiosk  wire.Enrol // what the kiosk asked
	told   wire.Offer // what it was answered
	asked  wire.Enrol // what the center was asked, with their own keys
	got    wire.Offer // what it answered
	nonce  []byte     // theirs, to which they are committed at the center
	peeks  func() []byte
	shown  string // digits on the center's page, once they have opened
}

// RoundTrip answers the kiosk.
func (m *middle) RoundTrip(req *http.Request) (*http.Response, error) {
	body := got(io.ReadAll(req.Body))
	if req.URL.Path != "/v1/enrol" {
		return response(req, m.relay(req.Method, req.URL.Path, nil, body)), nil
	}
	must(json.Unmarshal(body, &m.kiosk))
	m.enrol()
	m.told = m.got
	m.told.Authority, m.told.Nonce = []byte("the intruder's own"), make([]byte, wire.NonceSize)
	if m.peeks != nil { // planted: the kiosk's nonce is known already
		m.search(m.peeks())
	}
	m.told.Prove(m.secret, m.kiosk)
	return response(req, &reply{status: http.StatusOK, header: http.Header{"Content-Type": {"application/json"}}, body: asJSON(m.told)}), nil
}

func (m *middle) relay(method, path string, header http.Header, body []byte) *reply {
	return m.house.ask(&question{method: method, target: path, header: header, body: body})
}

// enrol leads the intruder's own enrolment up to the digits on the center's page.
func (m *middle) enrol() {
	id := got(identity.New())
	m.nonce = bytes.Repeat([]byte{9}, wire.NonceSize)
	m.asked = wire.Enrol{Locator: m.kiosk.Locator, DeviceKey: publicOf(id.DeviceKey), ReceiptKey: publicOf(id.ReceiptKey), Commitment: wire.Commit(m.nonce)}
	m.asked.Prove(m.secret)
	must(json.Unmarshal(m.relay("POST", "/v1/enrol", nil, asJSON(m.asked)).body, &m.got))
	got(m.house.fleet.Verdict(context.Background(), m.got.Device, wire.Opening{Nonce: m.nonce}))
	m.shown = got(m.house.fleet.Applicants(context.Background()))[0].Digits
}

// search looks for an offer that makes the kiosk show what the center shows. It
// needs a million tries.
func (m *middle) search(kiosk []byte) {
	for i := range 20_000_000 {
		copy(m.told.Nonce, fmt.Sprint(i))
		if wire.Digits(m.kiosk, m.told, kiosk) == m.shown {
			return
		}
	}
}

// between leads a kiosk through an intruder, and tells what an administrator who
// compares the digits would do.
func between(t *testing.T, plant func(*middle, identity.Pending)) (faults []string) {
	t.Helper()
	h := openHouse(t.Context(), filepath.Join(t.TempDir(), "center.db"), time.Now)
	defer h.stop()
	code := got(h.fleet.NewCode(t.Context(), "2", "Sảnh", "admin"))
	p := got(agent.NewPending("http://center.example", code.Text))
	m := &middle{house: h, secret: p.Secret}
	plant(m, p)
	e := agent.Resume(&http.Client{Transport: m}, p, func(identity.Pending) error { return nil })
	must(e.Ask(t.Context()))
	if !bytes.Equal(m.told.Authority, []byte("the intruder's own")) {
		t.Fatal("the kiosk was told the truth: nothing was tried")
	}
	if err := h.fleet.Approve(t.Context(), "2", e.Pending().Digits, "admin"); err == nil { // the digits on the kiosk's screen
		faults = append(faults, "the digits on both screens are "+m.shown+", and the intruder's key is let in")
	}
	return faults
}

// Somebody who knows the code is let in once in a million times; this test fails
// as often.
func TestWhoKnowsTheCodeAndStandsBetweenIsSeen(t *testing.T) {
	for _, fault := range between(t, func(*middle, identity.Pending) {}) {
		t.Error(fault)
	}
}

// Without the order of the messages the digits are worth nothing: who knows the
// kiosk's nonce before answering finds an answer that fits.
func TestControlACommitmentThatIsOpenedEarly(t *testing.T) {
	faults := between(t, func(m *middle, p identity.Pending) {
		m.peeks = func() []byte { return p.Nonce }
	})
	proof.Control(t, "a kiosk that opens its commitment before the center has named its nonce", "TestWhoKnowsTheCodeAndStandsBetweenIsSeen", faults...)
}

// Somebody who does not know the code, and has a certificate of their own, gets
// nowhere.
func TestWhoDoesNotKnowTheCodeGetsNothing(t *testing.T) {
	h := openHouse(t.Context(), filepath.Join(t.TempDir(), "center.db"), time.Now)
	defer h.stop()
	code := got(h.fleet.NewCode(t.Context(), "2", "Sảnh", "admin"))
	p := got(agent.NewPending("http://center.example", code.Text))
	kept := identity.Pending{}
	way := straight(func(q *question) *reply {
		a := h.ask(q)
		var o wire.Offer
		if json.Unmarshal(a.body, &o) == nil && o.Authority == nil {
			o.Authority = []byte("the intruder's own")
			a.body = asJSON(o)
		}
		return a
	})
	e := agent.Resume(&http.Client{Transport: way}, p, func(p identity.Pending) error { kept = p; return nil })
	if err := e.Ask(t.Context()); !errors.Is(err, agent.ErrImpostor) || kept.Offer != nil || kept.Digits != "" {
		t.Errorf("the kiosk says %v and keeps %v", err, kept)
	}
}
