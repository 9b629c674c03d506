package config

import (
	"fmt"
	"net/url"
	"regexp"
)

// A rule is one thing a value must keep.
type rule struct {
	key     string
	ok      bool
	problem string
}

var (
	codeForm    = regexp.MustCompile(`^([1-9][0-9]?)?$`)
	supportForm = regexp.MustCompile(`^([+0-9][0-9 .()-]{2,23})?$`)
)

// voiceForm is the name of a voice, as espeak-ng writes it: «en-gb», «vi+f2».
var voiceForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]*$`)

func (c Config) rules() []rule {
	return []rule{
		{"center.address", isAddress(c.Center.Address), fmt.Sprintf("%q is not an address like https://sen.example.gov.vn", c.Center.Address)},
		{"kiosk.data", c.Kiosk.Data != "", "is empty; name the folder for the kiosk's database"},
		{"kiosk.code", codeForm.MatchString(c.Kiosk.Code), fmt.Sprintf("%q is not 1 to 99", c.Kiosk.Code)},
		{"kiosk.support", supportForm.MatchString(c.Kiosk.Support), fmt.Sprintf("%q is not a phone number like 0277 3898989", c.Kiosk.Support)},
		within("screen.diagonal_inches", c.Screen.DiagonalInches, 7, 65),
		within("screen.reading_mm", c.Screen.ReadingMM, 300, 1200),
		within("screen.width", c.Screen.Width, 600, 7680),
		within("screen.height", c.Screen.Height, 600, 7680),
		within("screen.reach_percent", c.Screen.Reach, 45, 100),
		{"screen.text_size", isTextSize(c.Screen.TextSize), fmt.Sprintf("%q is neither \"A\", \"A+\" nor \"A++\"", c.Screen.TextSize)},
		{"keyboard.typing", c.Keyboard.Typing == "telex" || c.Keyboard.Typing == "vni", fmt.Sprintf("%q is neither \"telex\" nor \"vni\"", c.Keyboard.Typing)},
		{"voice.vietnamese", voiceForm.MatchString(c.Voice.Vietnamese), fmt.Sprintf("%q is no voice; espeak-ng --voices=vi lists them", c.Voice.Vietnamese)},
		{"voice.english", voiceForm.MatchString(c.Voice.English), fmt.Sprintf("%q is no voice; espeak-ng --voices=en lists them", c.Voice.English)},
		within("voice.rate", float32(c.Voice.Rate), 80, 400),
		within("voice.volume", float32(c.Voice.Volume), 1, 5),
		within("idle.reading_s", float32(c.Waits.Reading), 15, 600),
		within("idle.form_s", float32(c.Waits.Form), 30, 1200),
		within("idle.question_s", float32(c.Waits.Question), 10, 120),
		within("idle.ticket_s", float32(c.Waits.Ticket), 5, 120),
	}
}

func within(key string, v, from, to float32) rule {
	return rule{key, v >= from && v <= to, fmt.Sprintf("%g is not between %g and %g", v, from, to)}
}

func isTextSize(s string) bool {
	_, ok := textSizes[s]
	return ok
}

func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.RawQuery == "" && u.User == nil && (u.Path == "" || u.Path == "/")
}
