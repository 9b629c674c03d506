package simulate

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	kioskstore "dongthap.vn/sen/kiosk/store"
	"dongthap.vn/sen/sync/agent"
	"dongthap.vn/sen/sync/wire"
)

// mostSeeds is how many worlds a planted fault may go unseen.
const mostSeeds = 80

// Each control plants one fault in every world, and the judge must see it, by
// the promise it breaks.
func TestControlPlantedFaultsAreSeen(t *testing.T) {
	for _, c := range []struct {
		planted string
		promise string
		plant   plant
	}{
		{"the center acknowledges before it commits", "G5", plant{serve: ackFirst}},
		{"the center counts a batch that comes again twice", "G3", plant{serve: countTwice, faults: []string{"storm"}}},
		{"the center answers revoked kiosks", "G10", plant{serve: answerAll, faults: []string{"revoke"}}},
		{"the center tells a copied kiosk no hash", "G2", plant{serve: tellNoHash, faults: []string{"copy"}}},
		{"a poison event is refused, not quarantined", "G2, G6, G7", plant{serve: refusePoison, faults: []string{"poison"}}},
		{"a row of a projection is changed", "projections", plant{serve: driftingRows}},
		{"a kiosk trusts any 200", "G5", plant{ask: trustAny, faults: []string{"storm"}}},
		{"a kiosk believes that the cursor only grows", "G2", plant{ask: onlyGrows, faults: []string{"restore"}}},
		{"a number is shown two seconds before it is stored", "G", lateCommit()},
		{"numbers begin anew after a restart", "G9", plant{start: forgetNumbers, faults: []string{"reboot"}}},
		{"a kiosk applies unsigned documents", "G10", plant{desk: trusting(kiosk.ErrBadSignature), faults: []string{"storm", "publish"}}},
		{"an exchange ends by the machine's clock", "the same day", plant{ask: func(_ *machine, way http.RoundTripper) http.RoundTripper { return hurried{way} }}},
		{"a kiosk applies older documents", "G10", plant{desk: trusting(kiosk.ErrOlder), faults: []string{"storm", "publish"}}},
	} {
		t.Run(c.planted, func(t *testing.T) {
			seed, seen := firstSeen(t, c.plant, c.promise)
			if seed == 0 {
				t.Fatalf("not seen in %d worlds", mostSeeds)
			}
			fmt.Printf("control: %s -> caught by TestAnyDayEndsWell, seed %d: %.90s\n", c.planted, seed, seen)
		})
	}
}

// firstSeen is the first seed in which the judge sees a broken promise.
func firstSeen(t *testing.T, p plant, promise string) (seed uint64, seen string) {
	for _, seed := range Seeds(1, mostSeeds) {
		r, err := Run(t.Context(), seed, Options{plant: p})
		if err != nil {
			t.Logf("seed %d could not go on: %v", seed, err)
		}
		for _, b := range r.Broken {
			if strings.HasPrefix(b, promise) {
				return seed, b
			}
		}
	}
	return 0, ""
}

// batchOf reads a batch on its way, if it is one with events.
func batchOf(method string, body []byte) (b wire.Batch, ok bool) {
	if method != http.MethodPost {
		return b, false
	}
	b, err := wire.Unpack(body)
	return b, err == nil && len(b.Events) > 0
}

func ackOf(b wire.Batch) wire.Ack {
	return wire.Ack{Device: b.Device, Epoch: b.Epoch, AckedSeq: b.Events[len(b.Events)-1].Seq}
}

func answered(ack wire.Ack) *reply {
	return &reply{status: http.StatusOK, header: http.Header{"Content-Type": {"application/json"}}, body: asJSON(ack)}
}

func ackFirst(c *center, q *question) *reply {
	b, ok := batchOf(q.method, q.body)
	if !ok {
		return c.house.ask(q)
	}
	c.w.after(time.Second, func() {
		if c.house != nil {
			c.house.ask(q)
		}
	})
	ack := ackOf(b)
	ack.Nonce, ack.ServerTime = c.house.fleet.Nonce(b.Device), c.now().UnixMilli()
	return answered(ack)
}

func countTwice(c *center, q *question) *reply {
	b, ok := batchOf(q.method, q.body)
	again := ok && b.FirstSeq <= c.held(b.Device, b.Epoch)
	a := c.house.ask(q)
	if again && a.status == http.StatusOK && b.Events[0].Kind == kiosk.KindTicketIssued {
		must(c.house.store.Write(c.w.ctx, func(t *store.Tx) error {
			ticket, err := t.Ticket(c.w.ctx, b.Events[0].ID)
			if err != nil {
				return nil
			}
			ticket.ID = uuid.NewString()
			_, err = t.AddTickets(c.w.ctx, []*store.Ticket{&ticket})
			return err
		}))
	}
	return a
}

func answerAll(c *center, q *question) *reply {
	a := c.house.ask(q)
	if b, ok := batchOf(q.method, q.body); ok && a.status == http.StatusForbidden {
		return answered(ackOf(b))
	}
	return a
}

