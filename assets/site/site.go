// Package site embeds the example site that a new center starts with, so that
// Sen can be tried at any hour of any day. Its data is invented where it does
// not say otherwise, and it says so on every screen.
package site

import _ "embed"

// Example is a site document's body.
//
//go:embed example.json
var Example []byte
