// Package sounds holds the sounds of the lobby as bytes. They are made by
// make.go in this folder, so nobody else's rights are in them; the package
// plays nothing.
package sounds

import _ "embed"

//go:generate go run make.go

// Chime is a soft two-tone bell of about a second: WAV, mono, 16 bit. It is
// heard before a number is read on the board and when a visitor calls for help.
//
//go:embed chime.wav
var Chime []byte
