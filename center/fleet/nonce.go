package fleet

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// nonceBucket is how long one nonce is handed out. It is good for that bucket
// and the next: between 5 and 10 minutes.
const nonceBucket = 5 * time.Minute

// Nonce makes the value a device must sign next. It is worked out from the
// center's secret, so that nothing has to be kept for devices that only ask.
func (f *Fleet) Nonce(device string) string { return f.nonce(device, f.bucket()) }

// CheckNonce reports whether a nonce is one of the last ten minutes.
func (f *Fleet) CheckNonce(device, nonce string) bool {
	now := f.bucket()
	fresh := hmac.Equal([]byte(nonce), []byte(f.nonce(device, now)))
	recent := hmac.Equal([]byte(nonce), []byte(f.nonce(device, now-1)))
	return fresh || recent
}

func (f *Fleet) bucket() int64 { return f.now().Unix() / int64(nonceBucket/time.Second) }

func (f *Fleet) nonce(device string, bucket int64) string {
	mac := hmac.New(sha256.New, f.store.Meta().NonceSecret)
	mac.Write([]byte("sen-nonce-v1"))
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(bucket)))
	mac.Write([]byte(device))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}
