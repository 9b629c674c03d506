package ingest

import (
	"bufio"
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/center/fleet/fleettest"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/wire"
)

// refusals are how often somebody was refused, by "reason device".
func (c *center) refusals() map[string]int64 {
	c.t.Helper()
	all, err := c.fleet.Refusals(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	told := map[string]int64{}
	for _, r := range all {
		told[strings.TrimSpace(r.Reason+" "+r.Device)] += r.Times
	}
	return told
}

// audit lists the lines of the audit log as "actor action subject".
func (c *center) audit() (lines []string) {
	c.read(func(t *store.Tx) error {
		all, err := t.AuditAfter(c.t.Context(), 0, 10_000)
		for _, e := range all {
			lines = append(lines, e.Actor+" "+e.Action+" "+e.Subject)
		}
		return err
	})
	return lines
}

// Whoever is refused leaves a line in the audit log and a count, and nothing
// else; who asks learns no more than that it is refused.
func TestWhoeverIsRefusedIsToldOf(t *testing.T) {
	c, elsewhere := openCenter(t), newCenter(t)
	m, gone, away := c.enrolled("2"), c.enrolled("3"), elsewhere.enrolled("2")
	if err := c.fleet.Revoke(t.Context(), "3", "admin"); err != nil {
		t.Fatal(err)
	}
	m.ticket("B")
	m.where()
	body, err := wire.Pack(m.batch(1, 1))
	if err != nil {
		t.Fatal(err)
	}
	post := func(as *machine, target string, nonce string, sent []byte) answer {
		signature := wire.Sign(as.key, wire.Request{Method: "POST", Path: target, Device: target[len("/v1/sync/"):], Nonce: nonce, Body: body})
		return c.ask("POST", target, http.Header{wire.HeaderNonce: {nonce}, wire.HeaderSignature: {signature}, "Content-Type": {wire.ContentType}}, sent)
	}
	for _, r := range []struct {
		who    string
		do     func() answer
		status int
		code   string
		told   string // reason and device
	}{
		{"an unknown device", func() answer { return post(m, "/v1/sync/77", c.fleet.Nonce("77"), body) }, 403, wire.CodeDevice, "unknown"},
		{"a path that is no device", func() answer { return post(m, "/v1/sync/%00", c.fleet.Nonce("2"), body) }, 403, wire.CodeDevice, "unknown"},
		{"a revoked device", func() answer { return post(gone, "/v1/sync/3", c.fleet.Nonce("3"), body) }, 403, wire.CodeDevice, "revoked 3"},
		{"a device of another site", func() answer { return post(away, "/v1/sync/2", c.fleet.Nonce("2"), body) }, 401, wire.CodeSignature, "signature 2"},
		{"a device in another's name", func() answer { return post(gone, "/v1/sync/2", c.fleet.Nonce("2"), body) }, 401, wire.CodeSignature, "signature 2"},
		{"a changed batch", func() answer { return post(m, "/v1/sync/2", m.nonce, append(slices.Clone(body), 0)) }, 401, wire.CodeSignature, "signature 2"},
		{"another site's nonce", func() answer { return post(m, "/v1/sync/2", elsewhere.fleet.Nonce("2"), body) }, 401, wire.CodeNonce, "nonce 2"},
		{"a wrong code", func() answer { return c.ask("POST", "/v1/enrol", nil, marshal(fleettest.Ask("8W3K-0QZ7-4MJXT").Asked)) }, 403, wire.CodeEnrol, "code"},
	} {
		before := c.refusals()
		if a := r.do(); a.status != r.status || a.refusal.Code != r.code {
			t.Errorf("%s: answered %+v", r.who, a)
		}
		after := c.refusals()
		if after[r.told] != before[r.told]+1 {
			t.Errorf("%s: told %v, and before %v", r.who, after, before)
		}
		reason, device, known := strings.Cut(r.told, " ")
		line := "road refused." + reason + " road"
		if known {
			line = "road refused." + reason + " device:" + device
		}
		if !slices.Contains(c.audit(), line) {
			t.Errorf("%s: the audit log does not tell %q: %q", r.who, line, c.audit())
		}
	}
	c.clock.Pass(11 * time.Minute) // what was recorded is tried again
	if a := post(m, "/v1/sync/2", m.nonce, body); a.status != 401 || a.refusal.Code != wire.CodeNonce {
		t.Errorf("a replay is answered %+v", a)
	}
	if told := c.refusals(); told["nonce 2"] != 2 {
		t.Errorf("a replay is told as %v", told)
	}
	if c.count("events") != 0 || c.count("quarantine") != 0 || c.count("cursors") != 0 {
		t.Error("something was stored")
	}
	before := c.refusals()
	m.nonce = "" // a kiosk lets go of one that has grown old
	if a := m.send(1, 1); a.status != http.StatusOK {
		t.Errorf("the kiosk itself: %+v", a)
	}
	if after := c.refusals(); len(after) != len(before) || after["nonce 2"] != before["nonce 2"] {
		t.Errorf("the kiosk itself counts as refused: %v, before %v", after, before)
	}
}

// Whoever guesses codes, or sends anything else, for as long as they like, costs
// the center a count: one row and one line of the audit log a day.
func TestAFloodOfGuessesIsBounded(t *testing.T) {
	c := openCenter(t)
	code, err := c.fleet.NewCode(t.Context(), "2", "Sảnh", "admin")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(c.gate)
	defer server.Close()
	right := fleettest.Ask(code.Text)
	times, lines := proof.Times(10_000, 100_000), c.count("audit")
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			k := right
			for i := range times / 50 {
				k.Asked.Prove(wire.Secret("not the secret"))
				if i%2 == 0 {
					k.Asked.Locator = wire.CodeAlphabet[i%32:i%32+1] + "00"
				} else {
					k.Asked.Locator = right.Asked.Locator
				}
				r, err := server.Client().Post(server.URL+"/v1/enrol", "application/json", strings.NewReader(string(marshal(k.Asked))))
				if err != nil {
					t.Error(err)
					return
				}
				r.Body.Close()
				if r.StatusCode != http.StatusForbidden {
					t.Errorf("a guess is answered %d", r.StatusCode)
					return
				}
			}
		})
	}
	all.Wait()
	told := c.refusals()
	if sum := told["code"] + told["code 2"]; sum != int64(times) {
		t.Errorf("%d of %d guesses are counted: %v", sum, times, told)
	}
	if rows, grown := c.count("refusals"), c.count("audit")-lines; rows > 2 || grown > 2 || c.count("enrolments") != 1 {
		t.Errorf("%d rows and %d lines of the audit log, %d enrolments", rows, grown, c.count("enrolments"))
	}
	if a := c.ask("POST", "/v1/enrol", nil, marshal(right.Asked)); a.status != http.StatusForbidden {
		t.Errorf("the right code after all that: %+v", a)
	}
}

