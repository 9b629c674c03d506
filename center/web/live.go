package web

import (
	"bytes"
	"fmt"
	"net"
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
	default:
		return store.ErrBusy
	}
	line, err := openStream(w)
	if err != nil {
		<-s.hearers
		return fmt.Errorf("open stream: %w", err)
	}
	sub := s.Store.Subscribe(kiosk.DocQueue, kiosk.DocSite, store.TopicHelp, store.TopicFeedback, store.TopicMeetings, store.TopicAppointments, store.TopicFleet)
	go func() {
		defer func() { <-s.hearers }()
		defer sub.Close()
		s.follow(sub, line)
	}()
	return nil
}

// follow sends a browser what it is to look at, until it leaves or the center stops.
func (s *Server) follow(sub *store.Subscription, line *stream) {
	defer line.conn.Close()
	left := line.watch()
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
		case <-left:
			return
		case <-s.closing:
			return
		}
	}
}

// A stream is a connection taken from the server, which holds a reader, a writer
// and a deep stack for each as long as it is asked something: for hundreds of
// browsers that listen all day, most of what they would cost. It writes until the
// first error.
type stream struct {
	conn net.Conn
	err  error
}

// openStream answers a request with a body that ends with its connection.
func openStream(w http.ResponseWriter) (*stream, error) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	h.Set("Connection", "close")
	h.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	var head bytes.Buffer
	head.WriteString("HTTP/1.1 200 OK\r\n")
	if err := h.Write(&head); err != nil {
		return nil, err
	}
	head.WriteString("\r\n")
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil, err
	}
	line := &stream{conn: conn}
	line.send(head.String())
	return line, nil
}

func (l *stream) send(text string) {
	if l.err != nil {
		return
	}
	if l.err = l.conn.SetWriteDeadline(time.Now().Add(sendWithin)); l.err == nil {
		_, l.err = l.conn.Write([]byte(text))
	}
}

// watch closes what it gives when the browser has left. One that says anything more
// is none of ours.
func (l *stream) watch() <-chan struct{} {
	left := make(chan struct{})
	go func() {
		defer close(left)
		l.conn.Read(make([]byte, 1))
	}()
	return left
}
