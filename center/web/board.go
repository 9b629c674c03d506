package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"dongthap.vn/sen/center/speak"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

const (
	lastOnBoard = 4 // numbers called before the big one
	soonOnBoard = 4
)

// A lobbyBoard is what a screen in the hall shows.
type lobbyBoard struct {
	Zone    int    // minutes east of UTC, for the clock
	Clock   string // when this was true
	Wrong   bool   // the address of the board is not as it should be
	Volume  int    // of its sound, 0 to 100
	Quiet   bool   // it makes no sound now
	Current *boardCall
	Last    []kiosk.Called
	Calls   []boardCall // the newest first, each to be said once
	Soon    []string
	Lines   []boardLine
	Paused  []kiosk.Paused
}

// A boardCall is a call to a counter. Its key changes with every call, so that
// the board knows what to say.
type boardCall struct {
	Number  string
	Counter int
	Key     string
	Say     string // where it is heard, "" without a voice
}

// A boardLine is a service with who waits for it.
type boardLine struct {
	Letter, Name      string
	Waiting, From, To int
	WaitKnown         bool
}

// boardSettings are in the address a screen opens: a hall may have several.
//
//	/board?services=A,B&volume=60&quiet=11:30-13:00
type boardSettings struct {
	services []string // none for all
	volume   int
	quiet    []span
}

// A span of the day, from and to as "15:04".
type span struct{ from, to string }

func readBoard(q url.Values, site kiosk.Site) (b boardSettings, ok bool) {
	b, ok = boardSettings{volume: 100}, true
	for _, letter := range split(q.Get("services")) {
		letter = strings.ToUpper(letter)
		if _, err := site.Service(letter); err != nil {
			ok = false
			continue
		}
		b.services = append(b.services, letter)
	}
	if text := q.Get("volume"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > 100 {
			n, ok = 100, false
		}
		b.volume = n
	}
	for _, text := range split(q.Get("quiet")) {
		from, to, _ := strings.Cut(text, "-")
		if !clockForm(from) || !clockForm(to) {
			ok = false
			continue
		}
		b.quiet = append(b.quiet, span{from, to})
	}
	return b, ok
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

func clockForm(text string) bool {
	_, err := time.Parse("15:04", text)
	return err == nil && len(text) == len("15:04")
}

// shows reports whether a number is one of the board's.
func (b boardSettings) shows(number string) bool {
	return len(b.services) == 0 || slices.ContainsFunc(b.services, func(letter string) bool { return strings.HasPrefix(number, letter) })
}

// quietAt reports whether the board is silent at a time of the day; a span may
// go over midnight.
func (b boardSettings) quietAt(now string) bool {
	return slices.ContainsFunc(b.quiet, func(s span) bool {
		if s.from <= s.to {
			return s.from <= now && now < s.to
		}
		return now >= s.from || now < s.to
	})
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
	settings, ok := readBoard(r.URL.Query(), site)
	body := boardOf(q, site, s.Now(), settings)
	body.Wrong = !ok
	if s.Voice.Speaks() {
		for i, c := range body.Calls {
			body.Calls[i].Say = fmt.Sprintf("/board/voice/%s/%d", c.Number, c.Counter)
		}
	}
	p := page{Title: s.t("board.title"), Site: site.Name.VI, Example: site.Example, Body: body}
	return s.show(w, r, "board", kiosk.Vietnamese, p)
}

func boardOf(q kiosk.Queue, site kiosk.Site, now time.Time, settings boardSettings) lobbyBoard {
	_, east := now.In(zoneOf(site)).Zone()
	b := lobbyBoard{Zone: east / 60, Clock: clock(now, site), Volume: settings.volume, Quiet: settings.quietAt(clock(now, site)), Soon: soon(q, settings), Paused: q.Paused}
	for _, v := range site.Services {
		if !settings.shows(v.Letter) {
			continue
		}
		l := q.Line(v.Letter)
		line := boardLine{Letter: v.Letter, Name: v.Name.VI, Waiting: l.Waiting}
		wait, known := l.Pace.WaitFor(l.Waiting)
		line.From, line.To, line.WaitKnown = wait.From, wait.To, known && l.Waiting > 0
		b.Lines = append(b.Lines, line)
	}
	var called []kiosk.Called
	for _, c := range q.Called {
		if settings.shows(c.Number) {
			called = append(called, c)
			b.Calls = append(b.Calls, boardCall{Number: c.Number, Counter: c.Counter, Key: c.Number + " " + strconv.FormatInt(c.At.UnixMilli(), 36)})
		}
	}
	if len(called) > 0 {
		b.Current, b.Last = &b.Calls[0], called[1:min(len(called), 1+lastOnBoard)]
	}
	return b
}

// soon lists who is called next, the nearest first.
func soon(q kiosk.Queue, settings boardSettings) []string {
	var near []kiosk.TicketState
	for _, t := range q.Tickets {
		if t.State == string(store.Waiting) && settings.shows(t.Number) {
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

// boardVoice is a call as sound. Only what the board shows is said: nobody can
// make the center say anything else, or keep it busy.
func (s *Server) boardVoice(w http.ResponseWriter, r *http.Request) error {
	q, _, err := s.Queue.Snapshot(r.Context())
	if err != nil {
		return err
	}
	number, counter := r.PathValue("number"), r.PathValue("counter")
	if !slices.ContainsFunc(q.Called, func(c kiosk.Called) bool { return c.Number == number && strconv.Itoa(c.Counter) == counter }) {
		return kiosk.ErrNotFound
	}
	wav, err := s.Voice.Say(r.Context(), s.t("board.spoken", words.Args{"Number": spelt(number), "Counter": counter}))
	if errors.Is(err, speak.ErrNoVoice) {
		s.Log.Warn("a call is not spoken", "err", err)
		return kiosk.ErrNotFound
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "audio/wav")
	_, err = w.Write(wav)
	return gone(err)
}

// spelt is a number as it is said: letter and kiosk, then digit by digit.
func spelt(number string) string {
	head, digits, _ := strings.Cut(number, "-")
	return head[:1] + " " + head[1:] + ", " + strings.Join(strings.Split(digits, ""), " ")
}
