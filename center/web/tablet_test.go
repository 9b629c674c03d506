package web

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"

	"dongthap.vn/sen/center/fleet/fleettest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/receipt"
	"dongthap.vn/sen/sync/wire"
)

// A tablet is a kiosk as the center knows it: keys, an epoch, a chain of
// events, and the road. It records at once and sends when told to.
type tablet struct {
	c          *center
	code       string
	booted     time.Time
	device     ed25519.PrivateKey
	receipts   ed25519.PrivateKey
	enrolled   wire.Offer
	receiptKey uint32
	epoch      string
	chain      []kiosk.Event
	sent       int
	count      map[string]int
	class      kiosk.Class // of who takes tickets
	promise    kiosk.Wait  // what they are told; zero for nothing
	documented kiosk.Keys
	outbox     int64 // what it says it still holds
	clockAhead time.Duration
	version    string           // of its program, "" for 1.0.0
	holds      map[string]int64 // versions of its documents, nil for the newest
}

// enrolTablet puts a kiosk into the lobby.
func (c *center) enrolTablet(code, place string) *tablet {
	c.t.Helper()
	k := &tablet{c: c, code: code, booted: c.clock.Now().Add(-time.Hour), epoch: hex.EncodeToString(random(8)), count: map[string]int{}}
	right, err := c.Fleet.NewCode(c.t.Context(), code, place, "test")
	must(c.t, err)
	made, verdict := fleettest.Enrol(c.t, c.Fleet, right.Text)
	k.device, k.receipts, k.enrolled, k.receiptKey = made.Key, made.Receipt, made.Offer, verdict.ReceiptKeyID
	envelope, err := c.Publisher.Envelope(c.t.Context(), kiosk.DocKeys)
	must(c.t, err)
	doc, err := kiosk.OpenDocument(k.enrolled.PublicationKey, kiosk.DocKeys, envelope.Bytes)
	must(c.t, err)
	must(c.t, json.Unmarshal(doc.Body, &k.documented))
	return k
}

