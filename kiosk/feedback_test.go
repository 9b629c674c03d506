package kiosk

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestWordsAVisitorMayWrite(t *testing.T) {
	for name, c := range map[string]struct {
		words string
		want  error
	}{
		"nothing":                {"", nil},
		"two lines":              {"Cán bộ nhiệt tình.\nCảm ơn!", nil},
		"white space":            {"  \n ", nil},
		"a smiling face":         {"😊", nil},
		"300 letters":            {strings.Repeat("ệ", MaxWords), nil},
		"301 letters":            {strings.Repeat("ệ", MaxWords+1), ErrTooLong},
		"10 kB":                  {strings.Repeat("x", 10_000), ErrTooLong},
		"300 faces":              {strings.Repeat("😊", MaxWords), nil},
		"a tab":                  {"a\tb", ErrBadText},
		"a carriage return":      {"a\r\nb", ErrBadText},
		"an escape":              {"\x1b[2J", ErrBadText},
		"NUL":                    {"a\x00", ErrBadText},
		"DEL":                    {"a\x7f", ErrBadText},
		"a C1 control":           {"a\u0085", ErrBadText},
		"half a letter":          {"Phi\xe1", ErrBadText},
		"a surrogate":            {"\xed\xa0\x80", ErrBadText},
		"10 kB that is no UTF-8": {strings.Repeat("\xff", 10_000), ErrBadText},
	} {
		if err := CheckWords(c.words); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err := (Feedback{Rating: Neutral, Words: c.words}).Check(); !errors.Is(err, c.want) {
			t.Errorf("feedback of %s: %v, want %v", name, err, c.want)
		}
	}
}

func TestRatingsReasonsAndPhones(t *testing.T) {
	for name, c := range map[string]struct {
		give Feedback
		want error
	}{
		"the worst":               {Feedback{Rating: VeryDissatisfied}, nil},
		"the best, every reason":  {Feedback{Rating: VerySatisfied, Reasons: Reasons}, nil},
		"none":                    {Feedback{}, ErrBadRating},
		"six":                     {Feedback{Rating: 6}, ErrBadRating},
		"below":                   {Feedback{Rating: -1}, ErrBadRating},
		"far above":               {Feedback{Rating: math.MaxInt}, ErrBadRating},
		"an unknown reason":       {Feedback{Rating: 3, Reasons: []string{"staff", "Staff"}}, ErrBadReason},
		"an empty reason":         {Feedback{Rating: 3, Reasons: []string{""}}, ErrBadReason},
		"a reason twice":          {Feedback{Rating: 3, Reasons: []string{"wait", "staff", "wait"}}, ErrBadReason},
		"one reason for thousand": {Feedback{Rating: 3, Reasons: slices.Repeat([]string{"wait"}, 1000)}, ErrBadReason},
		"a phone":                 {Feedback{Rating: 3, Phone: somePhone, Consent: true}, nil},
		"consent without a phone": {Feedback{Rating: 3, Consent: true}, nil},
		"a phone, no consent":     {Feedback{Rating: 3, Phone: somePhone}, ErrNoConsent},
		"a phone as typed":        {Feedback{Rating: 3, Phone: "0912345678", Consent: true}, ErrBadPhone},
		"a phone abroad":          {Feedback{Rating: 3, Phone: "+12025550123", Consent: true}, ErrBadPhone},
		"no phone":                {Feedback{Rating: 3, Phone: "x", Consent: true}, ErrBadPhone},
	} {
		if err := c.give.Check(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
