package desk

import (
	"context"

	"dongthap.vn/sen/kiosk"
)

// Dossier looks a dossier up by its code and the last digits of the phone number
// left with it. The center publishes no dossiers, so whatever is asked in the
// right form is kiosk.ErrNoDossiers: a kiosk does not say that there is none of
// that code. Nothing of the question is stored or sent.
func (d *Desk) Dossier(_ context.Context, code, last string) error {
	if _, err := kiosk.ParseDossier(code); err != nil {
		return err
	}
	if err := kiosk.CheckLast(last); err != nil {
		return err
	}
	return kiosk.ErrNoDossiers
}
