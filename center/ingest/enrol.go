package ingest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// maxEnrol is well above any message of an enrolment or a renewal.
const maxEnrol = 4 << 10

// readSmall reads such a message into v, and returns its bytes.
func readSmall(r *http.Request, v any) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxEnrol+1))
	if err != nil || len(body) > maxEnrol {
		return nil, bad("read message", err)
	}
	if err := json.Unmarshal(body, v); err != nil {
		return nil, bad("read message", err)
	}
	return body, nil
}

// enrol answers a kiosk that says it knows a code.
func (g *Gate) enrol(w http.ResponseWriter, r *http.Request) error {
	var e wire.Enrol
	if _, err := readSmall(r, &e); err != nil {
		return err
	}
	offer, err := g.fleet.Enrol(r.Context(), e)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, offer)
	return nil
}

// verdict tells a kiosk that has proved a code whether it was let in.
func (g *Gate) verdict(w http.ResponseWriter, r *http.Request) error {
	var o wire.Opening
	body, err := readSmall(r, &o)
	if err != nil {
		return err
	}
	device := r.PathValue("device")
	key, err := g.fleet.Asking(r.Context(), device)
	if errors.Is(err, kiosk.ErrNotFound) {
		return fleet.ErrRefused
	}
	if err != nil {
		return err
	}
	if err := g.fresh(r, device, true); err != nil {
		return err
	}
	if !signedBy(r, body, device, key) {
		return &refusal{status: http.StatusUnauthorized, code: wire.CodeSignature, why: "signature does not verify", reason: fleet.ReasonCode}
	}
	v, err := g.fleet.Verdict(r.Context(), device, o)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, v)
	return nil
}

// renew takes the key a device will have next.
func (g *Gate) renew(w http.ResponseWriter, r *http.Request) error {
	var n wire.Renew
	body, err := readSmall(r, &n)
	if err != nil {
		return err
	}
	device, err := g.authenticate(r, body)
	if err != nil {
		return err
	}
	if !wire.Verify(n.NextKey, signedRequest(r, body, device.Code), r.Header.Get(wire.HeaderNextSignature)) {
		return &refusal{status: http.StatusUnauthorized, code: wire.CodeSignature, why: "the next key does not sign", reason: fleet.ReasonSignature, device: device.Code}
	}
	if err := g.fleet.Renew(r.Context(), device.Code, n.NextKey); err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, wire.Renewed{Device: device.Code, NextKey: n.NextKey})
	return nil
}
