package ingest

import (
	"net/http"
	"testing"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// A page's buttons are addressed by an event's id. A kiosk in foreign hands must
// not be able to write an id that makes a button press another one.
func TestAnIdThatIsAnAddressIsRefused(t *testing.T) {
	c := openCenter(t)
	for _, id := range []string{
		"../counter/next?", "../../sign-out?", "a/b", "a?b", "a#b", "a%2Fb", "x, #main", `"><script>`, "a b", "a\u202eb", "ñ", "", "1234567890123456789012345678901234567",
	} {
		m := c.enrolled("2")
		e := m.record(kiosk.KindHelpCalled, kiosk.HelpCalled{Screen: "home", Lang: kiosk.Vietnamese})
		e.ID, m.events = id, nil
		m.append(e)
		if a := m.send(1, 1); a.status != http.StatusBadRequest || a.refusal.Code != wire.CodeBad {
			t.Errorf("%q: %+v", id, a)
		}
	}
	if n := c.count("events"); n != 0 {
		t.Errorf("%d events are stored", n)
	}
	m := c.enrolled("2")
	m.record(kiosk.KindHelpCalled, kiosk.HelpCalled{Screen: "home", Lang: kiosk.Vietnamese})
	m.sendAll()
}
