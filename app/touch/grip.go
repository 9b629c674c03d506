package touch

import "time"

// grasp is how long a finger may rest on something before it is no press any
// more but a thing that lies on the glass.
const grasp = 3 * time.Second

// A grip is what of a Kit a finger is on.
type grip struct {
	on    *Pressable
	since time.Time
}

// note remembers that a finger came down on p, or left it.
func (g *grip) note(p *Pressable, down bool) {
	switch {
	case g == nil:
	case down:
		*g = grip{on: p, since: p.kit.Now()}
	case g.on == p:
		*g = grip{}
	}
}

// Held reports whether a finger is pressing something. What is drawn anew then
// takes the press away from under it.
func (k Kit) Held() bool {
	return k.grip != nil && k.grip.on != nil && k.Now().Sub(k.grip.since) < grasp
}
