package screen

import (
	"testing"

	"dongthap.vn/sen/kiosk"
)

// A screen that nobody draws would be Home under another name.
func TestEveryScreenIsDrawnBySomebody(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	for at := kiosk.AtHome + 1; at < kiosk.Screens; at++ {
		if v.stage.draws[at] == nil {
			t.Errorf("screen %d is drawn by nobody", at)
		}
	}
	if n := len(v.stage.draws); n != int(kiosk.Screens)-1 {
		t.Errorf("%d screens are drawn, there are %d beside Home", n, kiosk.Screens-1)
	}
}
