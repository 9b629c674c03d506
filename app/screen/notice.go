package screen

import (
	"errors"

	"dongthap.vn/sen/kiosk"
)

// notice chooses the sentence for an error: what is, and what to do.
func notice(err error) string {
	var soon *kiosk.TooSoonError
	if errors.As(err, &soon) {
		return "pin.wait"
	}
	for _, c := range []struct {
		err error
		key string
	}{
		{kiosk.ErrDiskFull, "error.full"},
		{kiosk.ErrTooLate, "error.too_late"},
		{kiosk.ErrUnknownService, "error.service"},
		{kiosk.ErrClosed, "error.closed"},
		{kiosk.ErrNoMore, "take.no_more"},
		{kiosk.ErrTooLong, "feedback.too_long"},
		{kiosk.ErrBadPhone, "feedback.bad_phone"},
		{kiosk.ErrNoConsent, "feedback.need_consent"},
		{kiosk.ErrNoKey, "feedback.no_words"},
		{kiosk.ErrBadName, "meeting.bad_name"},
		{kiosk.ErrBadDossier, "dossier.bad_code"},
		{kiosk.ErrWrongPIN, "pin.wrong"},
		{kiosk.ErrNoPIN, "pin.none"},
	} {
		if errors.Is(err, c.err) {
			return c.key
		}
	}
	return "error.store"
}
