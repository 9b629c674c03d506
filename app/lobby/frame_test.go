package lobby

import "testing"

// paper makes a picture of dark squares on white, one at each place.
func paper(squares ...int) Picture {
	p := Picture{pixels: make([]uint32, 100*100), width: 100}
	for i := range p.pixels {
		p.pixels[i] = 0xFFFFFF
	}
	for _, at := range squares {
		for dy := range 8 {
			for dx := range 8 {
				p.pixels[at+dy*100+dx] = 0
			}
		}
	}
	return p
}

func tells(t *testing.T, s Sketch, p Picture) bool {
	t.Helper()
	if len(s.places) == 0 {
		t.Fatal("the sketch is empty")
	}
	return s.shows(s.found(func(i int) uint32 { return p.pixels[i] }))
}

func TestASketchTellsItsScreenFromOthers(t *testing.T) {
	s := NewSketch(paper(1010, 3030, 5050, 7070), paper(1010, 3030, 5050, 7070, 8510))
	if !tells(t, s, paper(1010, 3030, 5050, 7070)) {
		t.Error("a screen is not known again")
	}
	if !tells(t, s, paper(1010, 3030, 5050, 7070, 8080)) {
		t.Error("a screen is not known again when something new is on it")
	}
	for what, p := range map[string]Picture{
		"a blank screen":              paper(),
		"another screen":              paper(1060, 3080, 5010, 7020),
		"a screen drawn half":         paper(1010, 3030),
		"a screen that lacks a thing": paper(1010, 3030, 5050),
	} {
		if tells(t, s, p) {
			t.Errorf("%s passes for the one sketched", what)
		}
	}
}

func TestWhatChangesIsNotSketched(t *testing.T) {
	s := NewSketch(paper(1010, 3030, 5050), paper(1010, 3030, 7070))
	if !tells(t, s, paper(1010, 3030, 8585)) {
		t.Error("a number that changes is in the sketch")
	}
}

func TestASketchOfNothingTellsNothing(t *testing.T) {
	if blank := NewSketch(paper()); blank.shows(blank.found(func(int) uint32 { return 0xFFFFFF })) {
		t.Error("a blank screen passes for a drawn one")
	}
}

func TestPicturesOfOneScreenAreAlike(t *testing.T) {
	if !paper(1010).like(paper(1010)) || paper(1010).like(paper(5050)) || paper().like(Picture{}) {
		t.Error("pictures are compared wrongly")
	}
}
