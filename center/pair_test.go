package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"dongthap.vn/sen/center/fleet/fleettest"
	"dongthap.vn/sen/center/ingest"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// asCommand makes this test binary run as sen-center: a process that can be
// killed like one.
const asCommand = "SEN_TEST_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
		os.Exit(0)
	}
	storetest.Main(m, store.Migrate)
}

// A process is a center of its own.
type process struct {
	base string
	out  *screen
	cmd  *exec.Cmd
}

func command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asCommand+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

// runs starts a center on a database and waits until it answers.
func runs(t *testing.T, dsn string, more ...string) *process {
	t.Helper()
	p := starts(t, dsn, more...)
	p.out.find(t, `(lobby board)`)
	return p
}

func starts(t *testing.T, dsn string, more ...string) *process {
	t.Helper()
	at, out := freeAddress(t), newScreen()
	p := &process{base: "http://" + at, out: out, cmd: command(append([]string{"serve", "--db", dsn, "--keys", keysOf(t, dsn), "--listen", at, "--public-url", "http://sen.example.vn"}, more...)...)}
	p.cmd.Stdout, p.cmd.Stderr = out, out
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	return p
}

// keysOf is the key folder all centers of one database share on this machine.
func keysOf(t *testing.T, dsn string) string {
	dir, _ := keyFolders.LoadOrStore(dsn, t.TempDir())
	return dir.(string)
}

var keyFolders sync.Map

// freeAddress is a port nobody listens on just now.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// kill ends the process as a power cut would: it gets no chance to say goodbye.
func (p *process) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// A tablet is a kiosk that talks to whichever center answers.
type tablet struct {
	code   string
	key    ed25519.PrivateKey
	made   fleettest.Kiosk
	epoch  string
	booted time.Time
	events []kiosk.Event
	acked  int64
	client *http.Client
}

func enrolled(t testing.TB, dsn, base, code string) *tablet {
	t.Helper()
	return enrolledAt(t, place{db: dsn}, base, code)
}

func enrolledAt(t testing.TB, at place, base, code string) *tablet {
	t.Helper()
	right, err := says(t, "", append([]string{"enrol", "--device", code}, at.flags()...)...)
	if err != nil {
		t.Fatal(err)
	}
	k := fleettest.EnrolOver(t, right, posts(t, base), func(device, digits string) {
		if _, err := says(t, "", append([]string{"approve", "--device", device, "--digits", digits}, at.flags()...)...); err != nil {
			t.Fatal(err)
		}
	})
	return &tablet{code: code, key: k.Key, made: k, epoch: randomHex(8), booted: time.Now().Add(-time.Hour), client: &http.Client{Timeout: 20 * time.Second}}
}

