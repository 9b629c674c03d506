// Package catalogue holds the procedures and the citizens' words for them, as
// bytes: kiosk.ParseCatalogue and guide.ParseSynonyms read them.
//
// They are edited by hand, one fact a line. A figure stands in fees or times
// only when its source was read; what is merely believed waits in unverified.
// The ranks in popular are our estimate until a center has counted its tickets.
package catalogue

import _ "embed"

// JSON is the catalogue a kiosk starts with, until its center publishes another.
//
//go:embed catalogue.json
var JSON []byte

// Synonyms is how citizens say it: a JSON object read by guide.ParseSynonyms.
//
//go:embed synonyms.json
var Synonyms []byte
