package touch_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
)

// TestFactsAbreastPartNoWord sets three facts into places that become narrower:
// first one takes of the others, then they go below each other.
func TestFactsAbreastPartNoWord(t *testing.T) {
	looks(t, func(t *testing.T, k touch.Kit) {
		facts := []*touch.Fact{k.Fact("Before you", "3 people"), k.Fact("Wait about", "5–15 min"), k.Fact("Counter", "3, 4")}
		row := touch.Abreast(k.MM(2), touch.Weighed{Fact: facts[0], Weight: 1}, touch.Weighed{Fact: facts[1], Weight: 1.2}, touch.Weighed{Fact: facts[2], Weight: .4})
		rows := map[int]bool{}
		for mm := float32(180); mm > 60; mm -= 4 {
			c := touchtest.Show(k, touch.Across(0, touch.Fixed(k.MM(mm), 0, touch.Column(0, row, touch.Grow(1, nil))), touch.Grow(1, nil)))
			if bad := cuts(c); bad != "" {
				t.Errorf("%.0f mm: %s", mm, bad)
			}
			if across, width := facts[1].Position().X+facts[1].Size().Width, row.Size().Width; across > width+1 {
				t.Errorf("%.0f mm: a fact reaches to %.0f of %.0f", mm, across, width)
			}
			rows[1+below(facts[0], facts[1])+below(facts[1], facts[2])] = true
		}
		if !rows[1] || !rows[2] {
			t.Errorf("seen are %v rows: too little was tried", rows)
		}
	})
}

func below(a, b fyne.CanvasObject) int {
	if b.Position().Y > a.Position().Y {
		return 1
	}
	return 0
}
