package kiosk

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"hash"
	"time"
)

// The kinds of events a kiosk records. A kind is never renamed; its body only
// gains fields.
const (
	KindTicketIssued    = "ticket.issued"
	KindTicketCancelled = "ticket.cancelled"
	KindFeedbackGiven   = "feedback.given"
	KindHelpCalled      = "help.called"
	KindHelpCancelled   = "help.cancelled"
)

// Hash is a link of the chain that makes a changed or missing event visible.
type Hash = [sha256.Size]byte

// An Event is a fact the kiosk recorded, in the order of its Seq.
type Event struct {
	Seq      int64         // 1, 2, 3 … within one epoch, no gaps
	ID       string        // UUIDv7
	Kind     string        // one of the Kind constants
	V        int           // version of the body's shape, from 1
	AtWall   time.Time     // the kiosk's clock, kept to milliseconds
	BootID   string        // names the boot AtMono counts from
	AtMono   time.Duration // since that boot, kept to milliseconds
	Body     json.RawMessage
	Sealed   []Sealed // personal data, readable at the center alone
	PrevHash Hash
	Hash     Hash
}

// Genesis is the PrevHash of an epoch's first event: no chain of one device or
// epoch can be passed off as another's.
func Genesis(device, epoch string) Hash {
	h := sha256.New()
	writeText(h, "sen-epoch-v1")
	writeText(h, device)
	writeText(h, epoch)
	return Hash(h.Sum(nil))
}

// ChainHash is the SHA-256 the event must carry, given its PrevHash. Every
// field is length-prefixed, so no two events share an encoding.
func (e *Event) ChainHash() Hash {
	h := sha256.New()
	writeText(h, "sen-event-v1")
	h.Write(e.PrevHash[:])
	writeInt(h, e.Seq)
	writeText(h, e.ID)
	writeText(h, e.Kind)
	writeInt(h, int64(e.V))
	writeInt(h, e.AtWall.UnixMilli())
	writeText(h, e.BootID)
	writeInt(h, e.AtMono.Milliseconds())
	writeText(h, string(e.Body))
	writeInt(h, int64(len(e.Sealed)))
	for _, s := range e.Sealed {
		writeText(h, s.Purpose)
		writeText(h, s.KeyID)
		writeText(h, string(s.Ciphertext))
	}
	return Hash(h.Sum(nil))
}

func writeText(h hash.Hash, s string) {
	writeInt(h, int64(len(s)))
	h.Write([]byte(s))
}

func writeInt(h hash.Hash, n int64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
}
