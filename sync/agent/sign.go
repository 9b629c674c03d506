package agent

import (
	"context"
	"crypto/ed25519"
	"net/http"
	"sync"
	"time"

	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/sync/wire"
)

// nonceLasts is how long the center's nonce is used: less than it is good for,
// because one that is too old looks like somebody's recording.
const nonceLasts = 4 * time.Minute

// A signer signs what this kiosk asks. It holds one key, or several while keys
// are renewed: which of them the center knows is the center's to say. The sender
// alone changes keys; anyone may sign.
type signer struct {
	road *road
	time Time

	mu    sync.Mutex
	id    identity.Identity
	with  int       // which of keys signs
	nonce string    // the center's, for the next request
	since time.Time // of the nonce, by time
}

func newSigner(r *road, c Config) *signer { return &signer{road: r, time: c.Time, id: c.Identity} }

// keysOf are those the center may know this kiosk by, the likeliest first.
func keysOf(id identity.Identity) (keys []ed25519.PrivateKey) {
	for _, k := range []ed25519.PrivateKey{id.DeviceKey, id.NextKey, id.FormerKey} {
		if k != nil {
			keys = append(keys, k)
		}
	}
	return keys
}

// request makes a signed request.
func (s *signer) request(ctx context.Context, method, path string, body []byte) (*http.Request, error) {
	s.mu.Lock()
	key := keysOf(s.id)[s.with]
	s.mu.Unlock()
	return s.requestWith(ctx, key, method, path, body)
}

func (s *signer) requestWith(ctx context.Context, key ed25519.PrivateKey, method, path string, body []byte) (*http.Request, error) {
	req, err := s.road.request(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	nonce := s.fresh()
	req.Header.Set(wire.HeaderNonce, nonce)
	req.Header.Set(wire.HeaderSignature, wire.Sign(key, signedBy(req, s.device(), nonce, body)))
	return req, nil
}

// signedBy is what of a request is signed.
func signedBy(req *http.Request, device, nonce string, body []byte) wire.Request {
	return wire.Request{Method: req.Method, Path: req.URL.RequestURI(), Device: device, Nonce: nonce, Body: body}
}

func (s *signer) device() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id.Device
}

// hold keeps a nonce the center gave.
func (s *signer) hold(nonce string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nonce, s.since = nonce, s.time.Now()
}

// fresh is the nonce, "" when it has grown old: the center then gives another.
func (s *signer) fresh() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.time.Now().Sub(s.since) > nonceLasts {
		s.nonce = ""
	}
	return s.nonce
}

// others is how many keys there are beside the one that signs.
func (s *signer) others() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(keysOf(s.id)) - 1
}

// turn signs with the next of the keys from now on: the center knows the
// present one not.
func (s *signer) turn() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.with = (s.with + 1) % len(keysOf(s.id))
}

// known is who this kiosk is, once the center has taken a request signed as now,
// at a moment by its clock; changed tells whether that is news.
func (s *signer) known(at time.Time) (id identity.Identity, changed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id = s.id
	key := keysOf(id)[s.with]
	switch {
	case key.Equal(id.DeviceKey):
		if !id.KeySince.IsZero() {
			return id, false
		}
	case id.NextKey != nil && key.Equal(id.NextKey): // the key before is kept: the center may be put back to a backup
		id.FormerKey, id.DeviceKey, id.NextKey = id.DeviceKey, id.NextKey, nil
	default: // it was put back: it has to hear of the newer key again
		if id.NextKey == nil {
			id.NextKey = id.DeviceKey
		}
		id.DeviceKey, id.FormerKey = id.FormerKey, nil
	}
	id.KeySince = at
	s.id, s.with = id, 0
	return id, true
}

// become replaces what this kiosk knows of itself.
func (s *signer) become(id identity.Identity) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.id = id
}

func (s *signer) identity() identity.Identity {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id
}
