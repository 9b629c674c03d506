package telex_test

import (
	"fmt"

	"dongthap.vn/sen/kiosk/telex"
)

// typist is what the checker tries: a composer's Type, or one with a planted bug.
type typist func(c telex.Composer, before string, key rune) string

func honest(c telex.Composer, before string, key rune) string { return c.Type(before, key) }

func (t typist) write(c telex.Composer, keys string) string {
	text := ""
	for _, key := range keys {
		text = t(c, text, key)
	}
	return text
}

// report is what the checker found.
type report struct {
	typed   int
	wrong   int
	samples []string // the first few that are wrong
}

func (r *report) expect(got, want, how string) {
	r.typed++
	if got == want {
		return
	}
	r.wrong++
	if len(r.samples) < 10 {
		r.samples = append(r.samples, fmt.Sprintf("%s: %q, not %q", how, got, want))
	}
}

// check types every syllable with every method, in both styles and in every order.
func check(t typist, syllables []syllable) report {
	var r report
	for _, h := range hands {
		for _, style := range []telex.Style{telex.OldStyle, telex.NewStyle} {
			c := telex.Composer{Method: h.method, Style: style}
			for _, s := range syllables {
				want := s.in(style)
				units := h.units(want)
				for _, o := range orders {
					keys := o.keys(units, h.tones[s.tone])
					r.expect(t.write(c, keys), want, o.name+", "+keys)
				}
			}
		}
	}
	return r
}

// checkRefusals types tones that no syllable with a final stop can carry, and wants
// the keys themselves.
func checkRefusals(t typist) report {
	var r report
	for _, h := range hands {
		c := telex.Composer{Method: h.method}
		for _, s := range spelled(stoppedRhymes, []telex.Tone{telex.Ngang}) {
			text := s.in(c.Style)
			for _, tone := range badTones {
				key := h.tones[tone]
				keys := typed(h.units(text), true) + key
				r.expect(t.write(c, keys), text+key, keys)
			}
		}
	}
	return r
}
