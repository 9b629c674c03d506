package ingest

import (
	"encoding/hex"
	"errors"
	"net/http"

	"dongthap.vn/sen/center/booking"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// asked reads what a kiosk asks, once it is known to be one.
func (g *Gate) asked(r *http.Request, question any) (store.Device, error) {
	body, err := readSmall(r, question)
	if err != nil {
		return store.Device{}, err
	}
	return g.authenticate(r, body)
}

// appointment tells a kiosk which appointment the digits somebody typed stand for.
// The kiosk takes five wrong ones in five minutes, and no more.
func (g *Gate) appointment(w http.ResponseWriter, r *http.Request) error {
	var f wire.Find
	if _, err := g.asked(r, &f); err != nil {
		return err
	}
	code, err := "", kiosk.ErrNotFound
	if kiosk.ValidCode(f.Code) {
		code, err = g.booking.Signed(r.Context(), f.Code)
	}
	switch {
	case errors.Is(err, kiosk.ErrNotFound):
		return &refusal{status: http.StatusNotFound, code: wire.CodeUnknown, why: "no such appointment"}
	case err != nil:
		return err
	}
	writeJSON(w, http.StatusOK, wire.Found{Appointment: code})
	return nil
}

// times tells a kiosk what is left of a service on a day.
func (g *Gate) times(w http.ResponseWriter, r *http.Request) error {
	var a wire.AskTimes
	if _, err := g.asked(r, &a); err != nil {
		return err
	}
	all, err := g.booking.Times(r.Context(), a.Service, a.Day)
	if err != nil && !errors.Is(err, kiosk.ErrUnknownService) {
		return err
	}
	answer := wire.Times{Times: []wire.TimeLeft{}}
	for _, t := range all {
		if t.Open {
			answer.Times = append(answer.Times, wire.TimeLeft{From: t.From, Left: t.Left()})
		}
	}
	writeJSON(w, http.StatusOK, answer)
	return nil
}

// book gives a kiosk's visitor a place of a time.
func (g *Gate) book(w http.ResponseWriter, r *http.Request) error {
	var b wire.Book
	device, err := g.asked(r, &b)
	if err != nil {
		return err
	}
	if form, err := hex.DecodeString(b.Form); err != nil || len(form) != 16 || !plain(string(b.Lang), 8) {
		return bad("form or language", err)
	}
	made, err := g.booking.Book(r.Context(), booking.Request{Service: b.Service, Slot: kiosk.Slot{Day: b.Day, From: b.From}, Lang: b.Lang,
		Source: store.FromKiosk, Form: device.Code + " " + b.Form, By: "device:" + device.Code})
	switch {
	case errors.Is(err, booking.ErrFull), errors.Is(err, booking.ErrNoSuchTime):
		return &refusal{status: http.StatusConflict, code: wire.CodeTaken, why: "no place at that time"}
	case err != nil:
		return err
	}
	code, err := g.booking.Signed(r.Context(), made.Code)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, wire.Found{Appointment: code, Code: made.Code})
	return nil
}
