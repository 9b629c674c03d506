package listen

import (
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/proof"
)

// What is planted is a center that tells everybody of a help call at once, and one
// that never does.
func TestControlHelpToldAtAnotherTime(t *testing.T) {
	e := open(t)
	e.call("h1")
	e.time = e.time.Add(ToldAfter - time.Second)
	var early, never []string
	if calls, err := e.unanswered(t.Context(), false, 0); err == nil && len(calls) > 0 {
		early = append(early, "everybody is told before the minute is over")
	}
	e.time = e.time.Add(time.Second)
	if calls, err := e.unanswered(t.Context(), false, time.Hour); err == nil && len(calls) == 0 {
		never = append(never, "after a minute nobody is told")
	}
	proof.Control(t, "a help call told to everybody at once", "TestACallNobodyAnswersIsToldToEverybody", early...)
	proof.Control(t, "a help call told to nobody after a minute", "TestACallNobodyAnswersIsToldToEverybody", never...)
}
