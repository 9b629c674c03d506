package touch

import "strings"

// word is a piece of text that is never parted unless it is wider than a line.
type word struct {
	text  string
	width float32
	tail  bool // belongs to the quieter words at the end
	first bool // begins a new line by wish of the writer
}

// line is what stands side by side.
type line struct {
	main, tail string
	width      float32 // of both
	tailAt     float32 // where the tail begins
	letters    int
}

// room is what lines may fill. Zero letters means any number.
type room struct {
	width   float32
	letters int
}

// measure is the width of letters.
type measure func(string) float32

// fields cuts a line at its spaces. A no-break space is part of a word, and so
// is a sign that stands alone: no line begins with a dash or a dot.
func fields(l string) []string {
	var list []string
	for _, w := range strings.FieldsFunc(l, func(r rune) bool { return r == ' ' }) {
		if n := len(list); n > 0 && strings.Trim(w, "–-/·") == "" {
			list[n-1] += " " + w
			continue
		}
		list = append(list, w)
	}
	return list
}

// split cuts text into words.
func split(main, tail string, width measure) []word {
	var words []word
	for _, part := range []struct {
		text string
		tail bool
	}{{main, false}, {tail, true}} {
		for i, l := range strings.Split(part.text, "\n") {
			for j, w := range fields(l) {
				words = append(words, word{text: w, width: width(w), tail: part.tail, first: i > 0 && j == 0})
			}
		}
	}
	return words
}

// wrap sets words into as few lines as the room allows. A word wider than a
// line stands alone and sticks out; the caller sees it by its width.
func wrap(words []word, space float32, r room) []line {
	var lines []line
	for _, w := range words {
		n := len([]rune(w.text))
		if k := len(lines) - 1; k >= 0 && !w.first {
			l := &lines[k]
			if l.width+space+w.width <= r.width && (r.letters == 0 || l.letters+1+n <= r.letters) {
				l.add(w, n, space)
				continue
			}
		}
		lines = append(lines, line{})
		lines[len(lines)-1].add(w, n, 0)
	}
	return lines
}

// shorten sets as many words as so many lines hold, the last of them with … at
// its end. One word always stays.
func shorten(words []word, most int, r room, m measure) []line {
	for n := max(1, len(words)-1); ; n-- {
		last := words[n-1]
		last.text = strings.TrimRight(last.text, ",;:·–-/(") + "…"
		last.width = m(last.text)
		lines := wrap(append(words[:n-1:n-1], last), m(" "), r)
		if len(lines) <= most || n == 1 {
			return lines
		}
	}
}

func (l *line) add(w word, letters int, space float32) {
	if l.letters > 0 {
		l.letters++
		l.width += space
	}
	if w.tail && l.tail == "" {
		l.tailAt = l.width
	}
	s := &l.main
	if w.tail {
		s = &l.tail
	}
	if *s != "" {
		*s += " "
	}
	*s += w.text
	l.letters += letters
	l.width += w.width
}

// hyphenate parts the words that are wider than width, letter by letter: the
// last resort for an address or a file name nobody foresaw.
func hyphenate(words []word, width float32, m measure) []word {
	var out []word
	for _, w := range words {
		for w.width > width && len([]rune(w.text)) > 1 {
			head, rest := head(w.text, width, m)
			out = append(out, word{text: head, width: m(head), tail: w.tail, first: w.first})
			w = word{text: rest, width: m(rest), tail: w.tail, first: true}
		}
		out = append(out, w)
	}
	return out
}

// head is the longest beginning of s within width, at least one letter, and
// the rest.
func head(s string, width float32, m measure) (string, string) {
	runes := []rune(s)
	n := 1
	for n < len(runes)-1 && m(string(runes[:n+1])) <= width {
		n++
	}
	return string(runes[:n]), string(runes[n:])
}

// widest is the width of the widest line.
func widest(lines []line) float32 {
	var w float32
	for _, l := range lines {
		w = max(w, l.width)
	}
	return w
}
