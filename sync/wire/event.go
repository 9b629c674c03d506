package wire

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// FromEvent puts a recorded event on the road.
func FromEvent(e kiosk.Event) Event {
	w := Event{
		Seq: e.Seq, ID: e.ID, Kind: e.Kind, V: e.V,
		AtWall: e.AtWall.UnixMilli(), BootID: e.BootID, AtMono: e.AtMono.Milliseconds(),
		Body: string(e.Body), Hash: hex.EncodeToString(e.Hash[:]),
	}
	for _, s := range e.Sealed {
		w.Sealed = append(w.Sealed, Sealed(s))
	}
	return w
}

// Withhold is the event without its content: enough to link the chain, so that
// the events after it can pass.
func (w Event) Withhold() Event {
	w.Body, w.Sealed, w.Withheld = "", nil, true
	return w
}

// ToEvent takes an event off the road; prev is the hash of the one before it.
// The hash is carried over as claimed: the caller compares it with ChainHash.
// They differ when the content was damaged or withheld.
func (w Event) ToEvent(prev kiosk.Hash) (kiosk.Event, error) {
	hash, err := ParseHash(w.Hash)
	if err != nil {
		return kiosk.Event{}, fmt.Errorf("event %d: %w", w.Seq, err)
	}
	e := kiosk.Event{
		Seq: w.Seq, ID: w.ID, Kind: w.Kind, V: w.V,
		AtWall: time.UnixMilli(w.AtWall).UTC(), BootID: w.BootID, AtMono: time.Duration(w.AtMono) * time.Millisecond,
		Body: json.RawMessage(w.Body), PrevHash: prev, Hash: hash,
	}
	for _, s := range w.Sealed {
		e.Sealed = append(e.Sealed, kiosk.Sealed(s))
	}
	return e, nil
}

// ParseHash reads 64 hex digits.
func ParseHash(s string) (kiosk.Hash, error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(kiosk.Hash{}) {
		return kiosk.Hash{}, fmt.Errorf("hash %q is not 64 hex digits", s)
	}
	return kiosk.Hash(b), nil
}
