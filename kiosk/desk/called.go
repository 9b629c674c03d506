package desk

import (
	"slices"
	"time"

	"dongthap.vn/sen/kiosk"
)

// LastCalls are the newest calls of today, one a counter, none older than an age.
func (d *Desk) LastCalls(most int, age time.Duration) []kiosk.Called {
	calls, now := d.held().queue.LastCalls(most), d.Now()
	return slices.DeleteFunc(calls, func(c kiosk.Called) bool { return now.Sub(c.At) > age })
}
