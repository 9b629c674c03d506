// Package voice holds recorded sentences as bytes; see clips/README.md. It plays
// nothing.
package voice

import (
	"embed"
	"io/fs"
)

//go:embed clips
var clips embed.FS

// Clips holds LANG/KEY.wav: the sentence of that key in assets/words.
func Clips() fs.FS {
	sub, err := fs.Sub(clips, "clips")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}
