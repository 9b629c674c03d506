package agent

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// road makes requests to the center.
type road struct {
	client *http.Client
	base   string // without a final slash
	now    func() time.Time
	time   Time
}

func newRoad(c *http.Client, base string, now func() time.Time, t Time) *road {
	return &road{client: direct(c), base: strings.TrimRight(base, "/"), now: now, time: t}
}

// direct is a client that goes where it is told and nowhere else: a redirect is
// an answer, and not one of the center's.
func direct(c *http.Client) *http.Client {
	return &http.Client{
		Transport:     c.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// An answer is what came back, from whomever.
type answer struct {
	status   int
	header   http.Header
	body     []byte
	sent     time.Time // by the kiosk's clock
	received time.Time
}

func (a answer) isJSON() bool {
	kind, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}

// request makes a request to the center.
func (r *road) request(ctx context.Context, method, path string, body []byte) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, r.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	return req, nil
}

// errLong tells that an answer is larger than any good one.
var errLong = errors.New("answer over its cap")

// ask makes one exchange. It ends within exchangeLasts; a body over limit bytes
// is errLong.
func (r *road) ask(req *http.Request, limit int64) (answer, error) {
	ctx, cancel := r.time.Within(req.Context(), exchangeLasts)
	defer cancel()
	a := answer{sent: r.now()}
	res, err := r.client.Do(req.WithContext(ctx))
	if err != nil {
		return a, fmt.Errorf("ask the center: %w", err)
	}
	defer res.Body.Close()
	a.status, a.header = res.StatusCode, res.Header
	if a.body, err = io.ReadAll(io.LimitReader(res.Body, limit+1)); err != nil {
		return a, fmt.Errorf("read the answer: %w", err)
	}
	if int64(len(a.body)) > limit {
		return a, errLong
	}
	a.received = r.now()
	return a, nil
}
