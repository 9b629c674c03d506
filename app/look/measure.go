package look

// Standard measures in millimetres, for MM. They follow the hand and not the
// eye, so no text step changes them and nothing jumps when a visitor asks for
// bigger letters.
const (
	TouchLeast   = 12.7 // any target, either way
	HeaderHeight = 13
	FooterHeight = 18

	// TallHeaderHeight has room for two lines at its right end: tall glass is narrow.
	TallHeaderHeight = 19

	ButtonHeight  = 13.5 // at least
	RowHeight     = 15   // at least
	RowStretch    = 4    // by which rows of a list may grow to fill their place
	KeyHeight     = 13
	PrimaryHeight = 20 // a primary target in the body, at least …
	PrimaryWidth  = 44 // … and its width
	Gap           = 2.4
	GridGap       = 3.4 // between tiles
	HeadGap       = 3   // between the head of a page and what follows
	Margin        = 6   // left and right of a screen's body
	MarginTop     = 4
	FooterMargin  = 5
	Radius        = 3.4 // of cards; buttons take ButtonRadius, keys KeyRadius
	ButtonRadius  = 3
	KeyRadius     = 2
	Edge          = 0.35 // a card's or button's border
	ThickEdge     = 0.7  // the border of what is chosen or typed into
	Slop          = 3    // a finger trembles this far and still taps
)

// LineLetters is how many letters a line of running text may have; longer ones
// make the eye lose its place.
const LineLetters = 45