func tellNoHash(c *center, q *question) *reply {
	a := c.house.ask(q)
	var ack wire.Ack
	if json.Unmarshal(a.body, &ack) == nil && ack.Hash != "" {
		ack.Hash = ""
		a.body = asJSON(ack)
	}
	return a
}

func refusePoison(c *center, q *question) *reply {
	b, _ := batchOf(q.method, q.body)
	for _, e := range b.Events {
		if c.w.strange[e.ID] {
			return &reply{status: http.StatusInternalServerError, header: http.Header{}}
		}
	}
	return c.house.ask(q)
}

func driftingRows(c *center, q *question) *reply {
	a := c.house.ask(q)
	if _, ok := batchOf(q.method, q.body); ok {
		must(beside(c.path(), func(db *sql.DB) error {
			_, err := db.Exec("UPDATE tickets SET lang = 'en' WHERE number = 'A1-001'")
			return err
		}))
	}
	return a
}

// A faultyRoad changes answers on the kiosk's side.
type faultyRoad struct {
	next   http.RoundTripper
	change func(wire.Batch, *wire.Ack) (changed bool)
}

func (r faultyRoad) RoundTrip(req *http.Request) (*http.Response, error) {
	var sent []byte
	if req.Method == http.MethodPost {
		sent, _ = io.ReadAll(req.Body)
		req.Body = io.NopCloser(bytes.NewReader(sent))
	}
	res, err := r.next.RoundTrip(req)
	if err != nil || res.StatusCode != http.StatusOK || !strings.HasPrefix(req.URL.Path, "/v1/sync/") {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	var ack wire.Ack
	json.Unmarshal(body, &ack)
	b, _ := batchOf(req.Method, sent)
	if r.change(b, &ack) {
		res.Header = http.Header{"Content-Type": {"application/json"}}
		body, _ = json.Marshal(ack)
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}

// A hurried kiosk gives up by the clock of the machine the simulation runs on.
type hurried struct{ next http.RoundTripper }

func (h hurried) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(req.Context(), time.Hour)
	defer cancel()
	return h.next.RoundTrip(req.WithContext(ctx))
}

func trustAny(_ *machine, next http.RoundTripper) http.RoundTripper {
	return faultyRoad{next, func(b wire.Batch, ack *wire.Ack) bool {
		if len(b.Events) == 0 || ack.Nonce != "" {
			return false
		}
		*ack = ackOf(b)
		return true
	}}
}

func onlyGrows(_ *machine, next http.RoundTripper) http.RoundTripper {
	most := int64(0)
	return faultyRoad{next, func(_ wire.Batch, ack *wire.Ack) bool {
		most = max(most, ack.AckedSeq)
		ack.AckedSeq = most
		return ack.Nonce != ""
	}}
}

// lateCommit is a kiosk whose commit takes two seconds to reach the disk, while
// the number is on the screen.
func lateCommit() plant {
	type before struct {
		at time.Duration
		files
	}
	disks := map[*machine]before{}
	return plant{
		faults: []string{"crash", "power"},
		take: func(m *machine, r kioskstore.TicketRequest) (kiosk.Ticket, error) {
			if m.w.now-disks[m].at > 2*time.Second || disks[m].main == nil {
				disks[m] = before{m.w.now, keep(m.path())}
			}
			t, _, err := m.desk.TakeTicket(m.w.ctx, r)
			return t, err
		},
		start: func(m *machine) {
			if b, ok := disks[m]; ok && m.stopped-b.at <= 2*time.Second && m.stopped >= b.at {
				b.put(m.path())
			}
			delete(disks, m)
		},
	}
}

func forgetNumbers(m *machine) {
	if read(m.path()) == nil {
		return
	}
	must(beside(m.path(), func(db *sql.DB) error {
		_, err := db.Exec("DELETE FROM counters; DELETE FROM tickets")
		return err
	}))
}

// trusting is a desk that takes documents although they were refused for a
// reason.
func trusting(reason error) func(*machine, agent.Desk) agent.Desk {
	return func(_ *machine, d agent.Desk) agent.Desk {
		return &trustingDesk{d, reason, map[string]int64{}}
	}
}

type trustingDesk struct {
	agent.Desk
	reason error
	taken  map[string]int64
}

func (d *trustingDesk) Apply(ctx context.Context, name string, envelope []byte) error {
	err := d.Desk.Apply(ctx, name, envelope)
	if !errors.Is(err, d.reason) {
		return err
	}
	var e kiosk.Envelope
	var doc kiosk.Document
	if json.Unmarshal(envelope, &e) == nil && json.Unmarshal(e.Payload, &doc) == nil {
		d.taken[name] = doc.Version
	}
	return nil
}

func (d *trustingDesk) Versions() map[string]int64 {
	all := d.Desk.Versions()
	for name, version := range d.taken {
		all[name] = version
	}
	return all
}