// hints are the path and headers of the device's stream of hints.
func (k *tablet) hints(t testing.TB, base string) (path string, header http.Header) {
	t.Helper()
	path = "/v1/hints/" + k.code
	w, err := http.Get(base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	var no wire.Refusal
	if err := json.NewDecoder(w.Body).Decode(&no); err != nil || no.Nonce == "" {
		t.Fatalf("no nonce is given: %d, %v", w.StatusCode, err)
	}
	return path, fleettest.Signed(k.key, k.code, no.Nonce, "GET", path, nil)
}

// posts posts to a running center.
func posts(t testing.TB, base string) fleettest.Post {
	return func(path string, header http.Header, body []byte) (int, []byte) {
		t.Helper()
		r, err := http.NewRequest("POST", base+path, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if header != nil {
			r.Header = header
		}
		w, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Body.Close()
		answer, err := io.ReadAll(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		return w.StatusCode, answer
	}
}

func randomHex(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// takes records a ticket for land matters.
func (k *tablet) takes() {
	n, now := len(k.events)+1, time.Now()
	body, _ := json.Marshal(kiosk.TicketIssued{Number: kiosk.FormatNumber("B", k.code, n), Service: "B", N: n, ReceiptID: randomHex(10),
		Day: kiosk.DateOf(now.In(kiosk.VietnamTime)), Lang: kiosk.Vietnamese})
	e := kiosk.Event{Seq: int64(n), ID: uuid.Must(uuid.NewV7()).String(), Kind: kiosk.KindTicketIssued, V: 1, AtWall: now.Truncate(time.Millisecond),
		BootID: "boot", AtMono: now.Sub(k.booted).Truncate(time.Millisecond), Body: body, PrevHash: k.hashAt(int64(n) - 1)}
	e.Hash = e.ChainHash()
	k.events = append(k.events, e)
}

func (k *tablet) hashAt(seq int64) kiosk.Hash {
	if seq == 0 {
		return kiosk.Genesis(k.code, k.epoch)
	}
	return k.events[seq-1].Hash
}

// send sends what is not acknowledged yet. It returns an error when the center
// did not take it; the tablet then knows nothing and asks again.
func (k *tablet) send(base string) error {
	now, prev := time.Now(), k.hashAt(k.acked)
	b := wire.Batch{Proto: wire.Proto, Device: k.code, Epoch: k.epoch, FirstSeq: k.acked + 1, PrevHash: hex.EncodeToString(prev[:]), Events: []wire.Event{},
		Clock: wire.Clock{Wall: now.UnixMilli(), BootID: "boot", Mono: now.Sub(k.booted).Milliseconds()}}
	for _, e := range k.events[k.acked:] {
		b.Events = append(b.Events, wire.FromEvent(e))
	}
	packed, err := wire.Pack(b)
	if err != nil {
		return err
	}
	nonce := ""
	for range 2 { // the first answer brings the nonce
		status, body, err := k.post(base, nonce, packed)
		if err != nil {
			return err
		}
		if status == http.StatusOK {
			var ack wire.Ack
			err := json.Unmarshal(body, &ack)
			k.acked = max(k.acked, ack.AckedSeq)
			return err
		}
		var no wire.Refusal
		if json.Unmarshal(body, &no); no.Code != wire.CodeNonce {
			return fmt.Errorf("status %d %s", status, no.Code)
		}
		nonce = no.Nonce
	}
	return errors.New("no nonce is good")
}

func (k *tablet) post(base, nonce string, packed []byte) (int, []byte, error) {
	target := "/v1/sync/" + k.code
	r, err := http.NewRequest("POST", base+target, bytes.NewReader(packed))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set(wire.HeaderNonce, nonce)
	r.Header.Set(wire.HeaderSignature, wire.Sign(k.key, wire.Request{Method: "POST", Path: target, Device: k.code, Nonce: nonce, Body: packed}))
	r.Header.Set("Content-Type", wire.ContentType)
	w, err := k.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer w.Body.Close()
	body, err := io.ReadAll(w.Body)
	return w.StatusCode, body, err
}

// A clerk's browser, signed in at one center and seated at counter 3.
type clerk struct {
	t      testing.TB
	client *http.Client
}

func seated(t *testing.T, dsn, base string) *clerk {
	t.Helper()
	hired(t, place{db: dsn})
	return seatedAt(t, base, "3")
}

// hired makes the account of a clerk.
func hired(t testing.TB, at place) {
	t.Helper()
	if _, err := says(t, "một mật khẩu dài\n", append([]string{"account", "add", "--name", "hoa", "--full", "Nguyễn Thị Hoa", "--role", "clerk"}, at.flags()...)...); err != nil {
		t.Fatal(err)
	}
}

// seatedAt signs in at a running center and takes a counter.
func seatedAt(t testing.TB, base, counter string) *clerk {
	t.Helper()
	jar, _ := cookiejar.New(nil)
	c := &clerk{t, &http.Client{Jar: jar, Timeout: 20 * time.Second}}
	c.post(base+"/sign-in", url.Values{"name": {"hoa"}, "password": {"một mật khẩu dài"}})
	c.post(base+"/counter/choose", url.Values{"counter": {counter}})
	return c
}

func (c *clerk) post(to string, form url.Values) string {
	c.t.Helper()
	w, err := c.client.PostForm(to, form)
	return c.page(w, err)
}

func (c *clerk) get(from string) string {
	c.t.Helper()
	w, err := c.client.Get(from)
	return c.page(w, err)
}

func (c *clerk) page(w *http.Response, err error) string {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
	defer w.Body.Close()
	body, err := io.ReadAll(w.Body)
	if err != nil || w.StatusCode != http.StatusOK {
		c.t.Fatalf("%s: status %d, %v", w.Request.URL.Path, w.StatusCode, err)
	}
	return string(body)
}

var currentForm = regexp.MustCompile(`name="current" value="([^"]*)"`)

// sees is the ticket the counter page of a center shows, as its buttons send it.
func (c *clerk) sees(base string) string {
	c.t.Helper()
	m := currentForm.FindStringSubmatch(c.get(base + "/counter"))
	if m == nil {
		c.t.Fatal("the counter page has no button")
	}
	return m[1]
}

// hears follows a center's live events and gives the versions of the queue.
func hears(t *testing.T, base string) <-chan int64 {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r, _ := http.NewRequestWithContext(ctx, "GET", base+"/live", nil)
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	versions := make(chan int64, 100)
	t.Cleanup(func() { stop(); w.Body.Close() })
	go func() {
		defer close(versions)
		topic := ""
		for lines := bufio.NewScanner(w.Body); lines.Scan(); {
			if name, is := strings.CutPrefix(lines.Text(), "event: "); is {
				topic = name
			}
			if data, is := strings.CutPrefix(lines.Text(), "data: "); is && topic == kiosk.DocQueue {
				v, _ := strconv.ParseInt(data, 10, 64)
				versions <- v
			}
		}
	}()
	return versions
}

// newer waits for a version above one.
func newer(t *testing.T, versions <-chan int64, than int64) int64 {
	t.Helper()
	late := time.After(30 * time.Second)
	for {
		select {
		case v, open := <-versions:
			if !open {
				t.Fatal("the live events ended")
			}
			if v > than {
				return v
			}
		case <-late:
			t.Fatal("nothing was told")
		}
	}
}

// Both make the tables, the identity, the documents and the first account of
// the one center they are.
func TestTwoCentersStartAtOnceOnPostgreSQL(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	storetest.Exec(t, dsn, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public") // not even a table
	a, b := starts(t, dsn), starts(t, dsn)
	for _, p := range []*process{a, b} {
		p.out.find(t, `(Sign in as|sen-center link)`)
	}
	for query, want := range map[string]int{
		"SELECT COUNT(*) FROM accounts": 1, "SELECT COUNT(*) FROM meta WHERE name NOT IN ('retained_until', 'days_until')": 5,
		"SELECT COUNT(*) FROM audit WHERE action = 'document.publish' AND subject LIKE 'site %'": 1,
	} {
		if n := rows(t, dsn, query); n != want {
			t.Errorf("%s gives %d, want %d", query, n, want)
		}
	}
	sound(t, dsn)
}

// A command in a third process ends a device's approval: both centers refuse its
// next request, and the stream it holds at one of them ends.
func TestADeviceRevokedAtOneCenterIsRefusedAtTheOtherOnPostgreSQL(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	a, b := runs(t, dsn), runs(t, dsn)
	k := enrolled(t, dsn, a.base, "1")
	path, header := k.hints(t, b.base)
	r, err := http.NewRequest("GET", b.base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	stream, err := (&http.Client{Timeout: time.Minute}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	lines := bufio.NewScanner(stream.Body)
	if stream.StatusCode != http.StatusOK || !lines.Scan() {
		t.Fatalf("the stream is answered %d", stream.StatusCode)
	}
	if _, err := says(t, "", append([]string{"revoke", "--device", "1"}, place{db: dsn}.flags()...)...); err != nil {
		t.Fatal(err)
	}
	beats := 0
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), ":") {
			beats++
		}
	}
	if lines.Err() != nil || beats > 0 { // a heartbeat comes after 15 s, and would end it too
		t.Errorf("the stream ended after %d heartbeats: %v", beats, lines.Err())
	}
	k.takes()
	for _, base := range []string{a.base, b.base} {
		if err := k.send(base); err == nil || !strings.Contains(err.Error(), "403") {
			t.Errorf("its next request at %s: %v", base, err)
		}
	}
}

func TestACallAtOneCenterShowsAtTheOtherOnPostgreSQL(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	a, b := runs(t, dsn), runs(t, dsn)
	k := enrolled(t, dsn, a.base, "1")
	for range 3 {
		k.takes()
	}
	if err := k.send(b.base); err != nil { // enrolled through one, known to the other
		t.Fatal(err)
	}
	c := seated(t, dsn, a.base) // a session of one is a session of the other
	news := hears(t, b.base)
	last := int64(0)
	for i, base := range []string{a.base, b.base, a.base} {
		c.post(base+"/counter/next", url.Values{"current": {c.sees(base)}})
		last = newer(t, news, last)
		number := kiosk.FormatNumber("B", "1", i+1)
		for _, at := range []string{b.base, a.base} {
			if board := c.get(at + "/board"); !strings.Contains(board, number) {
				t.Errorf("%s, called at %s, is not on the board of %s", number, base, at)
			}
		}
	}
}

func TestAPressAtBothCentersCallsOnceOnPostgreSQL(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	a, b := runs(t, dsn), runs(t, dsn)
	k := enrolled(t, dsn, a.base, "1")
	for range 5 {
		k.takes()
	}
	if err := k.send(a.base); err != nil {
		t.Fatal(err)
	}
	c := seated(t, dsn, a.base)
	for range 5 {
		saw := url.Values{"current": {c.sees(a.base)}}
		var both sync.WaitGroup
		for _, base := range []string{a.base, b.base} {
			both.Go(func() { c.post(base+"/counter/next", saw) })
		}
		both.Wait()
	}
	if n := rows(t, dsn, "SELECT COUNT(*) FROM ticket_actions WHERE action = 'call'"); n != 5 {
		t.Errorf("5 presses, each at both centers, called %d times", n)
	}
}

func rows(t *testing.T, dsn, query string) (n int) {
	t.Helper()
	storetest.SQL(t, dsn, func(db *sql.DB) error { return db.QueryRow(query).Scan(&n) })
	return n
}

// One center is killed and started again, over and over, while two kiosks send
// to whichever answers and a clerk calls at the other center.
func TestKillingACenterLosesNothingOnPostgreSQL(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	a, b := runs(t, dsn), runs(t, dsn)
	tablets := []*tablet{enrolled(t, dsn, a.base, "1"), enrolled(t, dsn, b.base, "2")}
	c := seated(t, dsn, b.base)
	for range 3 {
		rush := startRush(tablets, []string{a.base, b.base})
		rush.wait(t, 20)
		a.kill()
		before := rush.acknowledged()
		for range 3 { // the other goes on, and is not kept waiting by the dead one's lock
			c.post(b.base+"/counter/next", url.Values{"current": {c.sees(b.base)}})
		}
		rush.wait(t, before+20)
		rush.stop()
		if lost := missing(t, dsn, tablets); lost != 0 {
			t.Fatalf("%d acknowledged events are lost", lost)
		}
		a = runs(t, dsn)
	}
	for _, k := range tablets {
		if err := k.send(a.base); err != nil || k.acked != int64(len(k.events)) {
			t.Errorf("kiosk %s: %d of %d are taken, %v", k.code, k.acked, len(k.events), err)
		}
	}
	sound(t, dsn)
	recorded := len(tablets[0].events) + len(tablets[1].events)
	if n := rows(t, dsn, "SELECT COUNT(*) FROM tickets"); n != recorded {
		t.Errorf("%d tickets of %d events", n, recorded)
	}
	if n := rows(t, dsn, "SELECT COUNT(*) FROM (SELECT ticket FROM ticket_actions WHERE action = 'call' GROUP BY ticket HAVING COUNT(*) > 1) twice"); n != 0 {
		t.Errorf("%d tickets were called twice", n)
	}
	t.Logf("%d events, 3 kills: 0 lost, 0 twice", recorded)
}

func TestControlEventLostOnPostgreSQL(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	a := runs(t, dsn)
	k := enrolled(t, dsn, a.base, "1")
	for range 7 {
		k.takes()
	}
	if err := k.send(a.base); err != nil || missing(t, dsn, []*tablet{k}) != 0 {
		t.Fatalf("before anything is planted: %v", err)
	}
	storetest.Exec(t, dsn, "DELETE FROM events WHERE seq = 5")
	if missing(t, dsn, []*tablet{k}) != 1 {
		t.Fatal("a lost event is not noticed: the test shows nothing")
	}
	t.Log("control: an acknowledged event is lost -> caught by TestKillingACenterLosesNothingOnPostgreSQL")
}

// sound checks the whole log as a center does.
func sound(t *testing.T, dsn string) {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	flaws, err := ingest.Verify(t.Context(), s)
	if err != nil || len(flaws) != 0 {
		t.Errorf("flaws %v, %v", flaws, err)
	}
}

// missing counts events that were acknowledged and are not there as they were.
func missing(t *testing.T, dsn string, tablets []*tablet) (n int) {
	t.Helper()
	for _, k := range tablets {
		there := map[string]bool{}
		storetest.SQL(t, dsn, func(db *sql.DB) error {
			all, err := db.Query("SELECT hash FROM events WHERE device = $1 AND epoch = $2", k.code, k.epoch)
			if err != nil {
				return err
			}
			defer all.Close()
			for all.Next() {
				var hash string
				if err := all.Scan(&hash); err != nil {
					return err
				}
				there[hash] = true
			}
			return all.Err()
		})
		for _, e := range k.events[:k.acked] {
			if !there[string(e.Hash[:])] {
				n++
			}
		}
	}
	return n
}

// A rush is kiosks that take tickets and send them without a pause.
type rush struct {
	mu      sync.Mutex
	acks    int
	refused []string // what a center answered otherwise, or why it did not
	end     chan struct{}
	all     sync.WaitGroup
}

func startRush(tablets []*tablet, centers []string) *rush {
	r := &rush{end: make(chan struct{})}
	for i, k := range tablets {
		r.all.Go(func() {
			for n := i; ; n++ {
				select {
				case <-r.end:
					return
				default:
				}
				before := k.acked
				k.takes()
				err := k.send(centers[n%len(centers)])
				r.mu.Lock()
				if err != nil {
					r.refused = append(r.refused, err.Error())
				}
				r.acks += int(k.acked - before)
				r.mu.Unlock()
			}
		})
	}
	return r
}

func (r *rush) acknowledged() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.acks
}

func (r *rush) wait(t *testing.T, acks int) {
	t.Helper()
	for late := time.Now().Add(60 * time.Second); r.acknowledged() < acks; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			r.mu.Lock()
			t.Fatalf("only %d acknowledged; refused: %q", r.acks, r.refused)
		}
	}
}

func (r *rush) stop() {
	close(r.end)
	r.all.Wait()
}

// The database is restarted under a center at work: kiosks are told to come
// later, nothing they were told is taken is lost, and the center goes on.
func TestACenterOutlivesItsPostgreSQL(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	a := runs(t, dsn)
	k := enrolled(t, dsn, a.base, "1")
	news := hears(t, a.base)
	rush := startRush([]*tablet{k}, []string{a.base})
	rush.wait(t, 20)
	for _, how := range []os.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		before := rush.acknowledged()
		storetest.Restart(t, how)
		rush.wait(t, before+20)
	}
	rush.stop()
	if lost := missing(t, dsn, []*tablet{k}); lost != 0 {
		t.Errorf("%d acknowledged events are lost", lost)
	}
	for _, said := range rush.refused {
		if said != "status 503 busy" {
			t.Errorf("a kiosk is answered %q", said)
		}
	}
	sound(t, dsn)
	newer(t, news, 0)
	t.Logf("%d events, 2 restarts, %d times busy: 0 lost", len(k.events), len(rush.refused))
}
