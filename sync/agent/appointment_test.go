package agent

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// asks lets the town answer who asks for an appointment, once the request is signed.
func (s *street) asks(answer func(w http.ResponseWriter)) {
	s.town.set(func() {
		s.town.trouble = func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if !strings.HasPrefix(r.URL.Path, "/v1/appointment/") && !strings.HasPrefix(r.URL.Path, "/v1/times/") && !strings.HasPrefix(r.URL.Path, "/v1/book/") {
				next.ServeHTTP(w, r)
				return
			}
			body, _ := io.ReadAll(r.Body)
			nonce := r.Header.Get(wire.HeaderNonce)
			signed := wire.Request{Method: r.Method, Path: r.URL.RequestURI(), Device: "2", Nonce: nonce, Body: body}
			switch {
			case nonce != "n1":
				answerJSON(w, http.StatusUnauthorized, wire.Refusal{Code: wire.CodeNonce, Nonce: "n1"})
			case !wire.Verify(s.town.device, signed, r.Header.Get(wire.HeaderSignature)) || !strings.Contains(`{"code":"48219037"} {"service":"B","day":"2026-11-24"} {"service":"B","day":"2026-11-24","from":"08:00","lang":"vi","form":"0a"}`, string(body)):
				answerJSON(w, http.StatusUnauthorized, wire.Refusal{Code: wire.CodeSignature})
			default:
				answer(w)
			}
		}
	})
}

func TestAnAppointmentIsAskedFor(t *testing.T) {
	inStreet(t, func(s *street) {
		other := s.make() // it has no nonce yet
		s.asks(func(w http.ResponseWriter) { answerJSON(w, http.StatusOK, wire.Found{Appointment: "CODE"}) })
		if code, err := other.Appointment(s.t.Context(), "48219037"); err != nil || code != "CODE" {
			t.Errorf("told %q, %v", code, err)
		}
		s.asks(func(w http.ResponseWriter) {
			answerJSON(w, http.StatusNotFound, wire.Refusal{Code: wire.CodeUnknown})
		})
		if _, err := other.Appointment(s.t.Context(), "48219037"); !errors.Is(err, kiosk.ErrNotFound) {
			t.Errorf("digits of nothing: %v", err)
		}
		for name, answer := range map[string]func(http.ResponseWriter){
			"a portal":        func(w http.ResponseWriter) { io.WriteString(w, "<html>Wi-Fi</html>") },
			"an older center": func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound) },
			"nothing":         func(w http.ResponseWriter) { answerJSON(w, http.StatusOK, wire.Found{}) },
			"no end of nonces": func(w http.ResponseWriter) {
				answerJSON(w, http.StatusUnauthorized, wire.Refusal{Code: wire.CodeNonce, Nonce: "n1"})
			},
		} {
			s.asks(answer)
			if code, err := other.Appointment(s.t.Context(), "48219037"); err == nil || code != "" || errors.Is(err, kiosk.ErrNotFound) {
				t.Errorf("%s: told %q, %v", name, code, err)
			}
		}
	})
}

func TestATimeIsAskedForAndBooked(t *testing.T) {
	inStreet(t, func(s *street) {
		kiosk2, day := s.make(), kiosk.Date{Year: 2026, Month: 11, Day: 24}
		wish := kiosk.Booking{Service: "B", Slot: kiosk.Slot{Day: day, From: 8 * 60}, Lang: kiosk.Vietnamese, Form: "0a"}
		s.asks(func(w http.ResponseWriter) {
			answerJSON(w, http.StatusOK, wire.Times{Times: []wire.TimeLeft{{From: 8 * 60, Left: 2}}})
		})
		if left, err := kiosk2.Times(s.t.Context(), "B", day); err != nil || len(left) != 1 || left[8*60] != 2 {
			t.Errorf("left are %v, %v", left, err)
		}
		s.asks(func(w http.ResponseWriter) {
			answerJSON(w, http.StatusOK, wire.Found{Appointment: "CODE", Code: "48219037"})
		})
		if code, digits, err := kiosk2.Book(s.t.Context(), wish); err != nil || code != "CODE" || digits != "48219037" {
			t.Errorf("booked %q %q, %v", code, digits, err)
		}
		s.asks(func(w http.ResponseWriter) {
			answerJSON(w, http.StatusConflict, wire.Refusal{Code: wire.CodeTaken})
		})
		if _, _, err := kiosk2.Book(s.t.Context(), wish); !errors.Is(err, kiosk.ErrNoSlot) {
			t.Errorf("a taken time: %v", err)
		}
		s.asks(func(w http.ResponseWriter) {
			answerJSON(w, http.StatusOK, wire.Found{Appointment: "CODE", Code: "4821"})
		})
		if _, _, err := kiosk2.Book(s.t.Context(), wish); err == nil || errors.Is(err, kiosk.ErrNoSlot) {
			t.Errorf("an answer without a code: %v", err)
		}
	})
}
