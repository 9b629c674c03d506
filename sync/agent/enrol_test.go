package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/wire"
)

// typed is the code somebody types in these tests; stretched once.
const typed = "8w3k-oqz7-4mjxt"

var secret = wire.Stretch("8W3K0QZ74MJXT")

// An office is a center that makes one enrolment.
type office struct {
	t       *testing.T
	root    []byte // what it is vouched for by
	asked   []wire.Enrol
	opened  []wire.Opening
	state   string
	change  func(*wire.Offer)                                           // after it was proved: a man in the middle
	trouble func(http.ResponseWriter, *http.Request, http.Handler) bool // instead of the answer
	heard   []string                                                    // one line a request
	hold    func(path string)                                           // looks at the kiosk's disk while it asks
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.heard = append(o.heard, r.URL.Path)
	if o.hold != nil {
		o.hold(r.URL.Path)
	}
	if o.trouble != nil && o.trouble(w, r, http.HandlerFunc(o.serve)) {
		return
	}
	o.serve(w, r)
}

func (o *office) offer(e wire.Enrol) wire.Offer {
	a := wire.Offer{Device: "2", SiteID: 1, PublicationKey: make([]byte, 32), Server: "town", Authority: []byte("the center's own"), Nonce: make([]byte, 32)}
	if o.root != nil {
		a.Authority = o.root
	}
	a.Prove(secret, e)
	return a
}

func (o *office) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if r.URL.Path == "/v1/enrol" {
		var e wire.Enrol
		if json.Unmarshal(body, &e) != nil || !e.Proven(secret) {
			answerJSON(w, 403, wire.Refusal{Code: wire.CodeEnrol})
			return
		}
		o.asked = append(o.asked, e)
		a := o.offer(e)
		if o.change != nil {
			o.change(&a)
		}
		answerJSON(w, 200, a)
		return
	}
	if r.URL.Path != "/v1/enrol/2" || len(o.asked) == 0 {
		http.NotFound(w, r)
		return
	}
	o.verdict(w, r, body)
}

func (o *office) verdict(w http.ResponseWriter, r *http.Request, body []byte) {
	e := o.asked[len(o.asked)-1]
	nonce := r.Header.Get(wire.HeaderNonce)
	var opening wire.Opening
	switch {
	case nonce != "n1":
		answerJSON(w, 401, wire.Refusal{Code: wire.CodeNonce, Nonce: "n1"})
		return
	case !wire.Verify(e.DeviceKey, wire.Request{Method: "POST", Path: r.URL.RequestURI(), Device: "2", Nonce: nonce, Body: body}, r.Header.Get(wire.HeaderSignature)):
		answerJSON(w, 401, wire.Refusal{Code: wire.CodeSignature})
		return
	case json.Unmarshal(body, &opening) != nil || string(wire.Commit(opening.Nonce)) != string(e.Commitment):
		answerJSON(w, 403, wire.Refusal{Code: wire.CodeEnrol})
		return
	}
	o.opened = append(o.opened, opening)
	v := wire.Verdict{State: o.state}
	if o.state == wire.EnrolAdmitted {
		v.ReceiptKeyID = 7
	}
	v.Prove(secret, e, o.offer(e))
	answerJSON(w, 200, v)
}

// A newcomer is a machine with its file, at a center.
type newcomer struct {
	*Enrolment
	t    *testing.T
	path string
	url  string
	http *http.Client
}

func arrive(t *testing.T, o *office) *newcomer {
	t.Helper()
	o.t, o.state = t, wire.EnrolWaiting
	s := httptest.NewServer(o)
	t.Cleanup(s.Close)
	p, err := NewPending(s.URL+"/", typed)
	if err != nil {
		t.Fatal(err)
	}
	n := &newcomer{t: t, path: filepath.Join(t.TempDir(), "enrolment.json"), url: s.URL, http: s.Client()}
	n.Enrolment = Resume(n.http, p, n.save)
	return n
}

func (n *newcomer) save(p identity.Pending) error { return p.Save(n.path) }

// restart goes on from the file, as after a power cut.
func (n *newcomer) restart() {
	n.t.Helper()
	p, err := identity.LoadPending(n.path)
	if err != nil {
		n.t.Fatal(err)
	}
	n.Enrolment = Resume(n.http, p, n.save)
}

