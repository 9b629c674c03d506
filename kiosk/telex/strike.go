package telex

import "slices"

// strike lets a key set or, struck again, undo its mark. It reports false where the
// key has nothing to do and is to be written as it is.
func (w *word) strike(s stroke, key rune) bool {
	switch {
	case s.marks == "":
		return w.strikeTone(s.tone, key)
	case s.has('đ'):
		return w.strikeBar(key)
	}
	return w.strikeMark(s, key) || s.has('ư') && s.has('ă') && w.strikeW(key)
}

// strikeTone sets a tone. The same tone again is taken off and its key written;
// the key for no tone is written where there is none to take off.
func (w *word) strikeTone(tone Tone, key rune) bool {
	switch {
	case tone == Ngang:
		had := w.tone != Ngang
		w.tone = Ngang
		return had
	case !w.takes(tone):
		return false
	case w.tone == tone:
		w.tone = Ngang
		w.add(key)
	default:
		w.tone = tone
	}
	return true
}

// strikeBar turns d into đ and back. Besides the onset of a syllable that is a d
// right before the caret in an abbreviation (QĐ, HĐND), but not after a vowel (add).
func (w *word) strikeBar(key rune) bool {
	last := len(w.letters) - 1
	if last < 0 {
		return false
	}
	at := last
	if onset, _ := split(w.letters); (onset == "d" || onset == "đ") && possible(w.letters) {
		at = 0
	} else if last > 0 && isVowel(w.letters[last-1]) {
		return false
	}
	switch w.letters[at] {
	case 'd':
		w.letters[at] = 'đ'
	case 'đ':
		w.letters[at] = 'd'
		w.add(key)
	default:
		return false
	}
	return true
}

// strikeMark gives the rhyme the marks that the key can set, choosing among the
// forms of the rhyme. If the rhyme has them already, it loses them and the key is written.
func (w *word) strikeMark(s stroke, key rune) bool {
	if !possible(w.letters) {
		return false
	}
	onset, rhyme := split(w.letters)
	had := slices.ContainsFunc(rhyme, s.has)
	if had && wholeRhyme(onset, rhyme) {
		return w.undoMark(s, key)
	}
	if best := bestForm(forms(onset, rhyme), rhyme, s); best != nil {
		copy(rhyme, best)
		return true
	}
	return had && w.undoMark(s, key)
}

// bestForm finds the form in which the stroke sets a mark and no other mark is new,
// best one that keeps the marks there are (ưo: ươ, not uơ). It gives nil if there is none.
func bestForm(list []form, rhyme []rune, s stroke) []rune {
	var best []rune
	for _, f := range list {
		if !s.leads(rhyme, f.letters) {
			continue
		}
		if f.covers(rhyme) {
			return f.letters
		}
		if best == nil {
			best = f.letters
		}
	}
	return best
}

// leads says whether the stroke makes to out of from: at least one mark of its own is new,
// and no mark of another key.
func (s stroke) leads(from, to []rune) bool {
	fresh := false
	for i, r := range to {
		if r == from[i] || r == plain(r) {
			continue
		}
		if !s.has(r) {
			return false
		}
		fresh = true
	}
	return fresh
}

// undoMark takes the marks of the stroke off and writes its key. A lone ư after an
// onset was a w (twitter), so the key takes its place.
func (w *word) undoMark(s stroke, key rune) bool {
	onset, rhyme := split(w.letters)
	if onset != "" && string(rhyme) == "ư" && s.has('ă') {
		w.tone = Ngang
		w.drop()
	}
	for i, r := range w.letters {
		if s.has(r) {
			w.letters[i] = plain(r)
		}
	}
	w.add(key)
	return true
}

// strikeW writes ư for a w after an onset (nhw, giw).
func (w *word) strikeW(key rune) bool {
	if n := len(w.letters); n == 0 || isVowel(w.letters[n-1]) && string(w.letters) != "gi" {
		return false
	}
	_, upper := lower(key)
	w.letters, w.upper = append(w.letters, 'ư'), append(w.upper, upper)
	if possible(w.letters) {
		return true
	}
	w.drop()
	return false
}
