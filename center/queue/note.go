package queue

import (
	"errors"
	"unicode"
	"unicode/utf8"
)

// MaxNote is how many letters a clerk's own words may have.
const MaxNote = 120

// mostDigits in a row of a clerk's words: longer ones are phone numbers and
// numbers of papers, which do not belong there.
const mostDigits = 7

// CheckNote refuses words that may not be kept: too long, with signs nobody sees,
// or with a number long enough to be a person's.
func CheckNote(note string) error {
	if utf8.RuneCountInString(note) > MaxNote {
		return errors.New("the words are too long")
	}
	if !utf8.ValidString(note) {
		return errors.New("the words are no text")
	}
	digits := 0
	for _, r := range note {
		switch {
		case unicode.In(r, unicode.Cc, unicode.Cf):
			return errors.New("the words have signs nobody sees")
		case unicode.IsDigit(r):
			digits++
		case r != ' ' && r != '.' && r != '-':
			digits = 0
		}
		if digits > mostDigits {
			return errors.New("the words hold a long number")
		}
	}
	return nil
}
