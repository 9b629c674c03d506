package kiosk

// A Procedure is an administrative procedure with a national code, as the
// kiosk shows it. Everything in it may be shown to a person, except
// Unverified.
type Procedure struct {
	Code    string `json:"code"`     // national code, "1.004873"
	NameVI  string `json:"name_vi"`  // official name
	NameEN  string `json:"name_en"`  // our translation
	ShortVI string `json:"short_vi"` // plain name for narrow rows, at most 40 letters
	Field   string `json:"field"`    // "Hộ tịch", as the national portal groups them
	// Levels are the offices that decide it: "xã", "công an xã", "Sở Tài chính".
	Levels    []string `json:"levels"`
	LevelNote string   `json:"level_note,omitempty"`
	Service   string   `json:"service"`           // letter of the line to queue in
	Popular   int      `json:"popular,omitempty"` // rank among the most used, 1 first; 0 for the rest

	Papers []Paper     `json:"papers"`          // what to bring
	Notes  []string    `json:"notes,omitempty"` // what else must be known before coming
	Fees   []Fee       `json:"fees"`
	Times  []TimeLimit `json:"times"` // the usual case first
	Online Online      `json:"online"`
	Legal  []string    `json:"legal"` // the laws it rests on

	Source    string `json:"source"` // where the record was taken from
	CheckedOn Date   `json:"checked_on"`
	ValidFrom Date   `json:"valid_from,omitzero"`
	ValidTo   Date   `json:"valid_to,omitzero"` // last day in force
	// Codes are replaced often; people and old receipts still carry the old ones.
	Replaces   []string `json:"replaces,omitempty"`
	ReplacedBy []string `json:"replaced_by,omitempty"`

	Confidence Confidence  `json:"confidence"`
	Unverified *Unverified `json:"unverified,omitempty"`
}

// A Paper is something a person brings. (A Document is what the center
// publishes to kiosks.)
type Paper struct {
	Name string `json:"name"`
	If   string `json:"if,omitempty"` // when it is needed: "nếu xin cấp lại"
}

// An OnlineLevel is how much of a procedure can be done on the national portal.
type OnlineLevel string

// The levels of online service: «toàn trình», «một phần», none, not known.
const (
	OnlineFull    OnlineLevel = "full"
	OnlinePartial OnlineLevel = "partial"
	OnlineNone    OnlineLevel = "none"
	OnlineAsk     OnlineLevel = "ask"
)

// Online is a procedure's online level.
type Online struct {
	Level OnlineLevel `json:"level"`
	Note  string      `json:"note,omitempty"`
}

// Sureness is how well a field of a procedure is known.
type Sureness string

// Good is read in a public source; FromMemory was not checked; Unsure is
// doubtful or contradicted.
const (
	Good       Sureness = "good"
	FromMemory Sureness = "memory"
	Unsure     Sureness = "unsure"
)

// Confidence tells how well each part of a procedure is known. Only Good is
// good enough for a promise: a fee or a time remembered wrongly costs a person
// money or a journey, so ParseCatalogue lets nothing less carry a figure.
// Papers may be from memory, for half a list helps; say to ask when they are.
type Confidence struct {
	Code      Sureness `json:"code"` // code and name
	Papers    Sureness `json:"papers"`
	FeeDirect Sureness `json:"fee_direct"`
	FeeOnline Sureness `json:"fee_online"`
	Time      Sureness `json:"time"`
	Online    Sureness `json:"online"`
}

// Unverified keeps what is believed but not known well enough to show, for
// the person at the center who checks it. Never draw it.
type Unverified struct {
	Fees   []Fee       `json:"fees,omitempty"`
	Times  []TimeLimit `json:"times,omitempty"`
	Online *Online     `json:"online,omitempty"`
	Note   string      `json:"note,omitempty"`
}

// Name is the official name in both languages.
func (p Procedure) Name() Name { return Name{VI: p.NameVI, EN: p.NameEN} }

// Short is the plain name for narrow rows. The English name is short already.
func (p Procedure) Short() Name { return Name{VI: p.ShortVI, EN: p.NameEN} }

// InForce reports whether the procedure can be asked for on day d.
func (p Procedure) InForce(d Date) bool { return within(d, p.ValidFrom, p.ValidTo) }

// within reports whether d lies in the span; a zero end is open.
func within(d, from, to Date) bool {
	return (from.IsZero() || !d.Before(from)) && (to.IsZero() || !to.Before(d))
}
