// Package visitors draws what is not decided at a center but happens to it: how
// long services take. Simulations and tests of promises draw from it alike.
package visitors

import (
	"math"
	"math/rand/v2"
	"time"
)

// Takes draws how long a service takes whose median is so many minutes: most are
// short, some are long, none shorter than 2 minutes or longer than 30.
func Takes(r *rand.Rand, median float64) time.Duration {
	minutes := median * math.Exp(0.5*r.NormFloat64())
	return time.Duration(min(30, max(2, minutes)) * float64(time.Minute))
}
