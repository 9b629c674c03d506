package kiosk

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// MaxWords is the length of a feedback's words, in letters (runes).
const MaxWords = 300

// Ratings, from the five-level scale of Decision 1001/QĐ-BNV (11/12/2023).
const (
	VeryDissatisfied = iota + 1
	Dissatisfied
	Neutral
	Satisfied
	VerySatisfied
)

// Reasons a visitor may tick; their words are assets/words "reason.*".
var Reasons = []string{"staff", "guidance", "wait", "papers", "fee", "place", "kiosk", "result"}

// Feedback is what a visitor tells the center. Words and Phone are personal
// data: they live in memory until they are sealed.
type Feedback struct {
	Rating  int      // 1 very dissatisfied … 5 very satisfied
	Reasons []string // of Reasons
	Words   string   // at most MaxWords letters
	Phone   string   // "" or E.164, only with consent
	Consent bool     // the phone may be used to answer
	Lang    Lang
}

// FeedbackGiven is the body of a feedback.given event; words and phone travel
// sealed beside it.
type FeedbackGiven struct {
	Rating     int      `json:"rating"`
	Reasons    []string `json:"reasons,omitempty"`
	HasWords   bool     `json:"has_words"`
	WantsReply bool     `json:"wants_reply"`
	Lang       Lang     `json:"lang"`
}

// Check tells what is wrong with the feedback, or nil. A reason counts once.
func (f Feedback) Check() error {
	if f.Rating < VeryDissatisfied || f.Rating > VerySatisfied {
		return ErrBadRating
	}
	for i, r := range f.Reasons {
		if !slices.Contains(Reasons, r) || slices.Contains(f.Reasons[:i], r) {
			return ErrBadReason
		}
	}
	if f.Phone != "" && !f.Consent {
		return ErrNoConsent
	}
	if phone, err := ParsePhone(f.Phone); f.Phone != "" && (err != nil || phone != f.Phone) {
		return ErrBadPhone
	}
	return CheckWords(f.Words)
}

// CheckWords accepts valid UTF-8 of at most MaxWords letters without control
// characters other than a new line.
func CheckWords(s string) error {
	if !utf8.ValidString(s) {
		return ErrBadText
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' {
			return ErrBadText
		}
	}
	if utf8.RuneCountInString(s) > MaxWords {
		return ErrTooLong
	}
	return nil
}
