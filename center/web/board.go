package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

const (
	lastOnBoard = 5 // numbers called before the big one
	soonOnBoard = 4
)

// A lobbyBoard is what the screen in the hall shows.
type lobbyBoard struct {
	Zone    int    // minutes east of UTC, for the clock
	Clock   string // when this was true
	Current *boardCall
	Last    []kiosk.Called
	Soon    []string
}

// A boardCall is the number called last. Its key changes with every call, so
// that the board knows when to sound.
type boardCall struct {
	Number  string
	Counter int
	Key     string
}

func (s *Server) board(w http.ResponseWriter, r *http.Request) error {
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	q, _, err := s.Queue.Snapshot(r.Context())
	if err != nil {
		return err
	}
	p := page{Title: s.t("board.title"), Site: site.Name.VI, Example: site.Example, Body: boardOf(q, site, s.Now())}
	return s.show(w, r, "board", kiosk.Vietnamese, p)
}

func boardOf(q kiosk.Queue, site kiosk.Site, now time.Time) lobbyBoard {
	_, east := now.In(zoneOf(site)).Zone()
	b := lobbyBoard{Zone: east / 60, Clock: clock(now, site), Soon: soon(q)}
	if len(q.Called) == 0 {
		return b
	}
	c := q.Called[0]
	b.Current = &boardCall{Number: c.Number, Counter: c.Counter, Key: c.Number + " " + strconv.FormatInt(c.At.UnixMilli(), 36)}
	b.Last = q.Called[1:min(len(q.Called), 1+lastOnBoard)]
	return b
}

// soon lists who is called next, the nearest first.
func soon(q kiosk.Queue) []string {
	var near []kiosk.TicketState
	for _, t := range q.Tickets {
		if t.State == string(store.Waiting) {
			near = append(near, t)
		}
	}
	slices.SortStableFunc(near, func(a, b kiosk.TicketState) int { return cmp.Compare(a.Ahead, b.Ahead) })
	var numbers []string
	for _, t := range near[:min(len(near), soonOnBoard)] {
		numbers = append(numbers, t.Number)
	}
	return numbers
}
