package proof

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
)

const secretNumber = "+84912345678"

// Every form a careless program could leave is found by the search; a number of
// somebody else is not.
func TestASecretIsFoundInEveryForm(t *testing.T) {
	for how, left := range map[string]string{
		"as it is":           "+84912345678",
		"as it is dialled":   "0912345678",
		"as it is shown":     "0912 345 678",
		"with dots":          "0912.345.678",
		"reversed":           "8765432190",
		"UTF-16LE":           "0\x009\x001\x002\x003\x004\x005\x006\x007\x008\x00",
		"UTF-16BE":           "\x000\x009\x001\x002\x003\x004\x005\x006\x007\x008",
		"UTF-16LE, reversed": "8\x007\x006\x005\x004\x003\x002\x001\x009\x000\x00",
		"hex":                hex.EncodeToString([]byte("0912345678")),
		"HEX":                strings.ToUpper(hex.EncodeToString([]byte("0912 345 678"))),
		"JSON":               `{"phone":"+84912345678"}`,
	} {
		for _, before := range []string{"", "x", "xy", "xyz"} {
			if found := Search([]byte(before+left+"abc"), secretNumber); len(found) == 0 {
				t.Errorf("%s behind %d bytes: not found", how, len(before))
			}
			if packed := base64.StdEncoding.EncodeToString([]byte(before + "0912345678" + "abc")); len(Search([]byte(packed), secretNumber)) == 0 {
				t.Errorf("base64 behind %d bytes: not found in %s", len(before), packed)
			}
		}
	}
	if found := Search([]byte("0987654321 +84 91234 5678x 912345679"), secretNumber); len(found) > 0 {
		t.Errorf("what is not there is found: %q", found)
	}
	if found := Search([]byte("rất nhiệt tình"), "nhiệt tình"); len(found) != 1 {
		t.Errorf("words are found %q", found)
	}
}

func TestAFindingHoldsNoSecret(t *testing.T) {
	for _, f := range Search([]byte("0912 345 678 912345678"), secretNumber) {
		if len(Search([]byte(f), secretNumber)) > 0 {
			t.Errorf("the finding holds what was searched for: %s", f)
		}
	}
}
