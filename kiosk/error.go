package kiosk

import "errors"

// Errors a caller branches on. Their text is for logs; a person reads words
// chosen from assets/words.
var (
	ErrNotFound       = errors.New("not found")
	ErrUnknownService = errors.New("unknown service")
	ErrClosed         = errors.New("no tickets are given now")
	ErrNoMore         = errors.New("no more tickets of this service today")
	ErrTooLate        = errors.New("too late to cancel")
	ErrTooLong        = errors.New("text too long")
	ErrBadText        = errors.New("text holds control characters")
	ErrBadRating      = errors.New("rating is not 1 to 5")
	ErrBadReason      = errors.New("unknown reason, or one given twice")
	ErrBadPhone       = errors.New("not a Vietnamese phone number")
	ErrNoConsent      = errors.New("phone number without consent")
	ErrNoKey          = errors.New("no valid sealing key")
	ErrDiskFull       = errors.New("disk full")
	ErrBadSignature   = errors.New("signature does not verify")
	ErrOffline        = errors.New("the center does not answer")
	ErrOlder          = errors.New("older than what is held")
)
