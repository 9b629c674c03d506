// Package early tells Fyne how long to keep what it has drawn, before Fyne
// looks: it reads that from the environment while the program is initialised.
//
// Import it for its effect from the program's root. Go initialises packages in
// the order of their import paths, as far as what they import allows, so this
// one, which imports the library alone, comes before fyne.io. It may import
// nothing else.
package early

import (
	"cmp"
	"os"
)

// Keeps is how long Fyne keeps letters and what belongs to a screen after they
// were seen last. Fyne's own minute is made for a person at a desk; a lobby's
// screens follow each other as fast as fingers move, each made of its own
// things, and a minute of them fills several hundred MiB. Less than twice the
// 10 s at which Fyne looks at what is still shown would forget that, too.
const Keeps = "20s"

// variable is Fyne's.
const variable = "FYNE_CACHE"

var _ = os.Setenv(variable, cmp.Or(os.Getenv(variable), Keeps))
