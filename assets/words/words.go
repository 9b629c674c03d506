// Package words embeds every sentence a person reads, one file a part and
// language; kiosk/words chooses among them.
package words

import "embed"

// Files holds <part>.<language>.toml: kiosk.vi.toml, kiosk.en.toml, …
//
//go:embed *.toml
var Files embed.FS
