package agent

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// The road's times; sync/README.md has them in a table.
const (
	exchangeLasts = 30 * time.Second // the longest one request may take, with its body
	pollMin       = 15 * time.Second // an idle kiosk asks again after pollMin to pollMax
	pollMax       = 60 * time.Second
	retryFirst    = time.Second // ceiling of the first wait after trouble
	retryMost     = 30 * time.Second
	slowMin       = 4 * time.Minute // while the center refuses this kiosk or an event
	slowMax       = 6 * time.Minute
	afterMost     = 10 * time.Minute // of a Retry-After
	hintFirst     = 2 * time.Second
	hintMost      = time.Minute
	hintSilence   = 45 * time.Second // three heartbeats missed
	hintSpread    = 3 * time.Second  // kiosks that lost one stream do not ask all at once
	fetchSpacing  = time.Second      // between two rounds of documents, however many hints come
)

// poke fires a channel of one place; a signal not yet taken stands for both.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// retryAfter reads the header in either form, seconds or a date. It is kept
// within afterMost, because a kiosk that never asks again helps nobody.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	d := time.Duration(0)
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		d = time.Duration(min(max(seconds, 0), int64(afterMost/time.Second))) * time.Second
	} else if date, err := http.ParseTime(text); err == nil {
		d = date.Sub(now)
	}
	return min(max(d, 0), afterMost)
}

func timedOut(err error) bool { return errors.Is(err, context.DeadlineExceeded) }
