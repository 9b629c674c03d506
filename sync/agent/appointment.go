package agent

import (
	"context"
	"encoding/json"
	"net/http"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// Appointment asks the center for the signed code that 8 digits stand for. It
// returns kiosk.ErrNotFound when they stand for nothing. It and the others below may
// be called from any goroutine, while events are sent.
func (a *Agent) Appointment(ctx context.Context, digits string) (code string, err error) {
	var found wire.Found
	if err := a.asks(ctx, "/v1/appointment/", wire.Find{Code: digits}, &found); err != nil {
		return "", err
	}
	if found.Appointment == "" {
		return "", errStranger
	}
	return found.Appointment, nil
}

// Times asks for the times of a service on a day that may be booked now.
func (a *Agent) Times(ctx context.Context, service string, day kiosk.Date) (left map[kiosk.Clock]int, err error) {
	var times wire.Times
	if err := a.asks(ctx, "/v1/times/", wire.AskTimes{Service: service, Day: day}, &times); err != nil {
		return nil, err
	}
	left = map[kiosk.Clock]int{}
	for _, t := range times.Times {
		left[t.From] = t.Left
	}
	return left, nil
}

// Book asks for a place of a time, and returns the signed code of the appointment
// and its 8 digits. It returns kiosk.ErrNoSlot when none is left.
func (a *Agent) Book(ctx context.Context, b kiosk.Booking) (code, digits string, err error) {
	var found wire.Found
	err = a.asks(ctx, "/v1/book/", wire.Book{Service: b.Service, Day: b.Day, From: b.From, Lang: b.Lang, Form: b.Form}, &found)
	switch {
	case err != nil:
		return "", "", err
	case found.Appointment == "" || !kiosk.ValidCode(found.Code):
		return "", "", errStranger
	}
	return found.Appointment, found.Code, nil
}

// asks makes one signed exchange, a second time with the nonce the center gave.
func (a *Agent) asks(ctx context.Context, path string, question, answer any) error {
	body, err := json.Marshal(question)
	if err != nil {
		return err
	}
	for range 2 {
		req, err := a.signer.request(ctx, http.MethodPost, path+a.signer.device(), body)
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json")
		got, err := a.road.ask(req, wire.MaxAnswer)
		switch {
		case err != nil:
			return err
		case !got.isJSON():
			return errStranger
		case got.status == http.StatusOK:
			return json.Unmarshal(got.body, answer)
		}
		no := refusedBy(got)
		switch {
		case no.code == wire.CodeUnknown:
			return kiosk.ErrNotFound
		case no.code == wire.CodeTaken:
			return kiosk.ErrNoSlot
		case no.code != wire.CodeNonce || no.nonce == "":
			return no
		}
		a.signer.hold(no.nonce)
	}
	return errStranger
}
