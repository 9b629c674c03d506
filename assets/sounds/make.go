//go:build ignore

// Command make writes chime.wav: two struck bars, a major third down, each a
// few partials that die away at their own pace.
package main

import (
	"bytes"
	"encoding/binary"
	"log"
	"math"
	"os"
)

const (
	rate    = 11025 // samples a second; the highest partial is below 4 kHz
	seconds = 1.2
	loudest = 0.6 // of full scale
)

// A strike is one bar, struck at a moment.
type strike struct {
	at, pitch float64 // seconds, hertz
}

// partials of a wooden bar: ratio to the pitch, loudness, and how fast it dies.
var partials = []struct{ ratio, loud, fade float64 }{
	{1, 1, 4}, {2, 0.35, 6}, {3.93, 0.15, 14},
}

func main() {
	log.SetFlags(0)
	if err := os.WriteFile("chime.wav", wav(bell(strike{0, 830.6}, strike{0.32, 659.3})), 0o644); err != nil {
		log.Fatal(err)
	}
}

func bell(strikes ...strike) []float64 {
	out := make([]float64, int(rate*seconds))
	peak := 0.0
	for i := range out {
		t := float64(i) / rate
		for _, s := range strikes {
			out[i] += s.heard(t)
		}
		out[i] *= min(1, (seconds-t)/0.1) // ends in silence, without a click
		peak = max(peak, math.Abs(out[i]))
	}
	for i := range out {
		out[i] *= loudest / peak
	}
	return out
}

func (s strike) heard(t float64) (sum float64) {
	t -= s.at
	if t < 0 {
		return 0
	}
	for _, p := range partials {
		sum += p.loud * math.Exp(-p.fade*t) * math.Sin(2*math.Pi*s.pitch*p.ratio*t)
	}
	return sum * min(1, t/0.004)
}

func wav(samples []float64) []byte {
	var b bytes.Buffer
	size := uint32(2 * len(samples))
	put := func(parts ...any) {
		for _, p := range parts {
			binary.Write(&b, binary.LittleEndian, p)
		}
	}
	put([]byte("RIFF"), 36+size, []byte("WAVEfmt "), uint32(16), uint16(1), uint16(1), uint32(rate), uint32(2*rate), uint16(2), uint16(16))
	put([]byte("data"), size)
	for _, s := range samples {
		put(int16(s * math.MaxInt16))
	}
	return b.Bytes()
}
