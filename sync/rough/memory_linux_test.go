package rough_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/faulty"
	"dongthap.vn/sen/kiosk/proof"
)

// A center that has no memory left is ended by the kernel while kiosks send.
// Nothing it acknowledged is missing, and the next start goes on.
func TestTheCenterRunsOutOfMemory(t *testing.T) {
	c := localCenter(t)
	l := onLine(t, c)
	l.run(nil, hasty{})
	ends := proof.Times(3, 30)
	for range ends {
		before := l.acked()
		l.until("something is acknowledged", time.Minute, func() bool { l.take(3); return l.acked() > before })
		faulty.Starve(t, c.cmd.Process.Pid)
		l.until("the center is ended", time.Minute, func() bool { l.take(20); return c.ended() })
		c.kill() // buries it
		expectNone(t, l.seen.honest(c, l.acked()))
		c.start()
	}
	l.arrives(time.Minute)
	t.Logf("%d ends, %d events acknowledged, none missing", ends, l.acked())
}

// ended tells whether the program has ended, though nobody has waited for it yet.
func (c *center) ended() bool {
	c.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.cmd.Process.Pid))
	if err != nil {
		c.t.Fatal(err)
	}
	_, state, _ := strings.Cut(string(text), ") ")
	return strings.HasPrefix(state, "Z")
}
