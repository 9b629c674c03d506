package turn

import (
	"slices"
	"time"

	"dongthap.vn/sen/kiosk"
)

// held is the share of the runs that a range has to hold to be told, by its width in
// steps; the last also for wider ones. A wide range that is wrong is worth nothing,
// and what a run does not know widens a long wait more than a short one.
var held = []float64{0.5, 0.75, 0.85, 0.9}

// step is what waits are told in.
const step = 5 * time.Minute

// likely is the narrowest range in whole steps that holds what one of its width has
// to: of equally wide ones that which holds most. It sorts the waits.
func likely(waits []time.Duration) kiosk.Wait {
	slices.Sort(waits)
	first, last := int(waits[0]/step), int(waits[len(waits)-1]/step)+1
	for wide := 1; ; wide++ {
		best, most := 0, 0
		for from := first; from <= max(first, last-wide); from++ {
			if holds := within(waits, time.Duration(from)*step, time.Duration(from+wide)*step); holds > most {
				best, most = from, holds
			}
		}
		if float64(most) >= held[min(wide, len(held))-1]*float64(len(waits)) {
			return kiosk.Wait{From: best * int(step/time.Minute), To: (best + wide) * int(step/time.Minute)}
		}
	}
}

// within counts the sorted waits of a range, both ends included.
func within(sorted []time.Duration, from, to time.Duration) int {
	low, _ := slices.BinarySearch(sorted, from)
	high, _ := slices.BinarySearch(sorted, to+1)
	return high - low
}
