package publish

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// signQueue writes the envelope of the queue, which is old soon.
func signQueue(key ed25519.PrivateKey, q kiosk.Queue, version int64) ([]byte, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return nil, fmt.Errorf("document queue: %w", err)
	}
	d := kiosk.Document{Name: kiosk.DocQueue, Version: version, Expires: q.At.Add(fleeting).Truncate(time.Second), Body: body}
	return kiosk.SignDocument(key, d)
}
