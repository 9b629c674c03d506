package kiosk

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"time"
)

// The kinds of events a kiosk records. A kind is never renamed; its body only
// gains fields.
const (
	KindTicketIssued     = "ticket.issued"
	KindTicketCancelled  = "ticket.cancelled"
	KindFeedbackGiven    = "feedback.given"
	KindHelpCalled       = "help.called"
	KindHelpCancelled    = "help.cancelled"
	KindStaffActed       = "staff.acted"
	KindMeetingAsked     = "meeting.asked"
	KindMeetingCancelled = "meeting.cancelled"
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
	b := appendText(nil, "sen-epoch-v1")
	b = appendText(b, device)
	b = appendText(b, epoch)
	return sha256.Sum256(b)
}

// ChainHash is the SHA-256 the event must carry, given its PrevHash. Every
// field is length-prefixed, so no two events share an encoding.
func (e *Event) ChainHash() Hash {
	b := make([]byte, 0, 512) // most events fit
	b = appendText(b, "sen-event-v1")
	b = append(b, e.PrevHash[:]...)
	b = appendInt(b, e.Seq)
	b = appendText(b, e.ID)
	b = appendText(b, e.Kind)
	b = appendInt(b, int64(e.V))
	b = appendInt(b, e.AtWall.UnixMilli())
	b = appendText(b, e.BootID)
	b = appendInt(b, e.AtMono.Milliseconds())
	b = appendText(b, e.Body)
	b = appendInt(b, int64(len(e.Sealed)))
	for _, s := range e.Sealed {
		b = appendText(b, s.Purpose)
		b = appendText(b, s.KeyID)
		b = appendText(b, s.Ciphertext)
	}
	return sha256.Sum256(b)
}

func appendText[T ~string | ~[]byte](b []byte, text T) []byte {
	return append(appendInt(b, int64(len(text))), text...)
}

func appendInt(b []byte, n int64) []byte { return binary.BigEndian.AppendUint64(b, uint64(n)) }
