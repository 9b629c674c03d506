package ingest

import (
	"context"
	"crypto/ed25519"
	"errors"
	"net/http"

	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// authenticate finds the device of the path and checks that it signed exactly
// this request, not long ago.
func (g *Gate) authenticate(r *http.Request, body []byte) (store.Device, error) {
	code := r.PathValue("device")
	device, err := g.fleet.Device(r.Context(), code)
	switch {
	case errors.Is(err, kiosk.ErrNotFound):
		return store.Device{}, &refusal{status: http.StatusForbidden, code: wire.CodeDevice, why: "device unknown", reason: fleet.ReasonUnknown}
	case err != nil:
		return store.Device{}, err
	case device.Revoked(): // the same answer: who asks learns nothing
		return store.Device{}, &refusal{status: http.StatusForbidden, code: wire.CodeDevice, why: "device revoked", reason: fleet.ReasonRevoked, device: code}
	}
	if err := g.fresh(r, code, false); err != nil {
		return store.Device{}, err
	}
	if signedBy(r, body, code, device.Key) {
		return device, nil
	}
	return device, g.renewed(r.Context(), r, body, device)
}

// renewed lets a device in that signs with its next key for the first time.
func (g *Gate) renewed(ctx context.Context, r *http.Request, body []byte, device store.Device) error {
	next, err := g.fleet.NextKey(ctx, device.Code)
	if err != nil {
		return err
	}
	if !signedBy(r, body, device.Code, next) {
		return &refusal{status: http.StatusUnauthorized, code: wire.CodeSignature, why: "signature does not verify", reason: fleet.ReasonSignature, device: device.Code}
	}
	return g.fleet.UseNextKey(ctx, device.Code, next)
}

// fresh wants a nonce of the last minutes. A kiosk that has none sends none; one
// that is old or was never given is somebody's recording. A stranger is one that
// is no device yet.
func (g *Gate) fresh(r *http.Request, device string, stranger bool) error {
	nonce := r.Header.Get(wire.HeaderNonce)
	if g.fleet.CheckNonce(device, nonce) {
		return nil
	}
	no := &refusal{status: http.StatusUnauthorized, code: wire.CodeNonce, nonce: g.fleet.Nonce(device), why: "nonce missing or old"}
	if nonce != "" {
		no.reason, no.device = fleet.ReasonNonce, device
		if stranger {
			no.device = ""
		}
	}
	return no
}

func signedBy(r *http.Request, body []byte, device string, key ed25519.PublicKey) bool {
	return wire.Verify(key, signedRequest(r, body, device), r.Header.Get(wire.HeaderSignature))
}

// signedRequest is what a device signs of a request.
func signedRequest(r *http.Request, body []byte, device string) wire.Request {
	return wire.Request{Method: r.Method, Path: r.URL.RequestURI(), Device: device, Nonce: r.Header.Get(wire.HeaderNonce), Body: body}
}
