package agent

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"dongthap.vn/sen/sync/wire"
)

// TestMain makes wire's shared packer before any test: made inside one bubble
// of synctest, its channels could not be used in another.
func TestMain(m *testing.M) {
	packed, err := wire.Pack(wire.Batch{})
	if err == nil {
		_, err = wire.Unpack(packed)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}
