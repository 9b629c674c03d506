package agent

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// A doubt is how far one refused event has been tried. A center is never to
// refuse a batch for what one event holds; should it do so all the same, a
// heartbeat tells whether the event is at fault or the center refuses
// everything. Only an event refused again right after a heartbeat was taken goes
// without its content, which stays here, so that the center can take those
// behind it.
type doubt struct {
	stage stage
	seq   int64 // the event
}

type stage int

const (
	none        stage = iota
	probing           // the event was refused alone: send a heartbeat next
	insisting         // the heartbeat was taken: send the event once more
	withholding       // it was refused again: send it without its content
)

// errNarrowed tells that the next batch differs and may go at once.
var errNarrowed = errors.New("batch refused, to be sent smaller")

// errStuck tells that the center refuses what cannot be made smaller.
var errStuck = errors.New("the center refuses the smallest batch")

// narrow makes the next batch smaller after one that was refused for its size
// or its content, or took too long.
func (s *sender) narrow(b wire.Batch, err error) error {
	unfit, sure := unfit(err)
	switch {
	case unfit && len(b.Events) > 1:
		s.limit = len(b.Events) / 2
		return errNarrowed
	case unfit && sure:
		return s.suspect(b, err)
	case timedOut(err):
		s.limit = max(1, s.limit/2) // a poor line carries small batches
	}
	s.doubt = doubt{} // the steps of a doubt follow one another or begin anew
	return err
}

// unfit reports whether a batch was refused for what it is, and whether that
// is sure: a proxy's word is enough to try a smaller batch, but not to withhold
// what an event says.
func unfit(err error) (unfit, sure bool) {
	if errors.Is(err, wire.ErrTooLarge) {
		return true, true
	}
	r, ok := errors.AsType[*refusal](err)
	if !ok {
		return false, false
	}
	sure = r.code != ""
	return r.status == http.StatusRequestEntityTooLarge || sure && r.status == http.StatusBadRequest, sure
}

// suspect goes one step further with a batch that cannot be divided.
func (s *sender) suspect(b wire.Batch, err error) error {
	switch {
	case s.doubt.stage == none && len(b.Events) == 1:
		s.doubt = doubt{stage: probing, seq: b.FirstSeq}
		return err
	case s.doubt.stage == insisting:
		s.doubt.stage = withholding
		return errNarrowed
	}
	s.doubt = doubt{}
	s.board.change(func(st *State) { st.Stuck = b.FirstSeq })
	return errors.Join(errStuck, err)
}

// settle draws the conclusion from a batch that was taken. It reports whether
// the road is free; a heartbeat that was a probe does not tell.
func (s *sender) settle(b wire.Batch) (free bool) {
	if s.doubt.stage == probing {
		s.doubt.stage = insisting
		return false
	}
	if len(b.Events) == 0 {
		return true
	}
	if b.Events[0].Withheld {
		s.log.Error("road: an event went without its content", "seq", b.FirstSeq)
		s.board.change(func(st *State) { st.Withheld = b.FirstSeq })
	}
	s.doubt = doubt{}
	s.board.change(func(st *State) { st.Stuck = 0 })
	return true
}

// weather notes trouble and waits as long as it asks for.
func (s *sender) weather(ctx context.Context, err error) {
	if errors.Is(err, errNarrowed) {
		return
	}
	r, ok := errors.AsType[*refusal](err)
	if !ok {
		r = &refusal{}
	}
	stopped := r.code == wire.CodeDevice || r.code == wire.CodeSignature
	s.tell(err, r, stopped)
	switch {
	case stopped || errors.Is(err, errStuck):
		s.time.Rest(ctx, between(s.time, slowMin, slowMax), nil, nil)
	case r.after > 0:
		s.time.Rest(ctx, spread(s.time, r.after), nil, nil)
	default:
		s.time.Rest(ctx, between(s.time, 0, s.wait.next()), nil, s.hurry)
	}
}

// tell tells the desk, staff and the log of trouble.
func (s *sender) tell(err error, r *refusal, stopped bool) {
	s.note(kindOf(err), err)
	if r.code == wire.CodeGap {
		s.known = false
	}
	if stopped {
		s.board.change(func(st *State) { st.Stopped = true })
	}
	if stopped || errors.Is(err, errStuck) {
		s.link.show(false) // nothing will change within the minute
		return
	}
	s.link.bad()
}

// note logs trouble once, when it begins or changes, and its end.
func (s *sender) note(kind string, err error) {
	if kind == s.logged {
		return
	}
	s.logged = kind
	if err == nil {
		s.log.Info("road: events are acknowledged")
		return
	}
	s.log.Warn("road: events are not acknowledged", "trouble", kind, "error", err)
}

// kindOf names trouble for the log: the same kind is logged once.
func kindOf(err error) string {
	r, refused := errors.AsType[*refusal](err)
	_, unreached := errors.AsType[*url.Error](err)
	switch {
	case errors.Is(err, errStuck):
		return "stuck"
	case refused && r.code != "":
		return r.code
	case errors.Is(err, errStranger):
		return "stranger"
	case errors.Is(err, errAck):
		return "ack"
	case errors.Is(err, errCertificate):
		return "certificate"
	case errors.Is(err, errHandshake):
		return "handshake"
	case timedOut(err):
		return "timeout"
	case errors.Is(err, kiosk.ErrDiskFull):
		return "disk"
	case unreached:
		return "unreachable"
	}
	return "other"
}
