package kiosk

import "testing"

func hallPlan() Floor {
	return Floor{Width: 20_000, Height: 12_000, Rooms: []Room{{Name: Name{VI: "Sảnh"}, Width: 20_000, Height: 12_000}},
		Points: []Point{{Icon: "toilet", Name: Name{VI: "Vệ sinh"}, Spot: Spot{19_000, 1_000}}}, Kiosks: map[string]Spot{"2": {1_000, 11_000}}}
}

func TestAllOfAPlanLiesOnIt(t *testing.T) {
	if err := hallPlan().check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Floor){
		"no width":              func(f *Floor) { f.Width = 0 },
		"as wide as a province": func(f *Floor) { f.Width = 1_000_001 },
		"a room beyond it":      func(f *Floor) { f.Rooms[0].Width++ },
		"a room without height": func(f *Floor) { f.Rooms[0].Height = 0 },
		"a room to the left":    func(f *Floor) { f.Rooms[0].X = -1 },
		"a number run over":     func(f *Floor) { f.Rooms[0].Width = 1 << 62; f.Rooms[0].X = 1 << 62 },
		"a point beyond it":     func(f *Floor) { f.Points[0].Y = 12_001 },
		"a point without name":  func(f *Floor) { f.Points[0].Name = Name{} },
		"a kiosk outside":       func(f *Floor) { f.Kiosks["3"] = Spot{-1, 0} },
		"too many points":       func(f *Floor) { f.Points = make([]Point, mostOnPlan+1) },
	} {
		f := hallPlan()
		spoil(&f)
		if f.check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
