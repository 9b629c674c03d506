package keyboard

import "strings"

// span is the letters from one to before another that stand on one line.
type span struct{ from, to int }

// measure is the width of letters side by side.
type measure func(string) float32

// window is the letters of a one-line field that are seen: as many as fit, the
// caret among them, and no emptiness while letters are hidden at the left.
func window(letters []string, caret int, width float32, m measure) span {
	s := span{caret, caret}
	grow := func(from, to int) bool {
		if from < 0 || to > len(letters) || m(strings.Join(letters[from:to], "")) > width {
			return false
		}
		s = span{from, to}
		return true
	}
	for grow(s.from-1, s.to) {
	}
	for grow(s.from, s.to+1) {
	}
	return s
}

// wrap breaks letters into lines behind spaces, or anywhere if a word is wider
// than a line. Even an empty text has a line, for the caret.
func wrap(letters []string, width float32, m measure) []span {
	lines := []span{{}}
	var used, word float32
	start := 0 // of the word
	for i, l := range letters {
		last := &lines[len(lines)-1]
		w := m(l)
		switch {
		case l == " ": // hangs over the edge rather than begin a line
			used, word, start = used+w, 0, i+1
		case used+w > width && start > last.from:
			last.to = start
			lines = append(lines, span{from: start})
			used, word = word+w, word+w
		case used+w > width && i > last.from:
			last.to = i
			lines = append(lines, span{from: i})
			used, word, start = w, w, i
		default:
			used, word = used+w, word+w
		}
	}
	lines[len(lines)-1].to = len(letters)
	return lines
}

// lineOf is the line the caret stands on; between two lines that is the lower.
func lineOf(lines []span, caret int) int {
	i := len(lines) - 1
	for i > 0 && lines[i].from > caret {
		i--
	}
	return i
}

// nearest is the number of letters of a line that stand left of x.
func nearest(letters []string, x float32, m measure) int {
	var left float32
	for i := range letters {
		right := m(strings.Join(letters[:i+1], ""))
		if x < (left+right)/2 {
			return i
		}
		left = right
	}
	return len(letters)
}
