package look

import "image/color"

// Color is what a colour is for.
type Color int

// The roles of colour. A name with On or Text is read upon the one it names.
const (
	Bg          Color = iota // paper behind everything
	Surface                  // cards
	Alt                      // quiet areas, keys of tones
	KeyBed                   // behind the keys
	Ink                      // words
	Ink2                     // words that matter less
	Primary                  // the one filled button, and icons
	OnPrimary                // words on it
	Bar                      // the header
	OnBar                    // words on it
	Emphasis                 // the number of a ticket
	Pressed                  // a primary button under the finger
	OnPressed                // words on it
	PressedSoft              // any other thing under the finger, in Ink
	Accent                   // lines and icons only
	Help                     // the button that calls a person
	OnHelp                   // words on it, and its border
	HelpPressed              // the same under the finger
	Border                   // of buttons
	Line                     // of cards
	Success                  // words on SuccessTint, and so on
	SuccessTint
	Error
	ErrorTint
	Warning
	WarningTint
	Info
	InfoTint
	Focus     // the ring around what the keys would press
	FocusHalo // between the ring and what it surrounds
	Shadow    // under cards
	count
)

var palettes = [...][count]uint32{
	Light: {
		Bg: 0xFFFBF5, Surface: 0xFFFFFF, Alt: 0xF5EBE0, KeyBed: 0xF0E4D6,
		Ink: 0x221A16, Ink2: 0x5A4A42,
		Primary: 0x903938, OnPrimary: 0xFFFFFF,
		Bar: 0x7A1F23, OnBar: 0xFFFFFF, Emphasis: 0x7A1F23,
		Pressed: 0x5E1519, OnPressed: 0xFFFFFF, PressedSoft: 0xE6D8C9,
		Accent: 0xCE7A58, Help: 0xFFCD00, OnHelp: 0x221A16, HelpPressed: 0xDBA900,
		Border: 0x7D6D62, Line: 0xE6D8C9,
		Success: 0x145A30, SuccessTint: 0xE3F2E7, Error: 0x9C1C15, ErrorTint: 0xFDE7E5,
		Warning: 0x7A4300, WarningTint: 0xFFF1D6, Info: 0x0B4F8A, InfoTint: 0xE4F0FA,
		Focus: 0x0B4F8A, FocusHalo: 0xFFFFFF, Shadow: 0x5A321E,
	},
	High: {
		Bg: 0x000000, Surface: 0x000000, Alt: 0x1F1F1F, KeyBed: 0x000000,
		Ink: 0xFFFFFF, Ink2: 0xFFFFFF,
		Primary: 0xFFCD00, OnPrimary: 0x000000,
		Bar: 0x000000, OnBar: 0xFFFFFF, Emphasis: 0xFFCD00,
		Pressed: 0xFFFFFF, OnPressed: 0x000000, PressedSoft: 0x4A4A4A,
		Accent: 0xFFCD00, Help: 0xFFFFFF, OnHelp: 0x000000, HelpPressed: 0xBDBDBD,
		Border: 0xFFFFFF, Line: 0xFFFFFF,
		Success: 0x7CF29A, SuccessTint: 0x000000, Error: 0xFF9E95, ErrorTint: 0x000000,
		Warning: 0xFFCD00, WarningTint: 0x000000, Info: 0x7FD6FF, InfoTint: 0x000000,
		Focus: 0xFFCD00, FocusHalo: 0x000000, Shadow: 0x000000,
	},
}

// Color is the colour of a role; all are opaque.
func (l Look) Color(c Color) color.NRGBA {
	v := palettes[l.contrast][c]
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}
