package rough

import (
	"fmt"
	"strings"
)

// Clear lets everything pass again.
func (r *Road) Clear() { r.t.Helper(); r.rule(Kiosk); r.rule(Center) }

// Cut swallows everything, without a word to anybody.
func (r *Road) Cut() { r.t.Helper(); r.both("drop") }

// Lose loses so many of a hundred packets, each way.
func (r *Road) Lose(percent int) {
	r.t.Helper()
	r.both(fmt.Sprintf("numgen random mod 100 < %d drop", percent))
}

// Narrow lets so many bytes a second pass, each way; what comes faster is lost.
func (r *Road) Narrow(bytes int) {
	r.t.Helper()
	r.both(fmt.Sprintf("limit rate over %d bytes/second burst 12000 bytes drop", bytes))
}

// LoseAnswers swallows what the center says, not that it has heard: questions
// are answered for nothing.
func (r *Road) LoseAnswers() {
	r.t.Helper()
	r.rule(Kiosk, "meta l4proto tcp meta length > 120 drop")
	r.rule(Center)
}

// Reset breaks every connection whose kiosk sends something more, and makes none.
func (r *Road) Reset() {
	r.t.Helper()
	r.rule(Kiosk)
	r.rule(Center, "meta l4proto tcp reject with tcp reset")
}

// Forget swallows what belongs to the connections of now, as a router that was
// restarted does. New ones can be made. It returns how many there were.
func (r *Road) Forget() int {
	r.t.Helper()
	ports := r.connections()
	if len(ports) > 0 {
		list := strings.Join(ports, ", ")
		r.rule(Kiosk, fmt.Sprintf("tcp dport { %s } drop", list))
		r.rule(Center, fmt.Sprintf("tcp sport { %s } drop", list))
	}
	return len(ports)
}

func (r *Road) both(rule string) {
	r.t.Helper()
	r.rule(Kiosk, rule)
	r.rule(Center, rule)
}

// rule replaces what holds for packets that arrive at an end.
func (r *Road) rule(e End, rules ...string) {
	r.t.Helper()
	lines := make([]string, len(rules))
	for i, rule := range rules {
		lines[i] = `iifname "road" ` + rule
	}
	text := "table inet road {}\ndelete table inet road\ntable inet road {\n chain in {\n  type filter hook prerouting priority raw; policy accept;\n  " +
		strings.Join(lines, "\n  ") + "\n }\n}\n"
	under := append(r.Under(e), "nft", "-f", "-")
	r.run(text, under[0], under[1:]...)
}
