package api

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"dongthap.vn/sen/center/queue/queuetest"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk/words"
)

func TestMain(m *testing.M) { storetest.Main(m, store.Migrate) }

// A desk is an API with a lobby behind it and its document before it: every
// answer is compared with what the document says.
type desk struct {
	*API
	*queuetest.Lobby
	t     testing.TB
	rules validator.Validator
}

func open(t testing.TB) *desk {
	t.Helper()
	l := queuetest.Open(t)
	return &desk{API: over(t, l, l.Store), Lobby: l, t: t, rules: rules(t, document)}
}

func over(t testing.TB, l *queuetest.Lobby, s *store.Store) *API {
	t.Helper()
	book, err := words.Load()
	must(t, err)
	return New(Config{Store: s, Queue: l.Queue, Words: book, Now: l.Clock.Now, Log: slog.New(slog.DiscardHandler)})
}

func rules(t testing.TB, text []byte) validator.Validator {
	t.Helper()
	doc, err := libopenapi.NewDocument(text)
	must(t, err)
	v, errs := validator.NewValidator(doc)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return v
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// token makes a token for a month.
func (d *desk) token(scopes ...Scope) string {
	d.t.Helper()
	text, err := d.MakeToken(d.t.Context(), NewToken{Name: "Cổng dịch vụ công", Scopes: scopes, Days: 30, By: "admin"})
	must(d.t, err)
	return text
}

// A reply is what came back.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func (d *desk) ask(token, method, address string, header ...string) reply {
	d.t.Helper()
	r := httptest.NewRequest(method, address, nil)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	got := w.Result()
	body, _ := io.ReadAll(got.Body)
	if method == "GET" && got.StatusCode != http.StatusNotModified {
		if wrong := disagrees(d.rules, r, got, body); wrong != "" {
			d.t.Errorf("%s answers otherwise than its document says: %s\n%s", address, wrong, body)
		}
	}
	return reply{got.StatusCode, got.Header, body}
}

// disagrees tells what the document does not say of an answer. An address that
// is not in the document is answered 404.
func disagrees(rules validator.Validator, r *http.Request, w *http.Response, body []byte) string {
	w.Body = io.NopCloser(bytes.NewReader(body))
	ok, errs := rules.ValidateHttpResponse(r, w)
	if ok {
		return ""
	}
	var all []string
	for _, e := range errs {
		if w.StatusCode == http.StatusNotFound && e.IsPathMissingError() {
			continue
		}
		all = append(all, e.Message+": "+e.Reason)
		for _, s := range e.SchemaValidationErrors {
			all = append(all, s.Reason)
		}
	}
	return strings.Join(all, "; ")
}

func (d *desk) get(token, address string, into any) {
	d.t.Helper()
	got := d.ask(token, "GET", address)
	if got.status != http.StatusOK {
		d.t.Fatalf("%s: status %d %s", address, got.status, got.body)
	}
	must(d.t, json.Unmarshal(got.body, into))
}

// refused fails unless the answer is a problem with a code and a Vietnamese title.
func (d *desk) refused(got reply, status int, code string) {
	d.t.Helper()
	var p problemBody
	must(d.t, json.Unmarshal(got.body, &p))
	if got.status != status || p.Code != code || p.Status != status || p.Type != problemType+code || p.Title == "" ||
		got.header.Get("Content-Type") != "application/problem+json" {
		d.t.Errorf("refused with %d %s %v, want %d %s", got.status, got.body, got.header, status, code)
	}
}

func TestTheDocumentTellsOfEveryRoute(t *testing.T) {
	if ok, errs := rules(t, document).ValidateDocument(); !ok {
		for _, e := range errs {
			t.Errorf("the document is no OpenAPI 3.1: %s: %s", e.Message, e.Reason)
		}
	}
	var doc struct {
		Paths      map[string]map[string]struct{ Security []map[string][]Scope }
		Components struct {
			Schemas struct {
				Problem struct {
					Properties struct{ Code struct{ Enum []string } }
				}
			}
		}
	}
	must(t, json.Unmarshal(document, &doc))
	known := (&API{}).routes()
	for _, rt := range known {
		told, ok := doc.Paths[rt.Path]["get"]
		if !ok || len(doc.Paths[rt.Path]) != 1 {
			t.Errorf("%s is not in the document as it is", rt.Path)
			continue
		}
		var scope Scope
		if len(told.Security) == 1 {
			scope = told.Security[0]["token"][0]
		}
		if scope != rt.Scope {
			t.Errorf("%s: the document says %q, the route wants %q", rt.Path, scope, rt.Scope)
		}
	}
	if len(doc.Paths) != len(known) {
		t.Errorf("%d paths in the document, %d routes", len(doc.Paths), len(known))
	}
	var codes []string
	for _, p := range problems {
		codes = append(codes, p.code)
	}
	if told := doc.Components.Schemas.Problem.Properties.Code.Enum; !slices.Equal(told, codes) {
		t.Errorf("codes in the document %q, in the program %q", told, codes)
	}
}

