package main

import (
	"bytes"
	"log"
	"log/slog"
	"strings"
)

// A fyneLog takes what Fyne writes into the standard log, «Fyne error:», its cause
// and its place line by line, and puts it into the kiosk's own log as one line. That
// a machine has no desktop's message bus is no error of a kiosk, which asks nothing
// of a desktop: it is left out.
type fyneLog struct {
	log    *slog.Logger
	reason string
	cause  string
}

// hearFyne leads the standard log into the kiosk's.
func hearFyne(l *slog.Logger) {
	log.SetFlags(0)
	log.SetOutput(&fyneLog{log: l})
}

// Write takes one line; package log writes one at a time.
func (f *fyneLog) Write(line []byte) (int, error) {
	text := string(bytes.TrimSpace(line))
	if reason, ok := strings.CutPrefix(text, "Fyne error:"); ok {
		f.reason, f.cause = strings.TrimSpace(reason), ""
	} else if cause, ok := strings.CutPrefix(text, "Cause:"); ok && f.reason != "" {
		f.cause = strings.TrimSpace(cause)
	} else if at, ok := strings.CutPrefix(text, "At:"); ok && f.reason != "" {
		if !f.ofDesktop() {
			f.log.Warn("fyne: "+f.reason, "cause", f.cause, "at", strings.TrimSpace(at))
		}
		f.reason, f.cause = "", ""
	} else {
		f.log.Warn(text)
	}
	return len(line), nil
}

// ofDesktop reports an error about a desktop that is not there.
func (f *fyneLog) ofDesktop() bool {
	return f.reason == "Unable to connect to session D-Bus" || f.reason == "failed to watch theme settings"
}
