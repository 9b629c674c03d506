// Package wire holds the messages between a kiosk and its center, and the way
// they are packed and signed. Both ends import it; sync/README.md tells the
// protocol in a page.
//
// It promises that what one end packs the other unpacks to the same bytes, and
// that a message over its caps is refused before it takes memory. Fields are
// added, never renamed. It knows no database and no clock.
package wire

// Proto is the version of the protocol this build speaks.
const Proto = 1

// Caps of a batch.
const (
	MaxEvents   = 500
	MaxPacked   = 256 << 10 // bytes of zstd
	MaxUnpacked = 2 << 20   // bytes of JSON
)

// Caps of the other messages, in bytes.
const (
	MaxAnswer   = 64 << 10 // an Ack or a Refusal
	MaxDocument = 8 << 20  // an envelope
	MaxHint     = 4 << 10  // a line of the hint stream
	MaxAudit    = 96       // the head of the audit log
)

// Headers of a signed request.
const (
	HeaderNonce     = "Sen-Nonce"     // the center's, from the last answer; may be empty at first
	HeaderSignature = "Sen-Signature" // base64, Ed25519
	// HeaderNextSignature is the same request signed with the next key.
	HeaderNextSignature = "Sen-Next-Signature"
)

// ContentType is the type of a packed batch.
const ContentType = "application/vnd.sen.batch+zstd"

// A Batch carries consecutive events of one epoch, oldest first.
type Batch struct {
	Proto    int    `json:"proto"`
	Device   string `json:"device"`
	Epoch    string `json:"epoch"`     // 16 hex digits, born with the kiosk's database file
	FirstSeq int64  `json:"first_seq"` // of Events[0]; with no events (a heartbeat): the next to come
	PrevHash string `json:"prev_hash"` // hex; the chain before Events[0]
	// Gone is FirstSeq-1 when the events before FirstSeq are no longer at the
	// kiosk although the center lacks them, else 0. Such a gap cannot be filled:
	// the center takes the batch and raises an alarm instead of CodeGap.
	Gone   int64   `json:"gone,omitempty"`
	Events []Event `json:"events"`
	Clock  Clock   `json:"clock"`
	Status Status  `json:"status"`
}

// An Event is kiosk.Event on the road.
type Event struct {
	Seq    int64  `json:"seq"`
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	V      int    `json:"v"`
	AtWall int64  `json:"at_wall"` // Unix milliseconds
	BootID string `json:"boot_id"`
	AtMono int64  `json:"at_mono"` // milliseconds since that boot
	// Body is the event's JSON as text: a JSON encoder would respell an inner
	// value, and the hash is over its bytes.
	Body   string   `json:"body"`
	Sealed []Sealed `json:"sealed,omitempty"`
	Hash   string   `json:"hash"` // hex, of the event as recorded
	// Withheld tells that Body and Sealed stay at the kiosk because the center
	// refused them or they fit no batch. The hash still links the chain.
	Withheld bool `json:"withheld,omitempty"`
}

// Sealed is kiosk.Sealed on the road.
type Sealed struct {
	Purpose    string `json:"purpose"`
	KeyID      string `json:"key_id"`
	Ciphertext []byte `json:"ciphertext"`
}

// Clock is the kiosk's time when it packed the batch, to estimate its offset.
type Clock struct {
	Wall   int64  `json:"wall"` // Unix milliseconds
	BootID string `json:"boot_id"`
	Mono   int64  `json:"mono"` // milliseconds
}

// Status is what IT staff want to know of a kiosk.
type Status struct {
	Version  string           `json:"version"`
	Outbox   int64            `json:"outbox"`    // events not yet acknowledged
	DiskFree int64            `json:"disk_free"` // bytes, 0 when not known
	Docs     map[string]int64 `json:"docs"`      // versions held, by document name
	// Stuck is the event the center refuses even without its content, or 0.
	Stuck int64 `json:"stuck,omitempty"`
	// Audit is the newest Ack.Audit this kiosk has seen: a witness outside the
	// center that its audit log was not written anew.
	Audit string `json:"audit,omitempty"`
}

// An Ack says what is durably committed at the center.
type Ack struct {
	Server      string           `json:"server"`      // names the center
	Incarnation string           `json:"incarnation"` // changes when the center was restored
	Device      string           `json:"device"`
	Epoch       string           `json:"epoch"`
	AckedSeq    int64            `json:"acked_seq"`       // every event up to here is committed; the center's word is the truth
	Quarantined []int64          `json:"quarantined"`     // committed raw, not understood
	ServerTime  int64            `json:"server_time"`     // Unix milliseconds
	Nonce       string           `json:"nonce"`           // for the next request
	Versions    map[string]int64 `json:"versions"`        // of the documents
	Audit       string           `json:"audit,omitempty"` // the head of the center's audit log, "N:HASH"; the kiosk keeps it as it is
	// Hash is hex, of event AckedSeq as the center holds it; an older center
	// tells none. A kiosk that has another there was copied.
	Hash string `json:"hash,omitempty"`
}

// A Refusal is the body of every answer that is not an Ack.
type Refusal struct {
	Code  string `json:"code"` // one of the Code constants
	Nonce string `json:"nonce,omitempty"`
}

// Codes of a Refusal.
const (
	CodeNonce     = "nonce"     // 401: sign again with the nonce given
	CodeSignature = "signature" // 401
	CodeDevice    = "device"    // 403: unknown or revoked; keep collecting, stop sending
	CodeTooLarge  = "too_large" // 413: halve the batch
	CodeBad       = "bad"       // 400: bisect
	CodeGap       = "gap"       // 409: events before first_seq are missing here; the Ack of GET tells where to start
	CodeBusy      = "busy"      // 429 or 503 with Retry-After
	CodeEnrol     = "enrol"     // 403: the enrolment code is wrong, used, late or tried too often
)

// A Hint tells that a document has a new version. It is worth asking for it at
// once; nothing is lost with a lost hint.
type Hint struct {
	Doc     string `json:"doc"`
	Version int64  `json:"version"`
}
