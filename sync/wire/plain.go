package wire

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
)

// Bounds of the JSON inside a batch. Real ones nest 5 deep, have 12 keys, and
// about 20 values for each of at most MaxEvents events.
const (
	maxDepth  = 8
	maxKeys   = 64 // in one object
	maxValues = 64 * MaxEvents
)

var (
	errDeep  = fmt.Errorf("nested deeper than %d", maxDepth)
	errWide  = fmt.Errorf("an object with more than %d keys", maxKeys)
	errMany  = fmt.Errorf("more than %d values", maxValues)
	errKey   = errors.New("a key that is not of a-z, 0-9, _, . and -")
	errTwice = errors.New("a key given twice")
)

// checkPlain walks JSON before it is decoded and refuses what a decoder would
// accept in silence: keys given twice or spelt in another case, and nesting,
// width or length meant to cost memory: a two-byte «0,» in the list of events
// becomes 200 bytes. It does not judge whether the JSON is valid.
func checkPlain(plain []byte) error {
	var w walk
	for len(plain) > 0 {
		c := plain[0]
		if c != '"' {
			if err := w.mark(c); err != nil {
				return err
			}
			plain = plain[1:]
			continue
		}
		text, rest := cutText(plain)
		if err := w.text(text); err != nil {
			return err
		}
		plain = rest
	}
	return nil
}

// walk keeps the keys of every object that is open; nil stands for an array.
type walk struct {
	open   [maxDepth]*[][]byte
	depth  int
	values int // so far, but for the first in each array or object
	atKey  bool
}

func (w *walk) mark(c byte) error {
	switch c {
	case '{', '[':
		if w.depth == maxDepth {
			return errDeep
		}
		w.open[w.depth] = nil
		if c == '{' {
			w.open[w.depth] = new([][]byte)
		}
		w.depth++
		w.atKey = c == '{'
	case '}', ']':
		w.depth = max(0, w.depth-1)
		w.atKey = false
	case ',':
		if w.values++; w.values > maxValues {
			return errMany
		}
		w.atKey = w.depth > 0 && w.open[w.depth-1] != nil
	case ':':
		w.atKey = false
	}
	return nil
}

func (w *walk) text(t []byte) error {
	if !w.atKey {
		return nil
	}
	w.atKey = false
	keys := w.open[w.depth-1]
	switch {
	case !plainKey(t):
		return errKey
	case len(*keys) == maxKeys:
		return errWide
	case slices.ContainsFunc(*keys, func(k []byte) bool { return bytes.Equal(k, t) }):
		return errTwice
	}
	*keys = append(*keys, t)
	return nil
}

// plainKey leaves no second spelling of a key: no escapes, no capitals.
func plainKey(t []byte) bool {
	for _, c := range t {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-') {
			return false
		}
	}
	return true
}

// cutText cuts the JSON string that b starts with, without its quotes.
func cutText(b []byte) (text, rest []byte) {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return b[1:i], b[i+1:]
		}
	}
	return b[1:], nil
}
