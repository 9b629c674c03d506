package keyboard

import (
	"time"

	"dongthap.vn/sen/app/touch"
)

// A held eraser starts to repeat when a finger has clearly stayed, and goes as
// fast as an eye can follow.
const (
	eraseAfter = 500 * time.Millisecond
	eraseEvery = 110 * time.Millisecond
)

// eraser removes one letter a tap, and more while it is held.
type eraser struct {
	kit      touch.Kit
	erase    func()
	cancel   func()
	repeated bool // this finger has erased already
}

func (e *eraser) hold(down bool) {
	if e.cancel != nil {
		e.cancel()
		e.cancel = nil
	}
	if down {
		e.repeated = false
		e.wait(eraseAfter)
	}
}

func (e *eraser) wait(d time.Duration) {
	if e.kit.After == nil {
		return
	}
	e.cancel = e.kit.After(d, func() {
		e.repeated = true
		e.erase()
		e.wait(eraseEvery)
	})
}

func (e *eraser) tap() {
	if e.repeated {
		e.repeated = false
		return
	}
	e.erase()
}