func TestAProgramFollowsTheLines(t *testing.T) {
	d := open(t)
	token := d.token(ReadQueue, ReadTickets)
	taken := d.Take("B", "B", "C")
	d.Next(3)
	var q lines
	d.get(token, "/api/v1/queue", &q)
	if len(q.Called) != 1 || q.Called[0].Number != "B2-001" || q.Called[0].Counter != 3 || q.Day.String() != "2026-11-23" {
		t.Errorf("called %+v on %v", q.Called, q.Day)
	}
	waiting := map[string]int{}
	for _, l := range q.Lines {
		waiting[l.Service] = l.Waiting
	}
	if waiting["B"] != 1 || waiting["C"] != 1 {
		t.Errorf("waiting %v", waiting)
	}
	var services listOf[service]
	d.get(token, "/api/v1/services", &services)
	if len(services.Items) == 0 || len(services.Items) != len(q.Lines) || len(services.Items[1].Counters) == 0 {
		t.Errorf("services %+v", services)
	}
	var one ticket
	d.get(token, "/api/v1/tickets/"+taken[0].ID, &one)
	if one.State != "called" || one.Calls != 1 || len(one.Acts) != 1 || one.Acts[0].Act != "call" || one.Acts[0].Reason != "longest_wait" {
		t.Errorf("the ticket is %+v", one)
	}
}

func TestPagesHoldEveryTicketOnce(t *testing.T) {
	d := open(t)
	token := d.token(ReadTickets)
	var want []string
	for range 7 {
		for _, k := range d.Take("B", "C", "A") {
			want = append(want, k.Number)
		}
	}
	slices.Sort(want)
	var got []string
	pages := 0
	for cursor := ""; ; pages++ {
		var page listOf[ticket]
		d.get(token, "/api/v1/tickets?limit=4&cursor="+cursor, &page)
		for _, k := range page.Items {
			got = append(got, k.Number)
		}
		d.Take("D") // behind what was read: who comes meanwhile moves no page
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	first := got[:len(want)]
	if !slices.Equal(first, want) || slices.ContainsFunc(got[len(want):], func(n string) bool { return !strings.HasPrefix(n, "D") }) {
		t.Errorf("read %q in %d pages, want %q", got, pages, want)
	}
	var some listOf[ticket]
	d.get(token, "/api/v1/tickets?service=C&state=waiting", &some)
	if len(some.Items) != 7 {
		t.Errorf("%d tickets of C wait, want 7", len(some.Items))
	}
	d.get(token, "/api/v1/tickets?day=2026-11-22", &some)
	if len(some.Items) != 0 {
		t.Errorf("yesterday has %d tickets", len(some.Items))
	}
}

func TestWhatHasNotChangedIsNotSentAgain(t *testing.T) {
	d := open(t)
	token := d.token(ReadQueue)
	tag := d.ask(token, "GET", "/api/v1/queue").header.Get("ETag")
	if got := d.ask(token, "GET", "/api/v1/queue", "If-None-Match", tag); got.status != http.StatusNotModified || len(got.body) > 0 {
		t.Errorf("unchanged: status %d with %d bytes", got.status, len(got.body))
	}
	d.Take("B")
	if got := d.ask(token, "GET", "/api/v1/queue", "If-None-Match", tag); got.status != http.StatusOK || got.header.Get("ETag") == tag {
		t.Errorf("changed: status %d", got.status)
	}
}

func TestWrongQuestionsAreToldSo(t *testing.T) {
	d := open(t)
	token := d.token(ReadQueue, ReadTickets)
	for address, code := range map[string]string{
		"?day=24/11/2026": "bad_day", "?day=%00": "bad_day", "?limit=0": "bad_limit", "?limit=501": "bad_limit", "?limit=x": "bad_limit",
		"?cursor=x": "bad_cursor", "?cursor=" + strings.Repeat("A", 4000): "bad_cursor", "?service=%ff": "bad_filter", "?state=a%00": "bad_filter",
	} {
		d.refused(d.ask(token, "GET", "/api/v1/tickets"+address), http.StatusBadRequest, code)
		d.Clock.Pass(time.Second)
	}
	d.refused(d.ask(token, "GET", "/api/v1/tickets/nobody"), http.StatusNotFound, "not_found")
	d.refused(d.ask(token, "GET", "/api/v1/tickets/%00"), http.StatusNotFound, "not_found")
	d.refused(d.ask(token, "GET", "/api/v2/"), http.StatusNotFound, "not_found")
	d.refused(d.ask(token, "POST", "/api/v1/queue"), http.StatusMethodNotAllowed, "method_not_allowed")
}

// The control: of an answer with another field, without one, or with a state
// that is none, the document says no.
func TestControlTheDocumentSaysNo(t *testing.T) {
	d := open(t)
	d.Take("B")
	got := d.ask(d.token(ReadTickets), "GET", "/api/v1/tickets")
	for _, fault := range []struct{ what, old, new string }{
		{"a field the document does not know", `"kiosk":`, `"staff":"hoa","kiosk":`},
		{"a field that is missing", `"kiosk":"2",`, ``},
		{"a number for a text", `"kiosk":"2"`, `"kiosk":2`},
	} {
		wrong := bytes.Replace(got.body, []byte(fault.old), []byte(fault.new), 1)
		r := httptest.NewRequest("GET", "/api/v1/tickets", nil)
		if bytes.Equal(wrong, got.body) || disagrees(d.rules, r, &http.Response{StatusCode: 200, Header: got.header}, wrong) == "" {
			t.Errorf("%s is not seen", fault.what)
			continue
		}
		t.Logf("control: %s -> caught by the document in every test of the API", fault.what)
	}
}
