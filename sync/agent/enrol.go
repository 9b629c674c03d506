package agent

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"dongthap.vn/sen/kiosk/identity"
	"dongthap.vn/sen/sync/wire"
)

// ErrCode tells that the center did not take the enrolment code: it is wrong,
// used, older than ten minutes, or was tried too often.
var ErrCode = errors.New("the center refuses the enrolment code")

// Enrol makes this machine a kiosk of the center at centerURL, with new keys
// that never leave it. The code is used up even when the answer is lost.
func Enrol(ctx context.Context, client *http.Client, centerURL, code string) (identity.Identity, error) {
	id, err := enrol(ctx, newRoad(client, centerURL, time.Now), code)
	if err != nil {
		return identity.Identity{}, fmt.Errorf("enrol: %w", err)
	}
	return id, nil
}

func enrol(ctx context.Context, r *road, code string) (identity.Identity, error) {
	id, err := identity.New()
	if err != nil {
		return id, err
	}
	body, err := json.Marshal(wire.Enrol{Code: code, DeviceKey: public(id.DeviceKey), ReceiptKey: public(id.ReceiptKey)})
	if err != nil {
		return id, err
	}
	req, err := r.request(ctx, http.MethodPost, "/v1/enrol", body)
	if err != nil {
		return id, err
	}
	req.Header.Set("Content-Type", "application/json")
	a, err := r.ask(req, wire.MaxAnswer)
	if err != nil {
		return id, err
	}
	e, err := enrolled(a)
	if err != nil {
		return id, err
	}
	id.Device, id.SiteID, id.CenterURL, id.Server = e.Device, e.SiteID, r.base, e.Server
	id.PublicationKey, id.ReceiptKeyID, id.Authority = e.PublicationKey, e.ReceiptKeyID, e.Authority
	return id, id.Check()
}

func public(k ed25519.PrivateKey) []byte { return k.Public().(ed25519.PublicKey) }

// enrolled reads the center's answer.
func enrolled(a answer) (e wire.Enrolled, err error) {
	if a.status != http.StatusOK {
		r := refusedBy(a)
		if r.code == wire.CodeEnrol {
			return e, ErrCode
		}
		return e, r
	}
	if !a.isJSON() || json.Unmarshal(a.body, &e) != nil {
		return e, errStranger
	}
	return e, nil
}
