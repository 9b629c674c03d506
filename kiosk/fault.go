package kiosk

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

const maxText = 2000 // letters of any one text in a catalogue; the longest name on the national portal has 1,094

// A fault is one thing wrong with a field.
type fault struct {
	field string
	what  string
}

func (f fault) Error() string { return f.field + ": " + f.what }

func faultf(field, format string, args ...any) error {
	return fault{field, fmt.Sprintf(format, args...)}
}

// firstOf gives the first error there is.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func checkSpan(field string, from, to Date) error {
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		return faultf(field, "%s is before %s", to, from)
	}
	return nil
}

func checkTexts(field string, list []string) error {
	if len(list) > maxList {
		return faultf(field, "%d are more than %d", len(list), maxList)
	}
	for i, s := range list {
		if err := checkText(fmt.Sprintf("%s[%d]", field, i), s, maxText); err != nil {
			return err
		}
	}
	return nil
}

func checkText(field, s string, limit int) error {
	if s == "" {
		return faultf(field, "empty")
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return faultf(field, "%d letters are more than %d", n, limit)
	}
	return checkOptional(field, s)
}

// checkOptional refuses characters that draw nothing or reorder what is drawn,
// and loose combining marks: Vietnamese is written precomposed (NFC), and the
// kiosk's fonts have those letters.
func checkOptional(field, s string) error {
	if n := utf8.RuneCountInString(s); n > maxText {
		return faultf(field, "%d letters are more than %d", n, maxText)
	}
	for _, r := range s {
		if unicode.In(r, unicode.C, unicode.Mn) || r == utf8.RuneError {
			return faultf(field, "holds the character %U", r)
		}
	}
	return nil
}
