package proof

import (
	"runtime/metrics"
	"testing"
)

// Bounded is how much memory anything sent to us may cost.
const Bounded = 64 << 20

// Allocated is how many bytes do takes from the heap, whether or not they are
// given back; garbage of others at the same time counts too.
func Allocated(do func()) uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	before := sample[0].Value.Uint64()
	do()
	metrics.Read(sample)
	return sample[0].Value.Uint64() - before
}

// Frugal fails the test when do takes more than Bounded.
func Frugal(t testing.TB, do func()) {
	t.Helper()
	if n := Allocated(do); n > Bounded {
		t.Fatalf("it takes %d MiB", n>>20)
	}
}