func TestAMachineBecomesAKiosk(t *testing.T) {
	o := &office{}
	n := arrive(t, o)
	o.hold = func(path string) {
		p, err := identity.LoadPending(n.path)
		if err != nil || path != "/v1/enrol" && p.Digits == "" {
			t.Errorf("the center hears of %s before it is kept: %v, %v", path, p, err)
		}
	}
	if err := n.Ask(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := n.Pending()
	if want := wire.Digits(o.asked[0], o.offer(o.asked[0]), p.Nonce); p.Digits != want || p.Device != "2" {
		t.Errorf("the screen of kiosk %q shows %s, not %s", p.Device, p.Digits, want)
	}
	if len(o.opened) > 0 {
		t.Error("the commitment is opened before there is an offer to open it for")
	}
	for range 2 {
		if _, err := n.Verdict(t.Context()); !errors.Is(err, ErrWaiting) {
			t.Fatalf("before anybody looked: %v", err)
		}
		n.restart()
	}
	o.state = wire.EnrolAdmitted
	id, err := n.Verdict(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if id.Device != "2" || id.SiteID != 1 || id.ReceiptKeyID != 7 || id.Server != "town" || string(id.Authority) != "the center's own" || id.CenterURL != n.url {
		t.Errorf("identity %v", id)
	}
	e := o.asked[0]
	if string(e.DeviceKey) != string(public(id.DeviceKey)) || string(e.ReceiptKey) != string(public(id.ReceiptKey)) || string(e.DeviceKey) == string(e.ReceiptKey) {
		t.Error("the center was given other keys than the kiosk keeps, or one for two purposes")
	}
}

func TestEveryMachineHasItsOwnKeys(t *testing.T) {
	a, errA := NewPending("http://center", typed)
	b, errB := NewPending("http://center", typed)
	if errA != nil || errB != nil || a.DeviceKey.Equal(b.DeviceKey) || a.ReceiptKey.Equal(b.ReceiptKey) || string(a.Nonce) == string(b.Nonce) {
		t.Errorf("two machines share a key, or %v, %v", errA, errB)
	}
}

// Neither the code nor what it is stretched to goes on the road.
func TestTheCodeNeverGoesOnTheRoad(t *testing.T) {
	o := &office{}
	var said []string
	o.trouble = func(w http.ResponseWriter, r *http.Request, next http.Handler) bool {
		body, _ := io.ReadAll(r.Body)
		said = append(said, fmt.Sprint(r.URL, r.Header), string(body))
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		return false
	}
	n := arrive(t, o)
	if err := n.Ask(t.Context()); err != nil {
		t.Fatal(err)
	}
	n.Verdict(t.Context())
	raw, _ := json.Marshal([]byte(secret))
	for _, hidden := range []string{"0QZ74MJXT", "QZ7-4MJX", strings.Trim(string(raw), `"`)} {
		if strings.Contains(strings.ToUpper(strings.Join(said, "\n")), strings.ToUpper(hidden)) {
			t.Errorf("%q is said on the road", hidden)
		}
	}
	if !strings.Contains(strings.Join(said, "\n"), "8W3") {
		t.Error("the letters that find the code are not said either: nothing was looked at")
	}
}

func TestAWrongCodeIsTold(t *testing.T) {
	n := arrive(t, &office{})
	p, err := NewPending(n.url, "8W3K-0QZ7-4MJXX")
	if err != nil {
		t.Fatal(err)
	}
	if err := Resume(n.http, p, n.save).Ask(t.Context()); !errors.Is(err, ErrCode) {
		t.Errorf("got %v, want ErrCode", err)
	}
	for _, text := range []string{"", "8W3K", "8W3K-0QZ7-4MJXTT", "8W3K-0QZ7-4MJX!", "ngôn ngữ khác"} {
		if _, err := NewPending(n.url, text); !errors.Is(err, ErrCode) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// intruders are what somebody in the middle who does not know the code may make
// of the center's offer.
var intruders = map[string]func(*wire.Offer){
	"another authority":       func(o *wire.Offer) { o.Authority = []byte("the intruder's own") },
	"no authority":            func(o *wire.Offer) { o.Authority = nil },
	"another publication key": func(o *wire.Offer) { o.PublicationKey = append([]byte{1}, o.PublicationKey[1:]...) },
	"another kiosk":           func(o *wire.Offer) { o.Device = "3" },
	"another site":            func(o *wire.Offer) { o.SiteID = 9 },
	"another name":            func(o *wire.Offer) { o.Server = "elsewhere" },
	"another nonce":           func(o *wire.Offer) { o.Nonce = []byte{1} },
	"no proof":                func(o *wire.Offer) { o.Proof = nil },
	"a proof by another code": func(o *wire.Offer) { o.Prove(wire.Secret("guessed"), wire.Enrol{}) },
}

// believing tells what a machine takes from an intruder.
func believing(t *testing.T, change func(*wire.Offer), ask func(*newcomer) error) (faults []string) {
	o := &office{change: change}
	n := arrive(t, o)
	if err := ask(n); !errors.Is(err, ErrImpostor) {
		faults = append(faults, fmt.Sprintf("it says %v", err))
	}
	if p, err := identity.LoadPending(n.path); err == nil && (p.Offer != nil || p.Digits != "") {
		faults = append(faults, "it keeps what the intruder said")
	}
	if len(o.opened) > 0 {
		faults = append(faults, "it opens its commitment")
	}
	return faults
}

func TestOnlyWhoKnowsTheCodeIsBelieved(t *testing.T) {
	for name, change := range intruders {
		for _, fault := range believing(t, change, func(n *newcomer) error { return n.Ask(t.Context()) }) {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

func TestControlAKioskThatTrustsTheAuthorityWithoutProof(t *testing.T) {
	var faults []string
	for name, change := range intruders {
		for _, fault := range believing(t, change, func(n *newcomer) error {
			n.proven = func(wire.Offer, wire.Enrol) bool { return true }
			return n.Ask(t.Context())
		}) {
			faults = append(faults, name+": "+fault)
		}
	}
	slices.Sort(faults)
	proof.Control(t, "a kiosk that takes the center's certificate without the proof of the code", "TestOnlyWhoKnowsTheCodeIsBelieved", faults...)
}

// A verdict ends something only with the proof.
func TestAForgedVerdictEndsNothing(t *testing.T) {
	for _, state := range []string{wire.EnrolAdmitted, wire.EnrolRefused, wire.EnrolExpired} {
		o := &office{}
		n := arrive(t, o)
		if err := n.Ask(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.trouble = func(w http.ResponseWriter, _ *http.Request, _ http.Handler) bool {
			answerJSON(w, 200, wire.Verdict{State: state, ReceiptKeyID: 7, Proof: make([]byte, 32)})
			return true
		}
		if id, err := n.Verdict(t.Context()); !errors.Is(err, ErrImpostor) || id.DeviceKey != nil || n.Pending().End != "" {
			t.Errorf("%s: %v, %v", state, id, err)
		}
		o.trouble = func(w http.ResponseWriter, _ *http.Request, _ http.Handler) bool {
			answerJSON(w, 403, wire.Refusal{Code: wire.CodeEnrol})
			return true
		}
		if _, err := n.Verdict(t.Context()); !errors.Is(err, ErrWaiting) {
			t.Errorf("a refusal without a proof: %v", err)
		}
	}
}

func TestAMachineThatIsNotLetInIsTold(t *testing.T) {
	for state, c := range map[string]struct {
		err error
		end string
	}{wire.EnrolRefused: {ErrNotAdmitted, identity.EndRefused}, wire.EnrolExpired: {ErrExpired, identity.EndExpired}} {
		o := &office{}
		n := arrive(t, o)
		if err := n.Ask(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.state = state
		if _, err := n.Verdict(t.Context()); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", state, err)
		}
		if p, err := identity.LoadPending(n.path); err != nil || p.End != c.end {
			t.Errorf("%s: kept %v as %q, %v", state, p, p.End, err)
		}
	}
}

// Whatever is lost, the same machine comes in: it says the same again, with the
// same keys, and shows the same digits.
func TestAnyAnswerOfAnEnrolmentIsLost(t *testing.T) {
	for lost := range 3 { // the offer, the nonce, the verdict
		o, count := &office{}, 0
		n := arrive(t, o)
		o.trouble = func(w http.ResponseWriter, r *http.Request, next http.Handler) bool {
			if count++; count != lost+1 {
				return false
			}
			next.ServeHTTP(httptest.NewRecorder(), r)
			http.Error(w, "gone", http.StatusBadGateway)
			return true
		}
		for n.Ask(t.Context()) != nil {
			n.restart()
		}
		o.state = wire.EnrolAdmitted
		id, err := n.Verdict(t.Context())
		for err != nil {
			n.restart()
			id, err = n.Verdict(t.Context())
		}
		for _, e := range o.asked {
			if string(e.DeviceKey) != string(public(id.DeviceKey)) || string(e.Commitment) != string(o.asked[0].Commitment) {
				t.Errorf("answer %d lost: it asked as somebody else", lost)
			}
		}
	}
}

// The first offer that can be believed is the only one the commitment is opened
// for: whoever knows the code could else look at the nonce and search for keys
// that make the digits equal.
func TestACommitmentIsOpenedForOneOfferAlone(t *testing.T) {
	o := &office{}
	n := arrive(t, o)
	if err := n.Ask(t.Context()); err != nil {
		t.Fatal(err)
	}
	n.Verdict(t.Context())
	before := n.Pending()
	n.restart()
	o.change = func(a *wire.Offer) {
		a.Authority = []byte("found by searching")
		a.Prove(secret, o.asked[0])
	}
	if err := n.Ask(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p := n.Pending(); p.Digits != before.Digits || string(p.Offer) != string(before.Offer) || len(o.asked) != 1 {
		t.Errorf("a second offer was taken: %s after %s", p.Digits, before.Digits)
	}
}

func TestEnrolBelievesTheCenterAlone(t *testing.T) {
	for name, serve := range map[string]http.HandlerFunc{
		"200 HTML": func(w http.ResponseWriter, r *http.Request) { portal(w, r, nil) },
		"403 HTML": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", 403) },
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		},
		"503": func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, 503, wire.Refusal{Code: wire.CodeBusy}) },
		"200 JSON cut": func(w http.ResponseWriter, r *http.Request) {
			answering(200, "Content-Type", "application/json", `{"dev`)(w, r, nil)
		},
		"200 JSON, empty": func(w http.ResponseWriter, r *http.Request) {
			answering(200, "Content-Type", "application/json", `{}`)(w, r, nil)
		},
		"an answer without end": func(w http.ResponseWriter, r *http.Request) { flood(w, r, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			o := &office{trouble: func(w http.ResponseWriter, r *http.Request, _ http.Handler) bool { serve(w, r); return true }}
			n := arrive(t, o)
			if err := n.Ask(t.Context()); err == nil || errors.Is(err, ErrCode) || n.Pending().Offer != nil {
				t.Errorf("got %v", err)
			}
		})
	}
	// What the center itself proves, and no kiosk can be.
	for name, change := range map[string]func(*wire.Offer){
		"no device":           func(o *wire.Offer) { o.Device = "" },
		"a path for a device": func(o *wire.Offer) { o.Device = "../2" },
		"no site":             func(o *wire.Offer) { o.SiteID = 0 },
		"a short key":         func(o *wire.Offer) { o.PublicationKey = o.PublicationKey[:31] },
	} {
		o := &office{}
		o.change = func(a *wire.Offer) { change(a); a.Prove(secret, o.asked[0]) }
		n := arrive(t, o)
		if err := n.Ask(t.Context()); !errors.Is(err, errStranger) || n.Pending().Offer != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEnrolWithoutACenter(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	for _, address := range []string{s.URL, "", "not an address", "http://\x7f"} {
		p, err := NewPending(address, typed)
		if err != nil {
			t.Fatal(err)
		}
		if err := Resume(s.Client(), p, func(identity.Pending) error { return nil }).Ask(t.Context()); err == nil {
			t.Errorf("an answer at %q", address)
		}
	}
}

func TestNothingIsAskedThatCouldNotBeKept(t *testing.T) {
	o := &office{}
	n := arrive(t, o)
	n.keep = func(identity.Pending) error { return errors.New("the disk is full") }
	if err := n.Ask(t.Context()); err == nil || len(o.heard) > 0 {
		t.Errorf("asked %q, %v", o.heard, err)
	}
}

func TestEnrolEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n := arrive(t, &office{trouble: func(_ http.ResponseWriter, r *http.Request, _ http.Handler) bool {
		io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done()
		return true
	}})
	if err := n.Ask(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
