package agent

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"dongthap.vn/sen/sync/wire"
)

// errStranger tells that something answered which is not the center: a captive
// portal, a proxy, another kiosk's center.
var errStranger = errors.New("not the center's answer")

// errAck tells that the center's acknowledgement does not fit this kiosk.
var errAck = errors.New("acknowledgement that does not fit")

// A refusal is an answer that is not an Ack. Its code is empty when the answer
// was not the center's; what it then says of size and of waiting is still
// heeded.
type refusal struct {
	status int
	code   string // one of wire's Code constants, or ""
	nonce  string
	after  time.Duration // from Retry-After
}

func (r *refusal) Error() string { return fmt.Sprintf("refused: %d %s", r.status, r.code) }

// Is makes a refusal that was not the center's an errStranger.
func (r *refusal) Is(target error) bool { return target == errStranger && r.code == "" }

// A fit is what an acknowledgement must fit.
type fit struct {
	device string
	epoch  string
	last   int64 // the last event this kiosk has
}

// believe is the one place that decides whether an answer is the center's
// acknowledgement. Events are as good as delivered when it says so: status,
// content type, device, epoch and range must all fit. A cursor beyond the last
// event fits no range, unless its hash tells that another machine has gone on
// from a copy of this one.
func believe(a answer, f fit) (wire.Ack, error) {
	if a.status != http.StatusOK {
		return wire.Ack{}, refusedBy(a)
	}
	if !a.isJSON() {
		return wire.Ack{}, fmt.Errorf("%w: content type %.40q", errStranger, a.header.Get("Content-Type"))
	}
	var ack wire.Ack
	if err := json.Unmarshal(a.body, &ack); err != nil {
		return wire.Ack{}, fmt.Errorf("%w: not an acknowledgement", errStranger)
	}
	switch {
	case ack.Device != f.device:
		return wire.Ack{}, fmt.Errorf("%w: it is of device %.10q", errAck, ack.Device)
	case ack.Epoch != f.epoch:
		return wire.Ack{}, fmt.Errorf("%w: it is of epoch %.20q", errAck, ack.Epoch)
	case ack.AckedSeq < 0 || ack.AckedSeq > f.last && ack.Hash == "":
		return wire.Ack{}, fmt.Errorf("%w: event %d of %d", errAck, ack.AckedSeq, f.last)
	}
	return ack, nil
}

// refusedBy reads an answer that is not 200.
func refusedBy(a answer) *refusal {
	r := &refusal{status: a.status}
	if a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable {
		r.after = retryAfter(a.header, a.received)
	}
	var body wire.Refusal
	if a.status >= 400 && a.isJSON() && json.Unmarshal(a.body, &body) == nil && slices.Contains(codes, body.Code) {
		r.code, r.nonce = body.Code, body.Nonce
	}
	return r
}

// codes are those a center may refuse with.
var codes = []string{
	wire.CodeNonce, wire.CodeSignature, wire.CodeDevice, wire.CodeTooLarge, wire.CodeBad, wire.CodeGap, wire.CodeBusy, wire.CodeEnrol, wire.CodeUnknown, wire.CodeTaken,
}
