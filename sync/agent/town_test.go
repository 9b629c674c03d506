package agent

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// A town is a center in memory, with a real cursor for each epoch.
type town struct {
	t           testing.TB
	device      ed25519.PublicKey
	publication ed25519.PrivateKey

	mu       sync.Mutex
	nonce    string
	cursor   map[string]int64                // by epoch
	log      map[string]map[int64]wire.Event // by epoch and seq
	highest  map[string]int64                // by epoch: the cursor before any backup was put back
	gone     []int64                         // from batches
	sizes    []int                           // of the batches taken, in events
	status   wire.Status                     // of the last batch
	docs     map[string][]byte               // envelopes, by name
	versions map[string]int64
	asked    []string // one line for each request
	askedAt  []time.Time
	trouble  func(w http.ResponseWriter, r *http.Request, next http.Handler) // instead of the plain answer; nil for none
	touch    func(*wire.Ack)                                                 // changes an ack before it is sent
	refuse   func(wire.Batch) *wire.Refusal                                  // of batches; 413 and 400 by code
	stream   chan string                                                     // text of the hint stream
}

func newTown(t testing.TB) *town {
	_, publication, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &town{
		t: t, publication: publication, nonce: "n1", cursor: map[string]int64{}, log: map[string]map[int64]wire.Event{}, highest: map[string]int64{},
		docs: map[string][]byte{}, versions: map[string]int64{}, stream: make(chan string, 16),
	}
}

// set changes the town while it may be serving.
func (c *town) set(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

func (c *town) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	trouble := c.trouble
	if !strings.HasPrefix(r.URL.Path, "/v1/hints") {
		c.asked, c.askedAt = append(c.asked, r.Method+" "+r.URL.Path), append(c.askedAt, time.Now())
	}
	c.mu.Unlock()
	if trouble != nil {
		trouble(w, r, http.HandlerFunc(c.serve))
		return
	}
	c.serve(w, r)
}

func (c *town) serve(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, "/v1/sync/"):
		c.sync(w, r)
	case strings.HasPrefix(r.URL.Path, "/v1/doc/"):
		c.document(w, r)
	case strings.HasPrefix(r.URL.Path, "/v1/hints/"):
		c.hints(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (c *town) sync(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	signed := wire.Request{Method: r.Method, Path: r.URL.RequestURI(), Device: "2", Nonce: c.nonce, Body: body}
	switch {
	case r.Header.Get(wire.HeaderNonce) != c.nonce:
		answerJSON(w, 401, wire.Refusal{Code: wire.CodeNonce, Nonce: c.nonce})
	case !wire.Verify(c.device, signed, r.Header.Get(wire.HeaderSignature)):
		answerJSON(w, 401, wire.Refusal{Code: wire.CodeSignature})
	case r.Method == http.MethodGet:
		c.ack(w, r.URL.Query().Get("epoch"))
	default:
		c.take(w, body)
	}
}

// take commits a batch: each event once, by epoch and seq.
func (c *town) take(w http.ResponseWriter, body []byte) {
	b, err := wire.Unpack(body)
	if err != nil {
		c.t.Errorf("batch: %v", err)
		answerJSON(w, 400, wire.Refusal{Code: wire.CodeBad})
		return
	}
	c.status = b.Status
	if c.refuse != nil {
		if no := c.refuse(b); no != nil {
			answerJSON(w, map[string]int{wire.CodeBad: 400, wire.CodeTooLarge: 413, wire.CodeDevice: 403}[no.Code], *no)
			return
		}
	}
	if len(b.Events) > 0 && b.FirstSeq > c.cursor[b.Epoch]+1 {
		if b.Gone != b.FirstSeq-1 {
			answerJSON(w, 409, wire.Refusal{Code: wire.CodeGap})
			return
		}
		c.gone = append(c.gone, b.Gone)
	}
	c.commit(b)
	c.ack(w, b.Epoch)
}

func (c *town) commit(b wire.Batch) {
	if len(b.Events) > 0 {
		c.sizes = append(c.sizes, len(b.Events))
	}
	if c.log[b.Epoch] == nil {
		c.log[b.Epoch] = map[int64]wire.Event{}
	}
	prev, err := wire.ParseHash(b.PrevHash)
	if err != nil {
		c.t.Errorf("batch from %d: %v", b.FirstSeq, err)
	}
	for i, e := range b.Events {
		if e.Seq != b.FirstSeq+int64(i) {
			c.t.Errorf("event %d stands where %d belongs", e.Seq, b.FirstSeq+int64(i))
		}
		event, err := e.ToEvent(prev)
		if err != nil || !e.Withheld && event.ChainHash() != event.Hash {
			c.t.Errorf("event %d arrived changed, %v", e.Seq, err)
		}
		if known, again := c.log[b.Epoch][e.Seq]; again && known.Hash != e.Hash {
			c.t.Errorf("event %d came with two hashes", e.Seq)
		}
		c.log[b.Epoch][e.Seq] = e
		c.cursor[b.Epoch] = max(c.cursor[b.Epoch], e.Seq)
		c.highest[b.Epoch] = max(c.highest[b.Epoch], e.Seq)
		prev = event.Hash
	}
}

func (c *town) ack(w http.ResponseWriter, epoch string) {
	ack := wire.Ack{
		Server: "town", Incarnation: "1", Device: "2", Epoch: epoch, AckedSeq: c.cursor[epoch],
		ServerTime: time.Now().UnixMilli(), Nonce: c.nonce, Versions: c.versions,
	}
	if c.touch != nil {
		c.touch(&ack)
	}
	answerJSON(w, 200, ack)
}

func (c *town) document(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	name := strings.TrimPrefix(r.URL.Path, "/v1/doc/")
	etag := strconv.Quote(fmt.Sprint(c.versions[name]))
	switch {
	case c.docs[name] == nil:
		answerJSON(w, 404, wire.Refusal{Code: wire.CodeBad})
	case r.Header.Get("If-None-Match") == etag:
		w.WriteHeader(http.StatusNotModified)
	default:
		w.Header().Set("ETag", etag)
		w.Header().Set("Content-Type", "application/json")
		w.Write(c.docs[name])
	}
}

func (c *town) hints(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	beat := time.NewTicker(15 * time.Second)
	defer beat.Stop()
	for text := ": welcome\n\n"; ; {
		io.WriteString(w, text)
		if control.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-beat.C:
			text = ": still here\n\n"
		case text = <-c.stream:
		}
	}
}

// publish puts up a document; its body only says which version it is.
func (c *town) publish(name string, version int64) []byte {
	c.t.Helper()
	body := json.RawMessage(fmt.Sprintf(`{"edition":%d}`, version))
	envelope, err := kiosk.SignDocument(c.publication, kiosk.Document{Name: name, Version: version, Body: body})
	if err != nil {
		c.t.Fatal(err)
	}
	c.set(func() { c.docs[name], c.versions[name] = envelope, version })
	return envelope
}

// requests counts the requests that begin with prefix.
func (c *town) requests(prefix string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, line := range c.asked {
		if strings.HasPrefix(line, prefix) {
			n++
		}
	}
	return n
}

// holds is how far the town has an epoch's events.
func (c *town) holds(epoch string) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cursor[epoch]
}

// most is how far the town ever had an epoch's events.
func (c *town) most(epoch string) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.highest[epoch]
}

func answerJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

func hexHash(h kiosk.Hash) string { return hex.EncodeToString(h[:]) }
