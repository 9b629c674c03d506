package keyboard

import (
	"testing"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/app/touch/touchtest"
)

// newKit is the tools for a glass and what runs them.
func newKit(t testing.TB, s look.Screen, step look.Step) (touch.Kit, *touchtest.Timer) {
	t.Helper()
	timer := touchtest.NewTimer()
	return touchtest.Kit(t, s, step, look.Light, timer), timer
}
