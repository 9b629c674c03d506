package keyboard

import (
	"dongthap.vn/sen/kiosk/telex"
)

// columns of a keyboard's rows. A strict grid leaves no ragged edges, and every
// key that is no letter keeps its place on both layers.
const columns = 12

// letterRows plans the letters:
//
//	ă â đ ê ô ơ ư sắc huyền hỏi ngã nặng
//	q w e r t y u i o p [  Xoá  ]
//	⇧ a s d f g h j k l  ,  .
//	123 z x c v b n m [cách] [ Tìm ]
//
// A plain keyboard, for codes, has figures in the first row.
func (b *Keyboard) letterRows() [][]plan {
	l := b.spec.Labels
	tones := []plan{b.tone(l.Acute, telex.Sac), b.tone(l.Grave, telex.Huyen), b.tone(l.Hook, telex.Hoi), b.tone(l.Tilde, telex.Nga), b.tone(l.Dot, telex.Nang)}
	marked := b.keys(toneKey, "ăâđêôơư")
	first := append(marked, tones...)
	if b.spec.Plain {
		first = b.keys(letterKey, "1234567890-/")
	}
	third := append([]plan{{units: 1, label: l.Shift, tint: workKey, tap: func() { b.setUpper(!b.upper) }}}, b.keys(letterKey, "asdfghjkl,.")...)
	fourth := append([]plan{b.layerKey(l.Numbers, func() { b.show(b.signs) })}, b.keys(letterKey, "zxcvbnm")...)
	return [][]plan{
		inRow(first),
		inRow(append(b.keys(letterKey, "qwertyuiop"), b.eraseKey())),
		inRow(third),
		inRow(append(fourth, b.spaceKey(2), b.actionKey())),
	}
}

// signRows plans figures and signs, those of addresses and mail first.
func (b *Keyboard) signRows() [][]plan {
	fourth := []plan{b.layerKey(b.spec.Labels.Letters, func() { b.show(b.letters) })}
	return [][]plan{
		inRow(b.keys(letterKey, "1234567890-/")),
		inRow(append(b.keys(letterKey, "@_+=*%&#()"), b.eraseKey())),
		inRow(b.keys(letterKey, ".,?!:;'\"«»°₫")),
		inRow(append(fourth, b.spaceKey(9), b.actionKey())),
	}
}

// inRow sets plans one after the other.
func inRow(row []plan) []plan {
	var at float32
	for i := range row {
		row[i].at = at
		at += row[i].units
	}
	return row
}

func (b *Keyboard) keys(t tint, letters string) []plan {
	var row []plan
	for _, r := range letters {
		row = append(row, plan{units: 1, label: string(r), tint: t, tap: func() { b.write(r) }})
	}
	return row
}

func (b *Keyboard) tone(label string, t telex.Tone) plan {
	return plan{units: 1, label: label, tint: toneKey, tap: func() {
		if b.spec.To != nil {
			b.spec.To.Tone(t)
		}
	}}
}

func (b *Keyboard) layerKey(label string, tap func()) plan {
	return plan{units: 1, label: label, tint: workKey, tap: tap}
}

func (b *Keyboard) eraseKey() plan {
	return plan{units: 2, label: b.spec.Labels.Erase, tint: workKey, tap: b.eraser.tap, hold: b.eraser.hold}
}

func (b *Keyboard) spaceKey(units float32) plan {
	return plan{units: units, label: b.spec.Labels.Space, tint: workKey, tap: func() { b.write(' ') }}
}

func (b *Keyboard) actionKey() plan {
	return plan{units: 2, label: b.spec.Labels.Action, tint: actionKey, tap: func() {
		if b.spec.OnAction != nil {
			b.spec.OnAction()
		}
	}}
}
