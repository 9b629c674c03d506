package keyboard

import (
	"strings"
	"testing"
)

// mono is letters of width 1.
func mono(s string) float32 { return float32(len(cluster(s))) }

func lines(s string, width float32) []string {
	letters := cluster(s)
	var out []string
	for _, l := range wrap(letters, width, mono) {
		out = append(out, strings.Join(letters[l.from:l.to], ""))
	}
	return out
}

func TestWordsWrapBehindSpaces(t *testing.T) {
	for s, want := range map[string]string{
		"":                   "",
		"một":                "một",
		"cán bộ nhiệt tình":  "cán bộ |nhiệt |tình",
		"đúng mười":          "đúng |mười",
		"nghiêngngả nghiêng": "nghiêng|ngả |nghiêng",
		"hết chỗ    rồi":     "hết chỗ    |rồi",
	} {
		if got := strings.Join(lines(s, 7), "|"); got != want {
			t.Errorf("%q wraps to %q, want %q", s, got, want)
		}
	}
}

func TestNoLetterIsLostInWrapping(t *testing.T) {
	const s = "Cán bộ hướng dẫn rất nhiệt tình, nhưng phải chờ hơi lâu."
	for width := float32(1); width < 60; width++ {
		if got := strings.Join(lines(s, width), ""); got != s {
			t.Fatalf("width %g: %q", width, got)
		}
	}
}

func TestAOneLineFieldShowsWhereTheCaretIs(t *testing.T) {
	letters := cluster("0123456789")
	for caret, want := range map[int]string{0: "0123", 2: "0123", 5: "1234", 10: "6789"} {
		w := window(letters, caret, 4, mono)
		if got := strings.Join(letters[w.from:w.to], ""); got != want {
			t.Errorf("caret %d: %q, want %q", caret, got, want)
		}
	}
}

func TestTheCaretBetweenTwoLinesStandsOnTheLower(t *testing.T) {
	spans := wrap(cluster("cán bộ nhiệt"), 7, mono)
	for caret, want := range map[int]int{0: 0, 6: 0, 7: 1, 12: 1} {
		if got := lineOf(spans, caret); got != want {
			t.Errorf("caret %d is on line %d, want %d", caret, got, want)
		}
	}
}