// ended tells what is wrong with a stream whose device is revoked meanwhile.
func (c *center) ended(m *machine, revoke func()) (faults []string) {
	c.t.Helper()
	server := httptest.NewServer(c.gate)
	defer server.Close()
	ctx, leave := context.WithTimeout(c.t.Context(), proof.Patience)
	defer leave()
	stream := m.listen(ctx, server)
	defer stream.Body.Close()
	if stream.StatusCode != http.StatusOK {
		c.t.Fatalf("the stream is answered %d", stream.StatusCode)
	}
	lines := bufio.NewScanner(stream.Body)
	lines.Scan() // it has begun
	revoke()
	for beats := 0; lines.Scan(); {
		if strings.HasPrefix(lines.Text(), ":") {
			if beats++; beats > 100 { // far more than it may take
				return []string{"a revoked device still hears"}
			}
		}
	}
	again := m.listen(ctx, server)
	defer again.Body.Close()
	if again.StatusCode != http.StatusForbidden {
		faults = append(faults, "a revoked device may listen again")
	}
	return faults
}

func TestARevokedDeviceHearsNothingMore(t *testing.T) {
	c := openCenter(t)
	m, other := c.enrolled("2"), c.enrolled("3")
	for _, fault := range c.ended(m, func() {
		if err := c.fleet.Revoke(t.Context(), "2", "admin"); err != nil {
			t.Fatal(err)
		}
	}) {
		t.Error(fault)
	}
	if a := other.where(); a.status != http.StatusOK {
		t.Errorf("another kiosk is answered %+v", a)
	}
}

// A command in another process tells a center on SQLite nothing; the next
// heartbeat of the stream finds out.
func TestADeviceRevokedByACommandHearsNothingMore(t *testing.T) {
	c := openCenter(t)
	c.gate.heartbeat = time.Millisecond
	m := c.enrolled("2")
	for _, fault := range c.ended(m, func() {
		c.sql(func(db *sql.DB) error {
			_, err := db.Exec("UPDATE devices SET revoked_at = 1 WHERE device = '2'")
			return err
		})
	}) {
		t.Error(fault)
	}
}

func TestControlAStreamThatOutlivesItsDevice(t *testing.T) {
	c := openCenter(t)
	c.gate.heartbeat = time.Millisecond
	c.gate.still = func(context.Context, store.Device) bool { return true }
	m := c.enrolled("2")
	faults := c.ended(m, func() {
		if err := c.fleet.Revoke(t.Context(), "2", "admin"); err != nil {
			t.Fatal(err)
		}
	})
	proof.Control(t, "a stream of hints that is not ended with its device's approval", "TestARevokedDeviceHearsNothingMore", faults...)
}
