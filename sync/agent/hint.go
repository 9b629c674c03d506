package agent

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"time"

	"dongthap.vn/sen/sync/wire"
)

// hints listens to the center's stream of new versions. It only makes things
// fast: what is missed is found by polling.
type hints struct {
	road     *road
	signer   *signer
	versions *versions
	hurry    chan struct{} // of the sender
	log      *slog.Logger
	time     Time
}

// run keeps the stream open, until ctx ends.
func (h *hints) run(ctx context.Context) {
	wait := ceiling{first: hintFirst, most: hintMost}
	for ctx.Err() == nil {
		begun := h.time.Now()
		open, err := h.listen(ctx)
		h.log.Debug("road: no hints", "error", err)
		if open {
			h.time.Rest(ctx, between(h.time, 0, hintSpread), nil, nil)
			poke(h.hurry) // is the center gone?
		}
		if open && h.time.Now().Sub(begun) > hintMost {
			wait.reset()
		}
		h.time.Rest(ctx, between(h.time, 0, wait.next()), nil, nil)
	}
}

// listen opens the stream and reads it to its end. It gives up after
// hintSilence without a line. It reports whether the stream was open.
func (h *hints) listen(ctx context.Context) (open bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	watchdog := time.AfterFunc(hintSilence, cancel)
	defer watchdog.Stop()
	res, err := h.open(ctx)
	if err != nil {
		return false, fmt.Errorf("open the stream: %w", err)
	}
	defer res.Body.Close()
	kind, _, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if err != nil || res.StatusCode != http.StatusOK || kind != "text/event-stream" {
		return false, fmt.Errorf("open the stream: %w", errStranger)
	}
	poke(h.hurry) // the center may have come back
	return true, h.read(res.Body, func() { watchdog.Reset(hintSilence) })
}

// open asks for the stream; a nonce grown old is replaced once. Which key signs
// is the sender's to find out.
func (h *hints) open(ctx context.Context) (*http.Response, error) {
	res, err := h.ask(ctx)
	if err != nil || res.StatusCode != http.StatusUnauthorized {
		return res, err
	}
	nonce := nonceOf(res)
	res.Body.Close()
	if nonce == "" {
		return nil, errStranger
	}
	h.signer.hold(nonce)
	return h.ask(ctx)
}

func (h *hints) ask(ctx context.Context) (*http.Response, error) {
	req, err := h.signer.request(ctx, http.MethodGet, "/v1/hints/"+h.signer.device(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "text/event-stream")
	return h.road.client.Do(req)
}

// nonceOf reads the nonce of a refusal, "" for none.
func nonceOf(res *http.Response) string {
	body, err := io.ReadAll(io.LimitReader(res.Body, wire.MaxAnswer))
	if err != nil {
		return ""
	}
	return refusedBy(answer{status: res.StatusCode, header: res.Header, body: body}).nonce
}

// read takes the hints from a stream until it ends, calling alive for every
// line.
func (h *hints) read(stream io.Reader, alive func()) error {
	lines := bufio.NewScanner(stream)
	lines.Buffer(nil, wire.MaxHint)
	event := ""
	for lines.Scan() {
		alive()
		line := lines.Text()
		if line == "" {
			event = ""
		}
		if name, ok := strings.CutPrefix(line, "event:"); ok {
			event = strings.TrimSpace(name)
		}
		if data, ok := strings.CutPrefix(line, "data:"); ok && event == "hint" {
			h.take(data)
		}
	}
	return errors.Join(lines.Err(), io.EOF)
}

// take passes a hint on; what cannot be read is nothing lost.
func (h *hints) take(data string) {
	var hint wire.Hint
	if json.Unmarshal([]byte(data), &hint) == nil {
		h.versions.hint(hint)
	}
}
