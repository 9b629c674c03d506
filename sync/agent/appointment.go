package agent

import (
	"context"
	"encoding/json"
	"net/http"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// Appointment asks the center for the signed code that 8 digits stand for. It
// returns kiosk.ErrNotFound when they stand for nothing. It may be called from any
// goroutine, while events are sent.
func (a *Agent) Appointment(ctx context.Context, digits string) (code string, err error) {
	body, err := json.Marshal(wire.Find{Code: digits})
	if err != nil {
		return "", err
	}
	for range 2 { // the second time with the nonce the center gave
		req, err := a.signer.request(ctx, http.MethodPost, "/v1/appointment/"+a.signer.device(), body)
		if err != nil {
			return "", err
		}
		req.Header.Set("Content-Type", "application/json")
		answer, err := a.road.ask(req, wire.MaxAnswer)
		if err != nil {
			return "", err
		}
		var found wire.Found
		switch {
		case !answer.isJSON():
			return "", errStranger
		case answer.status == http.StatusOK && json.Unmarshal(answer.body, &found) == nil && found.Appointment != "":
			return found.Appointment, nil
		}
		no := refusedBy(answer)
		switch {
		case no.code == wire.CodeUnknown:
			return "", kiosk.ErrNotFound
		case no.code != wire.CodeNonce || no.nonce == "":
			return "", no
		}
		a.signer.hold(no.nonce)
	}
	return "", errStranger
}
