package kiosk

import (
	"errors"
	"fmt"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

func TestPhoneNumbersAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"0912345678", "+84912345678"},
		{"0912 345 678", "+84912345678"},
		{"091.234.5678", "+84912345678"},
		{"+84912345678", "+84912345678"},
		{"+84 (0)912-345-678", "+84912345678"},
		{"0084912345678", "+84912345678"},
		{"02773851234", "+842773851234"},
		{"(024) 3825 1234", "+842438251234"},
	} {
		if got, err := ParsePhone(c.typed); err != nil || got != c.want {
			t.Errorf("ParsePhone(%q) = %q, %v; want %q", c.typed, got, err, c.want)
		}
	}
}

func TestWhatIsNoPhoneNumber(t *testing.T) {
	for _, typed := range []string{
		"", "09", "091234567", "09123456789", "1912345678", "0112345678", "0412345678", "0612345678",
		"113", "abc", "0912a45678", "+1 202 555 0123", "0912345678\n", "٠٩١٢٣٤٥٦٧٨", "84", "+84",
	} {
		if got, err := ParsePhone(typed); !errors.Is(err, ErrBadPhone) {
			t.Errorf("ParsePhone(%q) = %q, %v; want ErrBadPhone", typed, got, err)
		}
	}
}

// libphonenumber knows which prefixes are given out: whatever it holds for a
// valid mobile or fixed number must be accepted here, and read alike.
func TestThePlanAgreesWithLibphonenumber(t *testing.T) {
	compared := 0
	for prefix := 200; prefix < 1000; prefix++ {
		typed := fmt.Sprintf("0%03d123456", prefix)
		if prefix < 300 {
			typed += "7"
		}
		parsed, err := phonenumbers.Parse(typed, "VN")
		if err != nil {
			continue
		}
		switch phonenumbers.GetNumberType(parsed) {
		case phonenumbers.MOBILE, phonenumbers.FIXED_LINE:
		default:
			continue // not given out, or an office's internet line (0672)
		}
		compared++
		got, err := ParsePhone(typed)
		if want := phonenumbers.Format(parsed, phonenumbers.E164); err != nil || got != want {
			t.Errorf("ParsePhone(%q) = %q, %v; libphonenumber says %q", typed, got, err, want)
		}
	}
	if compared < 100 {
		t.Errorf("only %d prefixes compared", compared)
	}
}
