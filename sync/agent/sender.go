package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/kiosk/store"
	"dongthap.vn/sen/sync/wire"
)

// A sender carries events, one batch in flight. Its goroutine alone uses it,
// but for hurry.
type sender struct {
	store    *store.Store
	device   string
	signer   *signer
	keep     func(identity.Identity) error // nil: keys are not renewed
	keyLasts time.Duration
	road     *road
	board    *board
	versions *versions
	link     link
	log      *slog.Logger
	now      func() time.Time
	time     Time
	version  string
	diskFree func() int64
	believe  func(answer, fit) (wire.Ack, error)

	hurry  chan struct{} // fires when the center may have gone or come back
	wait   ceiling       // after trouble
	cursor int64         // the last event the center has
	known  bool          // cursor is the center's own word
	limit  int           // events in the next batch
	doubt  doubt         // about the event after cursor
	logged string        // the trouble last logged

	ackedAt time.Time // of the last acknowledgement, by the center's clock
	renewAt time.Time // when a key may be renewed again, by time
}

func newSender(c Config, r *road, b *board, v *versions, g *signer) *sender {
	return &sender{
		store: c.Store, device: c.Identity.Device, signer: g, keep: c.Keep, keyLasts: c.KeyLasts, road: r, board: b, versions: v, link: link{desk: c.Desk}, log: c.Log, now: c.Now, time: c.Time,
		version: c.Version, diskFree: c.DiskFree, believe: believe,
		hurry: make(chan struct{}, 1), wait: ceiling{first: retryFirst, most: retryMost}, limit: wire.MaxEvents,
	}
}

// run sends what is recorded as it is recorded, and a heartbeat when nothing
// is, until ctx ends.
func (s *sender) run(ctx context.Context) {
	for ctx.Err() == nil {
		more, err := s.turn(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			s.weather(ctx, err)
		case !more:
			s.time.Rest(ctx, between(s.time, pollMin, pollMax), s.store.Wake(), s.hurry)
		}
	}
}

// turn is one exchange: ask for the cursor when it is not known, else send a
// batch. It reports whether there is more to do at once.
func (s *sender) turn(ctx context.Context) (more bool, err error) {
	if !s.known {
		return true, s.askCursor(ctx)
	}
	b, err := s.compose(ctx)
	if err != nil {
		return false, err
	}
	if err := s.deliver(ctx, b); err != nil {
		return false, s.narrow(b, err)
	}
	s.delivered(b)
	s.renew(ctx)
	pending, err := s.store.Pending(ctx)
	return pending > 0, err
}

// askCursor learns where to begin. The center's cursor is the truth, also when
// it is lower than remembered: the center was restored from a backup.
func (s *sender) askCursor(ctx context.Context) error {
	_, err := s.exchange(ctx, http.MethodGet, "/v1/sync/"+s.device+"?epoch="+s.store.Epoch(), nil, 0)
	s.known = err == nil
	return err
}

// deliver sends a batch and notes what the center has.
func (s *sender) deliver(ctx context.Context, b wire.Batch) error {
	packed, err := wire.Pack(b)
	if err != nil {
		return err
	}
	ack, err := s.exchange(ctx, http.MethodPost, "/v1/sync/"+s.device, packed, lastOf(b))
	if err == nil && len(b.Events) > 0 && ack.AckedSeq < b.FirstSeq {
		return fmt.Errorf("%w: nothing of a batch from event %d was taken", errAck, b.FirstSeq)
	}
	return err
}

// delivered notes that a batch went well: the next may be larger.
func (s *sender) delivered(b wire.Batch) {
	if s.settle(b) {
		s.limit = min(2*s.limit, wire.MaxEvents)
		s.wait.reset()
		s.link.good()
		s.note("", nil)
	}
}

// exchange makes a signed request. A nonce grown old is replaced once by the
// one the refusal brings, and each key the center may know is tried once. The
// request carries events up to sent.
func (s *sender) exchange(ctx context.Context, method, path string, body []byte, sent int64) (wire.Ack, error) {
	ack, err := s.try(ctx, method, path, body, sent)
	nonces, keys := 1, s.signer.others()
	for err != nil {
		r, ok := errors.AsType[*refusal](err)
		switch {
		case ok && r.code == wire.CodeNonce && r.nonce != "" && nonces > 0:
			nonces--
			s.signer.hold(r.nonce)
		case ok && r.code == wire.CodeSignature && keys > 0:
			keys--
			s.signer.turn()
		default:
			return ack, err
		}
		ack, err = s.try(ctx, method, path, body, sent)
	}
	return ack, nil
}

func (s *sender) try(ctx context.Context, method, path string, body []byte, sent int64) (wire.Ack, error) {
	acked, last, err := s.holds(ctx)
	if err != nil {
		return wire.Ack{}, err
	}
	req, err := s.signer.request(ctx, method, path, body)
	if err != nil {
		return wire.Ack{}, err
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", wire.ContentType)
	}
	a, err := s.road.ask(req, wire.MaxAnswer)
	if err != nil {
		return wire.Ack{}, err
	}
	ack, err := s.believe(a, fit{device: s.device, epoch: s.store.Epoch(), last: last})
	if err != nil {
		return wire.Ack{}, err
	}
	s.board.acked(a, ack)
	s.versions.tell(ack.Versions)
	s.signer.hold(ack.Nonce)
	s.ackedAt = time.UnixMilli(ack.ServerTime).UTC()
	s.noteKey(s.ackedAt)
	if s.cursor, err = s.place(ctx, ack, last, sent); err != nil {
		return ack, err
	}
	if s.cursor != acked { // a heartbeat costs no write
		if err := s.store.SetAcked(ctx, s.cursor, time.UnixMilli(ack.ServerTime)); err != nil {
			return ack, err
		}
	}
	return ack, s.witness(ctx, ack.Audit)
}

// witness keeps the head of the center's audit log when it has moved.
func (s *sender) witness(ctx context.Context, head string) error {
	held, err := s.store.Audit(ctx)
	if err != nil || head == held || head == "" || len(head) > wire.MaxAudit {
		return err
	}
	return s.store.SetAudit(ctx, head)
}

// holds tells the last event known to be acknowledged and the last there is.
func (s *sender) holds(ctx context.Context) (acked, last int64, err error) {
	if acked, err = s.store.Acked(ctx); err != nil {
		return 0, 0, err
	}
	pending, err := s.store.Pending(ctx)
	return acked, acked + pending, err
}
