package desk

import (
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// A receipt is judged without any network, however its code is typed.
func TestAReceiptIsJudgedOffline(t *testing.T) {
	l := open(t)
	l.Desk.SetOnline(false)
	ticket, slip := l.take("A")
	code := slip.URL[strings.Index(slip.URL, "/R/")+3:]
	other := strings.Replace(code, code[40:41], map[bool]string{true: "B", false: "A"}[code[40] == 'A'], 1)
	for _, c := range []struct {
		name, text string
		want       kiosk.Worth
	}{
		{"as it is scanned", slip.URL, kiosk.WorthGenuine},
		{"the code alone", code, kiosk.WorthGenuine},
		{"typed small and in groups", strings.ToLower(code[:50]) + " " + code[50:100] + "\n" + code[100:], kiosk.WorthGenuine},
		{"one letter changed", other, kiosk.WorthForged},
		{"cut short", code[:len(code)-1], kiosk.WorthForged},
		{"an address without a code", "HTTPS://SEN.EXAMPLE.VN/R/", kiosk.WorthForged},
		{"a number", "B2-047", kiosk.WorthUnreadable},
		{"nothing", "", kiosk.WorthUnreadable},
		{"noise", strings.Repeat("\xff\x00", 300), kiosk.WorthForged},
	} {
		got := l.Desk.CheckReceipt(c.text)
		if got.Worth != c.want {
			t.Errorf("%s: %s, want %s", c.name, got.Worth, c.want)
		}
		if sound := got.Worth == kiosk.WorthGenuine; sound != (got.Number == ticket.Number) || sound != !got.IssuedAt.IsZero() {
			t.Errorf("%s: it says %+v", c.name, got)
		}
	}
}

// An appointment is signed by the center itself, and staff read when it begins.
func TestAnAppointmentIsJudgedOffline(t *testing.T) {
	l := open(t)
	at := morning.Add(time.Hour)
	got := l.Desk.CheckReceipt(l.booked(1, at))
	if got.Worth != kiosk.WorthGenuine || !got.Begins.Equal(at) || got.Service != "B" {
		t.Errorf("it says %+v", got)
	}
}

// What the center published about this kiosk's key counts more than that the kiosk
// has it; and without the kiosk's own key a young kiosk would call its own receipts
// forged: the control.
func TestControlReceiptKeys(t *testing.T) {
	l := open(t)
	_, slip := l.take("A")
	id := l.Desk.Identity
	at := l.Desk.Now()
	l.publish(kiosk.DocKeys, kiosk.Keys{Receipt: []kiosk.ReceiptKey{{ID: id.ReceiptKeyID, Device: id.Device, Public: id.ReceiptKey[32:], RevokedAt: &at}}})
	if got := l.Desk.CheckReceipt(slip.URL); got.Worth != kiosk.WorthRevoked {
		t.Errorf("a revoked key's receipt is %s", got.Worth)
	}
	l.publish(kiosk.DocKeys, kiosk.Keys{})
	if got := l.Desk.CheckReceipt(slip.URL); got.Worth != kiosk.WorthGenuine {
		t.Fatalf("with nothing published it is %s", got.Worth)
	}
	l.Desk.Identity.ReceiptKey = nil
	var faults []string
	if got := l.Desk.CheckReceipt(slip.URL); got.Worth != kiosk.WorthGenuine {
		faults = append(faults, "a kiosk calls its own receipt "+string(got.Worth))
	}
	proof.Control(t, "a kiosk that knows published keys alone", "TestAReceiptIsJudgedOffline", faults...)
}
