package hook

import (
	"crypto/x509"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dongthap.vn/sen/center/queue/queuetest"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m, store.Migrate) }

// A town is a lobby, and a system that is told of it.
type town struct {
	*Hooks
	*queuetest.Lobby
	t        testing.TB
	receiver *receiver
	id       string
	secret   string
}

// A receiver is another system. It answers with status, or as told by answer.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []letter
	status int
	answer http.HandlerFunc
}

// A letter is what a receiver got.
type letter struct {
	Message
	id     string
	header http.Header
	body   []byte
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	l := letter{id: q.Header.Get("webhook-id"), header: q.Header, body: body}
	json.Unmarshal(body, &l.Message)
	r.mu.Lock()
	r.got = append(r.got, l)
	status, answer := r.status, r.answer
	r.mu.Unlock()
	if answer != nil {
		answer(w, q)
		return
	}
	w.WriteHeader(status)
}

func (r *receiver) becomes(status int, answer http.HandlerFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status, r.answer = status, answer
}

// letters are what came since the last time.
func (r *receiver) letters() []letter {
	r.mu.Lock()
	defer r.mu.Unlock()
	got := r.got
	r.got = nil
	return got
}

func newReceiver(t testing.TB) *receiver {
	r := &receiver{status: http.StatusNoContent}
	r.Server = httptest.NewTLSServer(r)
	t.Cleanup(r.Close)
	return r
}

// settle is a town whose receiver is told of everything. It is reached by
// loopback, which the configuration names.
func settle(t testing.TB) *town {
	t.Helper()
	v := &town{Lobby: queuetest.Open(t), t: t, receiver: newReceiver(t)}
	v.Hooks = v.center(v.Lobby.Store)
	v.secret, v.id = v.register(v.receiver.URL, Kinds...)
	return v
}

// center is another center on the lobby's database.
func (v *town) center(s *store.Store) *Hooks {
	roots := x509.NewCertPool()
	roots.AddCert(v.receiver.Certificate())
	return New(Config{Store: s, Now: v.Clock.Now, Log: slog.New(slog.DiscardHandler), Allow: []string{"127.0.0.1"}, Roots: roots})
}

func (v *town) register(url string, kinds ...string) (secret, id string) {
	v.t.Helper()
	secret, err := v.Add(v.t.Context(), NewHook{Name: "Trung tâm điều hành", URL: url, Kinds: kinds, By: "admin"})
	must(v.t, err)
	all, err := v.States(v.t.Context())
	must(v.t, err)
	return secret, all[len(all)-1].ID
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// told delivers what is due and says what came, as "kind number".
func (v *town) told() (list []string) {
	v.t.Helper()
	must(v.t, v.Deliver(v.t.Context()))
	for _, l := range v.receiver.letters() {
		list = append(list, strings.TrimPrefix(l.Type, "ticket.")+" "+l.Data.Number)
	}
	return list
}

func (v *town) tells(want ...string) {
	v.t.Helper()
	if got := v.told(); !slices.Equal(got, want) {
		v.t.Errorf("told %q, want %q", got, want)
	}
}

func (v *town) state() State {
	v.t.Helper()
	all, err := v.States(v.t.Context())
	must(v.t, err)
	for _, s := range all {
		if s.ID == v.id {
			return s
		}
	}
	v.t.Fatal("the hook is gone")
	return State{}
}

// serve calls the next ticket at counter 3, and ends it.
func (v *town) serve() {
	v.t.Helper()
	v.Next(3)
	v.Clock.Pass(time.Second)
	_, err := v.Queue.Done(v.t.Context(), queuetest.At(3))
	must(v.t, err)
}

func TestEveryChangeIsToldOnceInItsOrder(t *testing.T) {
	v := settle(t)
	ctx := t.Context()
	v.Take("B", "B")
	v.Next(3)
	v.Clock.Pass(time.Second)
	_, err := v.Queue.Recall(ctx, queuetest.At(3))
	must(t, err)
	v.Clock.Pass(time.Second)
	_, err = v.Queue.NoShow(ctx, queuetest.At(3))
	must(t, err)
	v.Clock.Pass(time.Second)
	v.Next(3)
	v.tells("called B2-001", "recalled B2-001", "no_show B2-001", "called B2-002")
	v.tells()
	if s := v.state(); s.Waiting != 0 || s.Failed != 0 || !s.OkAt.Equal(v.Clock.Now()) {
		t.Errorf("afterwards: %+v", s)
	}
}

func TestASystemIsToldOnlyWhatItWants(t *testing.T) {
	v := settle(t)
	other := newReceiver(t)
	v.receiver, other = other, v.receiver
	v.Hooks = v.center(v.Lobby.Store)
	v.Hooks.client.Transport.(*http.Transport).TLSClientConfig.RootCAs.AddCert(other.Certificate())
	v.register(v.receiver.URL, store.ToldNoShow)
	v.Take("B")
	v.Next(3)
	v.tells()
	_, err := v.Queue.NoShow(t.Context(), queuetest.At(3))
	must(t, err)
	v.tells("no_show B2-001")
	if got := other.letters(); len(got) != 2 {
		t.Errorf("the other system was told %d things", len(got))
	}
}

// Nothing is told of what did not happen: the outbox is part of the change.
func TestWhatIsTakenBackIsNotTold(t *testing.T) {
	v := settle(t)
	k := v.Take("B")[0]
	v.Lobby.Store.Write(t.Context(), func(tx *store.Tx) error {
		if done, err := tx.Act(t.Context(), store.Action{Ticket: k.ID, Site: 1, Act: store.ActCall, Counter: 3, At: v.Clock.Now()}); !done || err != nil {
			t.Errorf("called %v, %v", done, err)
		}
		return http.ErrAbortHandler
	})
	v.tells()
	v.Next(3)
	v.tells("called B2-001")
}

func TestNewTicketsAreToldOf(t *testing.T) {
	v := settle(t)
	k := v.Take("B")
	v.Write(func(tx *store.Tx) error { return tx.TellIssued(t.Context(), k) })
	v.Next(3)
	v.tells("issued B2-001", "called B2-001")
}

func TestWhatIsToldHoldsNoPersonAndNoReceipt(t *testing.T) {
	v := settle(t)
	k := v.Take("B")[0]
	v.Next(3)
	must(t, v.Deliver(t.Context()))
	body := string(v.receiver.letters()[0].body)
	for _, secret := range []string{k.ReceiptID, "clerk", "staff", "vi\""} {
		if strings.Contains(body, secret) {
			t.Errorf("%q is told: %s", secret, body)
		}
	}
	if !strings.Contains(body, `"reason":"longest_wait"`) {
		t.Errorf("the reason is not told: %s", body)
	}
}
