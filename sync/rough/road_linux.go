package rough

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"dongthap.vn/sen/kiosk/proof"
)

// An End is a side of a road.
type End int

// The ends.
const (
	Kiosk End = iota
	Center
)

var ends = [...]End{Kiosk, Center}

func (e End) String() string { return [...]string{"kiosk", "center"}[e] }

// Host is the end's address on every road.
func (e End) Host() string { return [...]string{"10.77.0.1", "10.77.0.2"}[e] }

// A Road joins two namespaces.
type Road struct {
	t     testing.TB
	space [2]string
}

var roads atomic.Int64

// NewRoad lays a road on which nothing fails yet.
func NewRoad(t testing.TB) *Road {
	t.Helper()
	proof.NeedsRoot(t)
	for _, program := range []string{"ip", "nft", "ss"} {
		_, err := exec.LookPath(program)
		proof.Needs(t, err == nil, "the program "+program)
	}
	r := &Road{t: t}
	n := roads.Add(1)
	for _, e := range ends {
		r.space[e] = fmt.Sprintf("sen-%d-%d-%s", os.Getpid(), n, e)
		r.run("", "ip", "netns", "add", r.space[e])
		t.Cleanup(func() { r.run("", "ip", "netns", "del", r.space[e]) })
	}
	r.run("", "ip", "link", "add", "road", "netns", r.space[Kiosk], "type", "veth", "peer", "name", "road", "netns", r.space[Center])
	for _, e := range ends {
		r.at(e, "address", "add", e.Host()+"/30", "dev", "road")
		r.at(e, "link", "set", "lo", "up")
		r.at(e, "link", "set", "road", "up", "gso_max_segs", "1") // packets as they are on a cable, or a rule sees 64 KiB at once
	}
	return r
}

// Under is what a program is started by to run at an end.
func (r *Road) Under(e End) []string { return []string{"nsenter", "--net=/run/netns/" + r.space[e]} }

// Unplug takes the cable out at an end: it is told at once that there is no
// link. Plug puts it back in.
func (r *Road) Unplug(e End) { r.t.Helper(); r.at(e, "link", "set", "road", "down") }

// Plug ends Unplug.
func (r *Road) Plug(e End) { r.t.Helper(); r.at(e, "link", "set", "road", "up") }

// at runs ip within an end's namespace.
func (r *Road) at(e End, args ...string) {
	r.t.Helper()
	r.run("", "ip", append([]string{"-n", r.space[e]}, args...)...)
}

var portForm = regexp.MustCompile(`:(\d+)\s*$`)

// connections are the kiosk's ports of what is established now.
func (r *Road) connections() (ports []string) {
	r.t.Helper()
	under := append(r.Under(Center), "ss", "-Htn", "state", "established")
	for line := range strings.Lines(r.run("", under[0], under[1:]...)) {
		if m := portForm.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			ports = append(ports, m[1])
		}
	}
	return ports
}

func (r *Road) run(in, name string, args ...string) string {
	r.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Stdin = strings.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		said := ""
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			said = string(exit.Stderr)
		}
		r.t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, said)
	}
	return string(out)
}
