package touch

import "time"

// A glide lasts 128 ms: long enough to feel the paper's weight, short enough
// that an eye can read on at once.
const (
	glideFrame  = 16 * time.Millisecond
	glideFrames = 8
	glideMost   = 30 // mm
)

// glide moves on what a finger has let go of.
type glide struct {
	at     time.Time // of the last step
	speed  float32   // units a second, of the last step
	cancel func()
}

// note remembers a step of the finger.
func (g *glide) note(now time.Time, dy float32) {
	if dt := now.Sub(g.at); dt > 0 && dt < 100*time.Millisecond {
		g.speed = dy / float32(dt.Seconds())
	} else {
		g.speed = 0
	}
	g.at = now
}

func (g *glide) stop() {
	if g.cancel != nil {
		g.cancel()
		g.cancel = nil
	}
}

// start slows the last speed down to nothing over the frames of a glide.
func (g *glide) start(k Kit, move func(dy float32)) {
	if k.After == nil || g.speed == 0 || k.Now().Sub(g.at) > 100*time.Millisecond {
		return
	}
	most := k.MM(glideMost) / glideFrames
	step := min(max(g.speed*float32(glideFrame.Seconds()), -most), most)
	g.frame(k, glideFrames, step, move)
}

func (g *glide) frame(k Kit, left int, step float32, move func(dy float32)) {
	if left == 0 {
		g.cancel = nil
		return
	}
	g.cancel = k.After(glideFrame, func() {
		move(step * float32(left) / glideFrames)
		g.frame(k, left-1, step, move)
	})
}
