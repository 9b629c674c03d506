package simulate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"dongthap.vn/sen/sync/wire"
)

// patience is how long a kiosk waits for one answer.
const patience = 30 * time.Second

// Errors of a road.
var (
	errUnreachable = errors.New("connection refused")
	errReset       = errors.New("connection reset by peer")
)

// A road is one kiosk's way to the center. All of its faults are shares of the
// exchanges.
type road struct {
	w       *world
	m       *machine
	down    bool // nothing passes
	silent  bool // and nothing says so
	weather weather
}

// weather says how much of the traffic suffers what.
type weather struct {
	lost      float64 // the question never arrives
	late      float64 // the question arrives after the kiosk has given up
	twice     float64 // the question arrives a second time, some time later
	replyLost float64 // the answer never arrives
	replyTorn float64 // the answer arrives in part
	portal    float64 // somebody else answers
	busy      float64 // the center says: later
}

// A question is a request on its way.
type question struct {
	method, target string
	header         http.Header
	body           []byte
	strand         *strand
	over           bool // the kiosk has its answer, has given up or is dead
	reply          *reply
	err            error
}

// A reply is an answer on its way.
type reply struct {
	status int
	header http.Header
	body   []byte
	torn   bool
}

// RoundTrip sends a question and waits for the answer, as an http.RoundTripper.
func (r *road) RoundTrip(req *http.Request) (*http.Response, error) {
	if strings.HasPrefix(req.URL.Path, "/v1/hints/") {
		return response(req, &reply{status: http.StatusNotFound}), nil // a proxy that cannot stream; polling must do
	}
	if _, timed := req.Context().Deadline(); timed {
		r.w.broken("the same day: an exchange ends by the machine's clock")
	}
	q := &question{method: req.Method, target: req.URL.RequestURI(), header: req.Header.Clone(), strand: strandOf(req.Context())}
	var err error
	if q.body, err = io.ReadAll(req.Body); err != nil {
		return nil, err
	}
	r.send(q)
	q.strand.park()
	q.over = true
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	if q.err != nil {
		return nil, q.err
	}
	return response(req, q.reply), nil
}

func response(req *http.Request, a *reply) *http.Response {
	body := io.Reader(bytes.NewReader(a.body))
	if a.torn {
		body = io.MultiReader(bytes.NewReader(a.body[:len(a.body)/2]), torn{})
	}
	if a.header == nil {
		a.header = http.Header{}
	}
	return &http.Response{StatusCode: a.status, Header: a.header, Body: io.NopCloser(body), Request: req, ProtoMajor: 1, ProtoMinor: 1}
}

// torn is the end of a body that never comes.
type torn struct{}

func (torn) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// answer ends a question, if nobody did before.
func (q *question) answer(a *reply, err error) {
	if q.over {
		return
	}
	q.over, q.reply, q.err = true, a, err
	q.strand.run()
}

// send decides what becomes of a question.
func (r *road) send(q *question) {
	w := r.w
	w.after(patience, func() { q.answer(nil, context.DeadlineExceeded) })
	trip := w.span(2*time.Millisecond, time.Second)
	switch x := r.weather; {
	case r.down && r.silent, w.odds(x.lost):
		return
	case r.down:
		w.after(trip, func() { q.answer(nil, errUnreachable) })
		return
	case w.odds(x.portal):
		w.after(trip, func() {
			q.answer(r.portal(q), nil)
			r.m.believed()
		})
		return
	case w.odds(x.busy):
		w.reach(busyTold)
		w.after(trip, func() { q.answer(busy(w), nil) })
		return
	case w.odds(x.late):
		trip += patience + w.span(time.Second, 10*time.Minute)
	}
	w.after(trip, func() { r.arrive(q) })
	if w.odds(r.weather.twice) {
		w.after(trip+w.span(time.Millisecond, 20*time.Minute), func() {
			if a := w.center.serve(q); a != nil && q.method == http.MethodPost && a.status == http.StatusOK {
				w.reach(deliveredTwice)
			}
		})
	}
}

// arrive hands a question to the center and its reply to the road.
func (r *road) arrive(q *question) {
	w, late := r.w, q.over
	a := w.center.serve(q)
	taken := q.method == http.MethodPost && a != nil && a.status == http.StatusOK
	switch {
	case a == nil:
		w.after(w.span(time.Millisecond, time.Second), func() { q.answer(nil, errReset) })
		return
	case taken && late:
		w.reach(cameLate)
	}
	switch x := r.weather; {
	case w.odds(x.replyLost):
		if taken {
			w.reach(replyLost)
		}
		return
	case w.odds(x.replyTorn):
		a.torn = true
	}
	w.after(w.span(2*time.Millisecond, time.Second)+w.center.slow, func() {
		q.answer(a, nil)
		if taken {
			r.m.believed()
		}
	})
}

// portal is an answer of somebody else on the way. Some have the looks of an
// acknowledgement.
func (r *road) portal(q *question) *reply {
	r.w.reach(portalAnswered)
	page := http.Header{"Content-Type": {"text/html"}}
	text := http.Header{"Content-Type": {"application/json"}}
	if strings.HasPrefix(q.target, "/v1/doc/") && len(r.w.old) > 0 && r.w.odds(0.7) {
		return r.w.forgery(strings.TrimPrefix(q.target, "/v1/doc/"))
	}
	return pick(r.w,
		&reply{status: http.StatusOK, header: page, body: []byte("<html>Xin chào! Hãy bấm để dùng Wi-Fi.</html>")},
		&reply{status: http.StatusFound, header: http.Header{"Location": {"http://wifi.example/"}}},
		&reply{status: http.StatusOK, header: text, body: []byte("{}")},
		&reply{status: http.StatusOK, header: text, body: asJSON(wire.Ack{Device: r.m.id.Device, Epoch: "0123456789abcdef", AckedSeq: 1 << 30})},
		&reply{status: http.StatusOK, header: text, body: asJSON(wire.Ack{Device: r.m.id.Device, Epoch: r.m.epoch, AckedSeq: 1 << 30})},
		&reply{status: http.StatusBadGateway, header: page},
		&reply{status: http.StatusRequestEntityTooLarge, header: page},
	)
}

func busy(w *world) *reply {
	status := pick(w, http.StatusTooManyRequests, http.StatusServiceUnavailable)
	header := http.Header{"Content-Type": {"application/json"}, "Retry-After": {pick(w, "1", "30", "400")}}
	return &reply{status: status, header: header, body: asJSON(wire.Refusal{Code: wire.CodeBusy})}
}

func asJSON(v any) []byte { return got(json.Marshal(v)) }
