// Package calendar embeds the public holidays a new center starts with. A day
// that is not announced yet is marked as not sure and changes nothing.
package calendar

import _ "embed"

// Holidays is a calendar document's body.
//
//go:embed holidays.json
var Holidays []byte
