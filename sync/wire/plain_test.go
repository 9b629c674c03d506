package wire

import (
	"errors"
	"strings"
	"testing"
)

func TestBadBatchesAreRefused(t *testing.T) {
	for name, plain := range map[string]string{
		"empty":                 ``,
		"cut":                   `{"device":"2"`,
		"text":                  `"batch"`,
		"a list":                `[]`,
		"two":                   `{"device":"2"}{"device":"3"}`,
		"HTML":                  `<html>Please sign in</html>`,
		"NaN":                   `{"proto":NaN}`,
		"a fraction":            `{"first_seq":1.5}`,
		"an exponent":           `{"first_seq":1e3}`,
		"over 64 bits":          `{"first_seq":9223372036854775808}`,
		"number as text":        `{"first_seq":"1"}`,
		"bad base64":            `{"events":[{"sealed":[{"ciphertext":"???"}]}]}`,
		"invalid UTF-8":         "{\"device\":\"\xff\"}",
		"a surrogate in UTF-8":  "{\"device\":\"\xed\xa0\x80\"}",
		"a raw control byte":    "{\"device\":\"\x00\"}",
		"key twice":             `{"device":"2","device":"3"}`,
		"key twice, inside":     `{"events":[{"seq":1,"id":"a","seq":2}]}`,
		"key in another case":   `{"device":"2","Device":"3"}`,
		"key in another script": `{"first_seq":1,"firſt_seq":2}`,
		"key with an escape":    `{"device":"2","d\u0065vice":"3"}`,
		"key after an object":   `{"clock":{"wall":1},"proto":1,"clock":{"wall":2}}`,
	} {
		if _, err := Unpack(squeeze(t, plain)); err == nil {
			t.Errorf("%s was accepted: %q", name, plain)
		}
	}
}

func TestBytesThatAreNoZstd(t *testing.T) {
	for _, b := range []string{"", "{}", "<html>", "\x28\xb5\x2f\xfd", "\x1f\x8b\x08"} {
		if _, err := Unpack([]byte(b)); err == nil {
			t.Errorf("%q was accepted", b)
		}
	}
}

func TestNewerKioskMayAddFields(t *testing.T) {
	b, err := Unpack(squeeze(t, `{"proto":2,"device":"2","mood":{"of":["the","day"]},"events":[{"seq":1,"colour":null}]}`))
	if err != nil || b.Proto != 2 || b.Device != "2" || b.Events[0].Seq != 1 {
		t.Errorf("got %+v, %v", b, err)
	}
}

func TestBoundsOfPlainJSON(t *testing.T) {
	nest := func(n int) string { return strings.Repeat(`{"a":`, n) + "0" + strings.Repeat("}", n) }
	keys := func(n int) string {
		s := make([]string, n)
		for i := range s {
			s[i] = `"` + strings.Repeat("k", i+1) + `":0`
		}
		return "{" + strings.Join(s, ",") + "}"
	}
	for _, c := range []struct {
		plain string
		want  error
	}{
		{nest(maxDepth), nil},
		{nest(maxDepth + 1), errDeep},
		{strings.Repeat("[", maxDepth+1), errDeep},
		{keys(maxKeys), nil},
		{keys(maxKeys + 1), errWide},
		{`{"a":"b","b":"a"}`, nil},
		{`{"a":["x","x"]}`, nil},
		{`{"a":"\"a\":0,\"a\":0"}`, nil},
		{`[{"a":0},{"a":0}]`, nil},
		{`{"a":{"a":{"a":0}}}`, nil},
		{`{"a":[0,1],"a":0}`, errTwice},
		{`{"A":0}`, errKey},
		{`}}}]]],,,:::"`, nil}, // nonsense is left to the decoder
	} {
		if err := checkPlain([]byte(c.plain)); !errors.Is(err, c.want) {
			t.Errorf("%.60s: %v, want %v", c.plain, err, c.want)
		}
	}
}
