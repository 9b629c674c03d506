package agent

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/sync/wire"
)

// KeyLasts is how long a device key is used before the kiosk renews it: a
// quarter, so that a key somebody copied is worth nothing after the next one.
const KeyLasts = 90 * 24 * time.Hour

// renewAgain is the time between two tries.
const renewAgain = time.Hour

// noteKey keeps what an acknowledgement told of this kiosk's keys. What cannot be
// kept now is found out again after a restart: the file still holds every key the
// center may know.
func (s *sender) noteKey(at time.Time) {
	id, changed := s.signer.known(at)
	if !changed || s.keep == nil {
		return
	}
	if err := s.keep(id); err != nil {
		s.log.Warn("road: keys not kept", "err", err)
	}
}

// due reports whether the device key is to be renewed, at a moment by the
// center's clock. A clock that jumped makes it early, never late for good.
func (s *sender) due(id identity.Identity, at time.Time) bool {
	return s.keep != nil && (id.NextKey != nil || !id.KeySince.IsZero() && at.Sub(id.KeySince).Abs() >= s.keyLasts) && !s.time.Now().Before(s.renewAt)
}

// renew replaces the device key when it is due. The next key is on disk before
// the center hears of it. The one before is good until the center has seen a
// request signed with the next, and is tried again whenever that one is refused:
// wherever this is interrupted, one of the two is known.
func (s *sender) renew(ctx context.Context) {
	id := s.signer.identity()
	if !s.due(id, s.ackedAt) {
		return
	}
	s.renewAt = s.time.Now().Add(spread(s.time, renewAgain))
	if err := s.tryRenew(ctx, id); err != nil {
		s.log.Warn("road: key not renewed", "err", err)
		return
	}
	s.log.Info("road: key renewed")
}

func (s *sender) tryRenew(ctx context.Context, id identity.Identity) (err error) {
	if id.NextKey == nil {
		if id.NextKey, err = identity.NewKey(); err != nil {
			return err
		}
		if err := s.keep(id); err != nil {
			return fmt.Errorf("keep the next key: %w", err)
		}
		s.signer.become(id)
	}
	if err := s.askRenew(ctx, id); err != nil {
		return err
	}
	s.signer.turn() // to the next: the request that follows ends the key before
	return nil
}

func (s *sender) askRenew(ctx context.Context, id identity.Identity) error {
	body, err := json.Marshal(wire.Renew{NextKey: public(id.NextKey)})
	if err != nil {
		return err
	}
	req, err := s.signer.requestWith(ctx, id.DeviceKey, http.MethodPost, "/v1/renew/"+id.Device, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	nonce := req.Header.Get(wire.HeaderNonce)
	req.Header.Set(wire.HeaderNextSignature, wire.Sign(id.NextKey, signedBy(req, id.Device, nonce, body)))
	a, err := s.road.ask(req, wire.MaxAnswer)
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		return refusedBy(a)
	}
	var done wire.Renewed
	if !a.isJSON() || json.Unmarshal(a.body, &done) != nil || done.Device != id.Device || string(done.NextKey) != string(public(id.NextKey)) {
		return errStranger
	}
	return nil
}