// applies lets a machine ask to be let in, and wait.
func (c *center) applies(code, place string) fleettest.Kiosk {
	c.t.Helper()
	right, err := c.Fleet.NewCode(c.t.Context(), code, place, "test")
	must(c.t, err)
	k := fleettest.Ask(right.Text)
	k.Offer, err = c.Fleet.Enrol(c.t.Context(), k.Asked)
	must(c.t, err)
	_, err = c.Fleet.Verdict(c.t.Context(), code, k.Opening())
	must(c.t, err)
	return k
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func (k *tablet) uptime() time.Duration { return k.c.clock.Now().Sub(k.booted) }

// record appends an event; sealed names what of it is personal.
func (k *tablet) record(kind string, body any, sealed map[string]string) kiosk.Event {
	k.c.t.Helper()
	raw, err := json.Marshal(body)
	must(k.c.t, err)
	now := k.c.clock.Now()
	e := kiosk.Event{
		Seq: int64(len(k.chain) + 1), ID: uuid.Must(uuid.NewV7()).String(), Kind: kind, V: 1, AtWall: now, BootID: "boot",
		AtMono: k.uptime(), Body: raw, PrevHash: kiosk.Genesis(k.code, k.epoch),
	}
	if n := len(k.chain); n > 0 {
		e.PrevHash = k.chain[n-1].Hash
	}
	for purpose, text := range sealed {
		key, err := kiosk.KeyAt(k.documented.Seal, now)
		must(k.c.t, err)
		s, err := kiosk.Seal(key, purpose, e.ID, kind, text)
		must(k.c.t, err)
		e.Sealed = append(e.Sealed, s)
	}
	e.Hash = e.ChainHash()
	k.chain = append(k.chain, e)
	return e
}

// A slip is a ticket with the code on its receipt.
type slip struct {
	kiosk.TicketIssued
	id, code string
}

func (s slip) path() string { return "/R/" + s.code }

// ticket takes a number for a service, without the center.
func (k *tablet) ticket(service, procedure string) slip {
	k.c.t.Helper()
	k.count[service]++
	n, id := k.count[service], [10]byte(random(10))
	issued := kiosk.TicketIssued{
		Number: kiosk.FormatNumber(service, k.code, n), Service: service, Procedure: procedure, N: n,
		Day: kiosk.DateOf(k.c.clock.Now().In(kiosk.VietnamTime)), ReceiptID: hex.EncodeToString(id[:]), Lang: kiosk.Vietnamese, Class: k.class,
	}
	if told := k.promise; told.To > 0 {
		issued.Promised = &told
	}
	e := k.record(kiosk.KindTicketIssued, issued, nil)
	code, err := receipt.Sign(k.receipts, receipt.Receipt{
		KeyID: k.receiptKey, Site: uint16(k.enrolled.SiteID), Kind: receipt.KindTicket, Device: k.code, Seq: e.Seq,
		Number: issued.Number, Service: service, IssuedAt: e.AtWall, ID: id,
	})
	must(k.c.t, err)
	return slip{issued, e.ID, code}
}

// takes takes numbers, a minute apart, and sends them.
func (k *tablet) takes(service string, n int) (slips []slip) {
	k.c.t.Helper()
	for range n {
		slips = append(slips, k.ticket(service, ""))
		k.c.clock.Pass(time.Minute)
	}
	k.send()
	return slips
}

func (k *tablet) cancel(s slip) {
	k.record(kiosk.KindTicketCancelled, kiosk.TicketCancelled{Ticket: s.id}, nil)
}

func (k *tablet) help(screen string) string {
	return k.record(kiosk.KindHelpCalled, kiosk.HelpCalled{Screen: screen, Lang: kiosk.Vietnamese}, nil).ID
}

// says gives feedback with words and phone sealed, as a kiosk does.
func (k *tablet) says(rating int, text, phone string, reasons ...string) string {
	sealed := map[string]string{}
	if text != "" {
		sealed[kiosk.PurposeWords] = text
	}
	if phone != "" {
		sealed[kiosk.PurposePhone] = phone
	}
	return k.record(kiosk.KindFeedbackGiven, kiosk.FeedbackGiven{
		Rating: rating, Reasons: reasons, HasWords: text != "", WantsReply: phone != "", Lang: kiosk.Vietnamese,
	}, sealed).ID
}

// send carries what was not sent yet, in signed batches, through HTTP.
func (k *tablet) send() {
	k.c.t.Helper()
	b := wire.Batch{Proto: wire.Proto, Device: k.code, Epoch: k.epoch, FirstSeq: int64(k.sent + 1),
		Clock:  wire.Clock{Wall: k.c.clock.Now().Add(k.clockAhead).UnixMilli(), BootID: "boot", Mono: k.uptime().Milliseconds()},
		Status: wire.Status{Version: cmp.Or(k.version, "1.0.0"), Outbox: k.outbox, DiskFree: 61_200_000_000},
	}
	prev := kiosk.Genesis(k.code, k.epoch)
	if k.sent > 0 {
		prev = k.chain[k.sent-1].Hash
	}
	b.PrevHash = hex.EncodeToString(prev[:])
	for _, e := range k.chain[k.sent:] {
		b.Events = append(b.Events, wire.FromEvent(e))
	}
	if k.holds == nil {
		versions, err := k.c.Publisher.Versions(k.c.t.Context())
		must(k.c.t, err)
		k.holds = versions
	}
	b.Status.Docs = k.holds
	packed, err := wire.Pack(b)
	must(k.c.t, err)
	k.post(packed)
	k.sent = len(k.chain)
}

func (k *tablet) post(packed []byte) {
	k.c.t.Helper()
	if status, why := k.posts(packed); status != http.StatusOK {
		k.c.t.Fatal(fmt.Errorf("send: status %d: %s", status, why))
	}
}

// posts signs and sends, and returns what the road answers.
func (k *tablet) posts(packed []byte) (status int, body []byte) {
	k.c.t.Helper()
	path := "/v1/sync/" + k.code
	r, err := http.NewRequestWithContext(k.c.t.Context(), "POST", k.c.url+path, bytes.NewReader(packed))
	must(k.c.t, err)
	r.Header = fleettest.Signed(k.device, k.code, k.c.Fleet.Nonce(k.code), "POST", path, packed)
	r.Header.Set("Content-Type", wire.ContentType)
	w, err := http.DefaultClient.Do(r)
	must(k.c.t, err)
	defer w.Body.Close()
	body, err = io.ReadAll(w.Body)
	must(k.c.t, err)
	return w.StatusCode, body
}

// sendUntil sends the events before that of a slip: the road broke there.
func (k *tablet) sendUntil(s slip) {
	k.c.t.Helper()
	whole := k.chain
	for i, e := range whole {
		if e.ID == s.id {
			k.chain = whole[:i]
		}
	}
	k.send()
	k.chain = whole
}
