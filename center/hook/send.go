package hook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"dongthap.vn/sen/center/store"
)

// A Message is what a receiver gets.
type Message struct {
	Type      string    `json:"type"`      // one of Kinds
	Timestamp time.Time `json:"timestamp"` // when it happened
	Data      Data      `json:"data"`
}

// Data is the ticket as it was then.
type Data struct {
	Ticket  string `json:"ticket"`
	N       int64  `json:"n"` // of the ticket's act: puts a ticket's events in order
	Number  string `json:"number"`
	Day     string `json:"day"`
	Service string `json:"service"`
	Counter int    `json:"counter,omitempty"`
	Calls   int    `json:"calls"`
	Reason  string `json:"reason,omitempty"`
	State   string `json:"state,omitempty"`  // after it
	Undoes  int64  `json:"undoes,omitempty"` // of ticket.undone: the n that did not happen after all
}

// MessageID is the same however often an event is sent; receivers drop what they
// have by it.
func MessageID(d store.Delivery) string { return d.Ticket + "." + strconv.FormatInt(d.N, 10) }

// Body is the message of an event, the same bytes each time.
func Body(d store.Delivery) ([]byte, error) {
	return json.Marshal(Message{d.Kind, d.At, Data{d.Ticket, d.N, d.Number, d.Day, d.Service, d.Counter, d.Calls, d.Reason,
		string(d.State), d.Undoes}})
}

// sign is the signature of Standard Webhooks: HMAC-SHA256 over id, time and body.
func sign(secret []byte, id string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// request makes the request that tells a hook of an event.
func (h *Hooks) request(ctx context.Context, to store.Hook, d store.Delivery) (*http.Request, error) {
	body, err := Body(d)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	id, now := MessageID(d), h.Now()
	signature := sign(to.Secret, id, now, body)
	if len(to.OldSecret) > 0 && now.Before(to.OldUntil) {
		signature += " " + sign(to.OldSecret, id, now, body)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Sen-Webhooks/1")
	r.Header.Set("webhook-id", id)
	r.Header.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10))
	r.Header.Set("webhook-signature", signature)
	return r, nil
}

// Troubles with a receiver: keys of assets/words "hook_trouble.*".
const (
	troubleInside      = "inside"
	troubleCertificate = "certificate"
	troubleSlow        = "slow"
	troubleUnreachable = "unreachable"
	troubleRedirect    = "redirect"
	troubleRefused     = "refused" // an answer of 4xx
	troubleBroken      = "broken"  // an answer of 5xx, or none anybody knows
)

// maxRetryAfter is the longest a receiver may ask us to wait.
const maxRetryAfter = time.Hour

// An outcome is what came of a try; trouble "" when it was taken.
type outcome struct {
	trouble string
	after   time.Duration // the receiver wants no other before
}

// send tells a hook of an event and judges the answer. Of the answer's body
// nothing is kept: it may hold anything.
func (h *Hooks) send(ctx context.Context, to store.Hook, d store.Delivery) outcome {
	r, err := h.request(ctx, to, d)
	if err != nil {
		return outcome{trouble: troubleBroken}
	}
	w, err := h.client.Do(r)
	if err != nil {
		return outcome{trouble: troubleOf(err)}
	}
	defer w.Body.Close()
	io.Copy(io.Discard, io.LimitReader(w.Body, 4<<10)) // so that the connection can be used again
	switch status := w.StatusCode; {
	case status >= 200 && status < 300:
		return outcome{}
	case status >= 300 && status < 400:
		return outcome{trouble: troubleRedirect}
	case status >= 400 && status < 500:
		return outcome{troubleRefused, retryAfter(w)}
	default:
		return outcome{troubleBroken, retryAfter(w)}
	}
}

func retryAfter(w *http.Response) time.Duration {
	seconds, err := strconv.Atoi(w.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(min(seconds, 1e6))*time.Second, maxRetryAfter)
}

func troubleOf(err error) string {
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(err, errInside):
		return troubleInside
	case errors.As(err, &certificate):
		return troubleCertificate
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return troubleSlow
	}
	return troubleUnreachable
}
