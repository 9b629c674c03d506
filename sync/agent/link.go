package agent

// link tells the desk whether the center takes events. One failure between
// good exchanges is not shown, so that the kiosk does not flicker on a poor
// line; two in a row are.
type link struct {
	desk     Desk
	failures int
	told     bool // the desk was told; before that it knows nothing
	online   bool
}

const failuresShown = 2

func (l *link) good() {
	l.failures = 0
	l.show(true)
}

func (l *link) bad() {
	if l.failures++; l.failures >= failuresShown {
		l.show(false)
	}
}

func (l *link) show(online bool) {
	if l.told && l.online == online {
		return
	}
	l.told, l.online = true, online
	l.desk.SetOnline(online)
}
