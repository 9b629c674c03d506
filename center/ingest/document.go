package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// document gives out a signed document, or 304 to who has it. Documents hold
// nothing personal and carry their own signature, so anyone may read them.
func (g *Gate) document(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	if !slices.Contains(kiosk.DocumentNames, name) {
		return notFound(name)
	}
	w.Header().Set("Cache-Control", "no-cache")
	if held := r.Header.Get("If-None-Match"); held != "" {
		if version, err := g.publisher.Version(r.Context(), name); err == nil && held == publish.ETag(version) {
			w.Header().Set("ETag", held)
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	d, err := g.publisher.Envelope(r.Context(), name)
	if errors.Is(err, kiosk.ErrNotFound) {
		return notFound(name)
	}
	if err != nil {
		return err
	}
	w.Header().Set("ETag", publish.ETag(d.Version))
	w.Header().Set("Content-Type", "application/json")
	w.Write(d.Bytes)
	return nil
}

func notFound(name string) error {
	return &refusal{status: http.StatusNotFound, code: wire.CodeBad, why: fmt.Sprintf("no document %q", name)}
}

const (
	heartbeat = 15 * time.Second // keeps proxies from closing the stream
	slowest   = 30 * time.Second // a listener that takes longer to read is let go
)

// hints streams to a device which documents have a new version, beginning with
// the versions of now. It is a shortcut: who misses a hint finds out by polling.
// The stream ends with the approval of the device, at whichever center it ends.
func (g *Gate) hints(w http.ResponseWriter, r *http.Request) error {
	sub := g.store.Subscribe(append([]string{store.TopicApproval}, kiosk.DocumentNames...)...)
	defer sub.Close() // it listens before the device is read: no revocation falls in between
	device, err := g.authenticate(r, nil)
	if err != nil {
		return err
	}
	versions, err := g.publisher.Versions(r.Context())
	if err != nil {
		return err
	}
	s := &stream{w: w, control: http.NewResponseController(w)}
	s.begin()
	for _, name := range kiosk.DocumentNames {
		s.hint(store.Hint{Topic: name, Version: versions[name]})
	}
	beat := time.NewTicker(g.heartbeat)
	defer beat.Stop()
	for s.flush() == nil {
		select {
		case <-r.Context().Done():
			return nil
		case <-g.stopped:
			return nil
		case <-sub.C():
			for _, h := range sub.Take() {
				if h.Topic == store.TopicApproval && !g.still(r.Context(), device) {
					return nil
				}
				if h.Topic != store.TopicApproval && h.Version > versions[h.Topic] { // else it was told already
					versions[h.Topic] = h.Version
					s.hint(h)
				}
			}
		case <-beat.C: // on SQLite a command in a process of its own tells nobody
			if !g.still(r.Context(), device) {
				return nil
			}
			s.comment()
		}
	}
	return nil
}

// approved reports whether a device still is what it was when its stream began.
func (g *Gate) approved(ctx context.Context, was store.Device) bool {
	now, err := g.fleet.Device(ctx, was.Code)
	return err == nil && !now.Revoked() && now.EnrolledAt.Equal(was.EnrolledAt)
}

// A stream writes server-sent events. Its errors surface at flush.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (s *stream) begin() {
	s.w.Header().Set("Content-Type", "text/event-stream")
	s.w.Header().Set("Cache-Control", "no-store")
	s.w.Header().Set("X-Accel-Buffering", "no")
	s.w.WriteHeader(http.StatusOK)
}

func (s *stream) hint(h store.Hint) {
	data, err := json.Marshal(wire.Hint{Doc: h.Topic, Version: h.Version})
	if err != nil {
		panic(err) // a string and a number
	}
	fmt.Fprintf(s.w, "event: hint\ndata: %s\n\n", data)
}

func (s *stream) comment() { fmt.Fprint(s.w, ": still here\n\n") }

func (s *stream) flush() error {
	s.control.SetWriteDeadline(time.Now().Add(slowest)) // not every writer has deadlines; then the server's hold
	return s.control.Flush()
}
