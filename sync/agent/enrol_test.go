package agent

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/sync/wire"
)

// office answers an enrolment as it is told to.
func office(t *testing.T, serve http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(serve)
	t.Cleanup(s.Close)
	return s
}

func tryEnrol(t *testing.T, serve http.HandlerFunc) (identity.Identity, error) {
	t.Helper()
	s := office(t, serve)
	return Enrol(t.Context(), s.Client(), s.URL+"/", "8W3K-0QZ7-4MJXT")
}

func goodAnswer() wire.Enrolled {
	return wire.Enrolled{Device: "2", SiteID: 1, ReceiptKeyID: 7, PublicationKey: make([]byte, 32), Server: "town"}
}

func TestEnrolMakesAnIdentity(t *testing.T) {
	var asked wire.Enrol
	var path string
	id, err := tryEnrol(t, func(w http.ResponseWriter, r *http.Request) {
		path = r.Method + " " + r.URL.Path
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			t.Error(err)
		}
		answerJSON(w, 200, goodAnswer())
	})
	if err != nil {
		t.Fatal(err)
	}
	if path != "POST /v1/enrol" || asked.Code != "8W3K-0QZ7-4MJXT" {
		t.Errorf("asked %s with code %q", path, asked.Code)
	}
	if string(asked.DeviceKey) != string(public(id.DeviceKey)) || string(asked.ReceiptKey) != string(public(id.ReceiptKey)) {
		t.Error("the center was given other keys than the kiosk keeps")
	}
	if string(asked.DeviceKey) == string(asked.ReceiptKey) {
		t.Error("one key for two purposes")
	}
	if id.Device != "2" || id.SiteID != 1 || id.ReceiptKeyID != 7 || id.Server != "town" {
		t.Errorf("identity %v", id)
	}
}

func TestEveryKioskHasItsOwnKeys(t *testing.T) {
	serve := func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, 200, goodAnswer()) }
	a, errA := tryEnrol(t, serve)
	b, errB := tryEnrol(t, serve)
	if errA != nil || errB != nil || a.DeviceKey.Equal(b.DeviceKey) || a.ReceiptKey.Equal(b.ReceiptKey) {
		t.Errorf("two kiosks share a key, or %v, %v", errA, errB)
	}
}

func TestWrongCodeIsTold(t *testing.T) {
	_, err := tryEnrol(t, func(w http.ResponseWriter, _ *http.Request) {
		answerJSON(w, 403, wire.Refusal{Code: wire.CodeEnrol})
	})
	if !errors.Is(err, ErrCode) {
		t.Errorf("got %v, want ErrCode", err)
	}
}

func TestEnrolBelievesTheCenterAlone(t *testing.T) {
	answer := func(change func(*wire.Enrolled)) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			e := goodAnswer()
			change(&e)
			answerJSON(w, 200, e)
		}
	}
	for name, serve := range map[string]http.HandlerFunc{
		"200 HTML": func(w http.ResponseWriter, r *http.Request) { portal(w, r, nil) },
		"403 HTML": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", 403) },
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/v1/enrol" {
				http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
				return
			}
			answerJSON(w, 200, goodAnswer())
		},
		"503": func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, 503, wire.Refusal{Code: wire.CodeBusy}) },
		"200 JSON cut": func(w http.ResponseWriter, r *http.Request) {
			answering(200, "Content-Type", "application/json", `{"dev`)(w, r, nil)
		},
		"200 JSON, empty": func(w http.ResponseWriter, r *http.Request) {
			answering(200, "Content-Type", "application/json", `{}`)(w, r, nil)
		},
		"no device":             answer(func(e *wire.Enrolled) { e.Device = "" }),
		"a path for a device":   answer(func(e *wire.Enrolled) { e.Device = "../2" }),
		"no site":               answer(func(e *wire.Enrolled) { e.SiteID = 0 }),
		"a short key":           answer(func(e *wire.Enrolled) { e.PublicationKey = e.PublicationKey[:31] }),
		"no key":                answer(func(e *wire.Enrolled) { e.PublicationKey = nil }),
		"an answer without end": func(w http.ResponseWriter, r *http.Request) { flood(w, r, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			id, err := tryEnrol(t, serve)
			if err == nil || errors.Is(err, ErrCode) {
				t.Errorf("got %v", err)
			}
			if id.DeviceKey != nil {
				t.Error("an identity was made all the same")
			}
		})
	}
}

func TestEnrolWithoutACenter(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	for _, address := range []string{s.URL, "", "not an address", "http://\x7f"} {
		if _, err := Enrol(t.Context(), s.Client(), address, "code"); err == nil {
			t.Errorf("enrolled at %q", address)
		}
	}
}

func TestEnrolEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := office(t, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done()
	})
	if _, err := Enrol(ctx, s.Client(), s.URL, "code"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
