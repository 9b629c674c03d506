package web

import (
	"fmt"
	"net/http"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

const (
	maxHearers = 2000             // browsers listening at once
	heartbeat  = 15 * time.Second // of silence, then a comment, so that proxies keep the line
	sendWithin = 10 * time.Second // a browser that takes longer is dropped
)

// live tells browsers which topics have changed, as server-sent events. It
// tells nothing else, so it is open to anyone: what the change is must be
// fetched, by who may.
func (s *Server) live(w http.ResponseWriter, r *http.Request) error {
	select {
	case s.hearers <- struct{}{}:
		defer func() { <-s.hearers }()
	default:
		return store.ErrBusy
	}
	sub := s.Store.Subscribe(kiosk.DocQueue, kiosk.DocSite, store.TopicHelp, store.TopicFeedback, store.TopicMeetings, store.TopicAppointments, store.TopicFleet)
	defer sub.Close()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	line := &stream{w: w, out: http.NewResponseController(w)}
	line.err = line.out.SetReadDeadline(time.Time{}) // the server's limit is for requests, this one has been read
	line.send("retry: 3000\n\n")
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for line.err == nil {
		select {
		case <-sub.C():
			for _, h := range sub.Take() {
				line.send(fmt.Sprintf("event: %s\ndata: %d\n\n", h.Topic, h.Version))
			}
		case <-beat.C:
			line.send(":\n\n")
		case <-r.Context().Done():
			return nil
		case <-s.closing:
			return nil
		}
	}
	return nil // the browser has left; nobody is told
}

// A stream writes and flushes until the first error.
type stream struct {
	w   http.ResponseWriter
	out *http.ResponseController
	err error
}

func (l *stream) send(text string) {
	if l.err != nil {
		return
	}
	if l.err = l.out.SetWriteDeadline(time.Now().Add(sendWithin)); l.err != nil {
		return
	}
	if _, l.err = fmt.Fprint(l.w, text); l.err == nil {
		l.err = l.out.Flush()
	}
}
