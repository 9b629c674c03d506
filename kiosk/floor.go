package kiosk

import "fmt"

// A Floor is the plan of the lobby: a part of the site document. Lengths are
// millimetres of the building, from its top left corner as drawn.
type Floor struct {
	Width  int             `json:"width_mm"`
	Height int             `json:"height_mm"`
	Rooms  []Room          `json:"rooms"`
	Points []Point         `json:"points"`
	Kiosks map[string]Spot `json:"kiosks"` // by kiosk code: where each stands
}

// A Room is a rectangle of the plan: a room, a row of counters, an entrance.
type Room struct {
	Name Name `json:"name"`
	Spot
	Width  int `json:"w"`
	Height int `json:"h"`
}

// A Point is something people look for.
type Point struct {
	Icon string `json:"icon"` // a name in assets/icons
	Name Name   `json:"name"`
	Spot
}

// A Spot is a place on the plan.
type Spot struct {
	X int `json:"x"`
	Y int `json:"y"`
}

const (
	leastFloor = 1_000     // mm
	mostFloor  = 1_000_000 // mm
	mostOnPlan = 60        // rooms, and points
)

// check makes sure that all lies on the plan.
func (f Floor) check() error {
	if f.Width < leastFloor || f.Width > mostFloor || f.Height < leastFloor || f.Height > mostFloor {
		return fmt.Errorf("site: floor of %d × %d mm is not 1 m to 1 km", f.Width, f.Height)
	}
	if len(f.Rooms) > mostOnPlan || len(f.Points) > mostOnPlan {
		return fmt.Errorf("site: floor: %d rooms and %d points are more than %d", len(f.Rooms), len(f.Points), mostOnPlan)
	}
	on := func(s Spot) bool { return s.X >= 0 && s.Y >= 0 && s.X <= f.Width && s.Y <= f.Height }
	for i, r := range f.Rooms {
		if !on(r.Spot) || r.Width <= 0 || r.Height <= 0 || r.X+r.Width > f.Width || r.Y+r.Height > f.Height {
			return fmt.Errorf("site: floor.rooms[%d] %q reaches beyond the plan", i, r.Name.VI)
		}
	}
	for i, p := range f.Points {
		if !on(p.Spot) || p.Name.VI == "" {
			return fmt.Errorf("site: floor.points[%d] %q has no name or is beyond the plan", i, p.Name.VI)
		}
	}
	for code, s := range f.Kiosks {
		if !on(s) {
			return fmt.Errorf("site: floor.kiosks: kiosk %q is beyond the plan", code)
		}
	}
	return nil
}
