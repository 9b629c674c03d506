package kiosk

import (
	"regexp"
	"strings"
)

// Vietnamese numbers since the change of 2017–2018 (Decision 2036/QĐ-BTTTT):
// mobile 03, 05, 07, 08, 09 and 8 digits, fixed 02 and 9 digits.
var phoneForm = regexp.MustCompile(`^0(2[0-9]{9}|[35789][0-9]{8})$`)

// ParsePhone reads a Vietnamese phone number as people write it, "0912 345 678"
// or "+84 912.345.678", and returns it in E.164, or ErrBadPhone.
func ParsePhone(s string) (string, error) {
	s = strings.NewReplacer(" ", "", ".", "", "-", "", "(", "", ")", "").Replace(s)
	for _, country := range []string{"+84", "0084"} {
		if rest, ok := strings.CutPrefix(s, country); ok {
			s = "0" + strings.TrimPrefix(rest, "0")
		}
	}
	if !phoneForm.MatchString(s) {
		return "", ErrBadPhone
	}
	return "+84" + s[1:], nil
}
