package kiosk

// Speech is how a visitor hears the screens. The zero value is silence.
type Speech struct {
	On     bool
	Louder int // by how many steps than the site's usual volume
}

// Loudest is the last of the volumes, which begin at 1.
const Loudest = 5

// Volume is how loud to read aloud, given the site's usual volume.
func (s Speech) Volume(usual int) int { return min(max(usual+s.Louder, 1), Loudest) }

// Turn makes reading aloud louder by so many steps, or quieter, as far as the
// volumes go.
func (s *Speech) Turn(by, usual int) {
	s.Louder = min(max(s.Volume(usual)+by, 1), Loudest) - usual
}
