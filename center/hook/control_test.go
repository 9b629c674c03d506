package hook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"testing"
	"time"

	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk/proof"
)

// What is planted is a signature over the body alone: a message that was listened to
// can be sent again as another, at another time.
func TestControlASignatureOfTheBodyAlone(t *testing.T) {
	v := settle(t)
	v.Take("B")
	v.Next(3)
	must(t, v.Deliver(t.Context()))
	l := v.receiver.letters()[0]
	alone := func(secret []byte, _ string, _ time.Time, body []byte) string {
		mac := hmac.New(sha256.New, secret)
		mac.Write(body)
		return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	accepts := func(sign func([]byte, string, time.Time, []byte) string) (found []string) {
		secret := []byte("a secret of thirty-two bytes ...")
		sent := sign(secret, l.id, v.Clock.Now(), l.body)
		if sign(secret, "another id", v.Clock.Now(), l.body) == sent {
			found = append(found, "a message sent again under another id is believed")
		}
		if sign(secret, l.id, v.Clock.Now().Add(time.Hour), l.body) == sent {
			found = append(found, "an hour later it is believed")
		}
		return found
	}
	if found := accepts(sign); len(found) > 0 {
		t.Error(found)
	}
	proof.Control(t, "a signature over the body alone", "TestTheSignatureIsThatOfStandardWebhooks", accepts(alone)...)
}

// What is planted is a center that tells once and does not try again.
func TestControlATellerThatTriesOnce(t *testing.T) {
	v := settle(t)
	v.Take("B")
	v.receiver.becomes(http.StatusBadGateway, nil)
	v.serve()
	v.told()
	storetest.Exec(t, v.DSN, "DELETE FROM deliveries") // what was tried is forgotten
	v.receiver.becomes(http.StatusOK, nil)
	v.Clock.Pass(time.Hour)
	var found []string
	if got := v.told(); !slices.Contains(got, "called B2-001") {
		found = append(found, "a system that was unwell for a moment never hears of the call")
	}
	proof.Control(t, "an event told once and not again", "TestAReceiverIsUnwellAndRecovers", found...)
}
