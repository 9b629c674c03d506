package ingest

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk"
)

// testdata/kiosk-v1.zst is a batch as kiosk 2 of the first release packed it on
// that Monday: every kind of event it records. It is frozen; a later release
// gets a file beside it.
const firstRelease = "testdata/kiosk-v1.zst"

// takeRelease lets this center take a batch of a released kiosk and tells what
// of it did not arrive.
func takeRelease(t *testing.T) (wrong []string) {
	t.Helper()
	packed, err := os.ReadFile(firstRelease)
	if err != nil {
		t.Fatal(err)
	}
	c := openCenter(t)
	m := c.enrolled("2")
	a := m.postBytes(packed)
	if a.status != http.StatusOK || a.ack.AckedSeq != 6 || len(a.ack.Quarantined) > 0 {
		wrong = append(wrong, fmt.Sprintf("answered %d, event %d acknowledged, %v in quarantine", a.status, a.ack.AckedSeq, a.ack.Quarantined))
	}
	for table, want := range map[string]string{
		"tickets":    "B2-001 A2-001",
		"feedback":   "4 [\"staff\"]",
		"help_calls": "find cancelled",
	} {
		rows := strings.Join(c.dump(table, "seq"), " ")
		for _, part := range strings.Fields(want) {
			if !strings.Contains(rows, part) {
				wrong = append(wrong, fmt.Sprintf("%s lacks %s", table, part))
			}
		}
	}
	c.sound()
	return append(wrong, c.compared()...)
}

func TestAKioskOfTheFirstReleaseIsHeard(t *testing.T) {
	for _, w := range takeRelease(t) {
		t.Error(w)
	}
}

// A build that forgot a kind would still acknowledge: the test must tell.
func TestControlACenterThatForgotAKind(t *testing.T) {
	for _, kind := range []string{kiosk.KindTicketIssued, kiosk.KindTicketCancelled, kiosk.KindFeedbackGiven, kiosk.KindHelpCalled, kiosk.KindHelpCancelled} {
		t.Run(kind, func(t *testing.T) {
			olderBuild(t, kind)
			if len(takeRelease(t)) == 0 {
				t.Fatal("nobody notices")
			}
			t.Logf("control: %s is not understood any more -> caught by TestAKioskOfTheFirstReleaseIsHeard", kind)
		})
	}
}
