package agent

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/sync/wire"
)

func fitting() (fit, wire.Ack) {
	return fit{device: "2", epoch: "00112233445566ff", last: 42},
		wire.Ack{Server: "town", Device: "2", Epoch: "00112233445566ff", AckedSeq: 42, Nonce: "n"}
}

func answerOf(t *testing.T, status int, kind string, v any) answer {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return answer{status: status, header: http.Header{"Content-Type": {kind}}, body: body}
}

func TestBelieveTakesOnlyWhatFits(t *testing.T) {
	f, good := fitting()
	for _, kind := range []string{"application/json", "application/json; charset=utf-8", "Application/JSON"} {
		if ack, err := believe(answerOf(t, 200, kind, good), f); err != nil || ack.AckedSeq != 42 {
			t.Errorf("%s: %+v, %v", kind, ack, err)
		}
	}
	further := good // a copy of this kiosk has gone on from the same events
	further.AckedSeq, further.Hash = 43, strings.Repeat("ab", 32)
	if _, err := believe(answerOf(t, 200, "application/json", further), f); err != nil {
		t.Errorf("the cursor of another history: %v", err)
	}
	for name, c := range map[string]struct {
		status int
		kind   string
		change func(*wire.Ack)
		want   error
	}{
		"201":             {201, "application/json", nil, errStranger},
		"206":             {206, "application/json", nil, errStranger},
		"302":             {302, "application/json", nil, errStranger},
		"no type":         {200, "", nil, errStranger},
		"HTML":            {200, "text/html", nil, errStranger},
		"JSON of a sort":  {200, "application/problem+json", nil, errStranger},
		"another device":  {200, "application/json", func(a *wire.Ack) { a.Device = "3" }, errAck},
		"another epoch":   {200, "application/json", func(a *wire.Ack) { a.Epoch = "" }, errAck},
		"beyond the last": {200, "application/json", func(a *wire.Ack) { a.AckedSeq = 43 }, errAck},
		"negative":        {200, "application/json", func(a *wire.Ack) { a.AckedSeq = -1 }, errAck},
	} {
		ack := good
		if c.change != nil {
			c.change(&ack)
		}
		if got, err := believe(answerOf(t, c.status, c.kind, ack), f); !errors.Is(err, c.want) || got.Device != "" {
			t.Errorf("%s: %+v, %v; want %v", name, got, err, c.want)
		}
	}
}

func TestBelieveWantsOneWholeMessage(t *testing.T) {
	f, good := fitting()
	a := answerOf(t, 200, "application/json", good)
	whole := a.body
	for n := range whole {
		a.body = whole[:n]
		if _, err := believe(a, f); err == nil {
			t.Errorf("the first %d bytes of %d were believed", n, len(whole))
		}
	}
	a.body = append(whole, whole...)
	if _, err := believe(a, f); err == nil {
		t.Error("two messages were believed")
	}
}

func TestOnlyTheCentersRefusalHasACode(t *testing.T) {
	for _, c := range []struct {
		status     int
		kind, code string
		want       string
	}{
		{403, "application/json", wire.CodeDevice, wire.CodeDevice},
		{401, "application/json", wire.CodeNonce, wire.CodeNonce},
		{403, "text/html", wire.CodeDevice, ""},
		{403, "application/json", "other", ""},
		{403, "application/json", "", ""},
		{302, "application/json", wire.CodeDevice, ""},
	} {
		r := refusedBy(answerOf(t, c.status, c.kind, wire.Refusal{Code: c.code}))
		if r.code != c.want || errors.Is(r, errStranger) != (c.want == "") {
			t.Errorf("%d %s %q: code %q, stranger %t", c.status, c.kind, c.code, r.code, errors.Is(r, errStranger))
		}
	}
}

func TestRetryAfterInEitherForm(t *testing.T) {
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"":                              0,
		"0":                             0,
		"7":                             7 * time.Second,
		"-7":                            0,
		"1.5":                           0,
		"soon":                          0,
		"86400":                         afterMost,
		"9223372036854775807":           afterMost,
		"92233720368547758070":          0,
		"Tue, 24 Nov 2026 08:01:00 GMT": time.Minute,
		"Tue, 24 Nov 2026 07:01:00 GMT": 0,
		"Thu, 24 Nov 2072 08:01:00 GMT": afterMost,
	} {
		if got := retryAfter(http.Header{"Retry-After": {text}}, now); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
