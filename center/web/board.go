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
	Title   string // of a board that has a name
	Wrong   string // what is not as it should be with its address
	Volume  int    // of its sound, 0 to 100
	Repeat  int    // how often a call is said
	Quiet   bool   // it makes no sound now
	Current *boardCall
	Last    []kiosk.Called
	Calls   []boardCall // the newest first, each to be said once
	Soon    []string
	Lines   []boardLine
	Paused  []kiosk.Paused
	Notices []string
	Promise string // how often what people were told came true today
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

// boardRoutes are the public screens in the hall.
func (s *Server) boardRoutes() []route {
	return []route{
		{"GET", "/board", anyone, s.board},
		{"GET", "/board/{name}", anyone, s.namedBoard},
		{"GET", "/board/voice/{number}/{counter}", anyone, s.boardVoice},
	}
}

// readBoard reads a board that is nowhere but in the address a screen opens:
//
//	/board?services=A,B&volume=60&quiet=11:30-13:00
func readBoard(q url.Values, site kiosk.Site) (b kiosk.Board, ok bool) {
	b, ok = kiosk.WholeBoard(), true
	for _, letter := range split(q.Get("services")) {
		letter = strings.ToUpper(letter)
		if _, err := site.Service(letter); err != nil {
			ok = false
			continue
		}
		b.Services = append(b.Services, letter)
	}
	if text := q.Get("volume"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > 100 {
			n, ok = 100, false
		}
		b.Volume = n
	}
	for _, text := range split(q.Get("quiet")) {
		span, err := quietSpan(text)
		if err != nil {
			ok = false
			continue
		}
		b.Quiet = append(b.Quiet, span)
	}
	return b, ok
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ';' || r == ' ' })
}

// quietSpan reads "11:30-13:00".
func quietSpan(text string) (span kiosk.Span, err error) {
	from, to, _ := strings.Cut(text, "-")
	var err2 error
	span.From, err = kiosk.ParseClock(from)
	span.To, err2 = kiosk.ParseClock(to)
	return span, errors.Join(err, err2)
}

func (s *Server) board(w http.ResponseWriter, r *http.Request) error {
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	b, ok := readBoard(r.URL.Query(), site)
	wrong := ""
	if !ok {
		wrong = s.t("board.wrong")
	}
	return s.showBoard(w, r, site, b, wrong)
}

// namedBoard is a board as the console says it is; one nobody made shows all of
// the site, and says so.
func (s *Server) namedBoard(w http.ResponseWriter, r *http.Request) error {
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	b, err := site.Board(r.PathValue("name"))
	if err != nil {
		return s.showBoard(w, r, site, kiosk.WholeBoard(), s.t("board.unknown"))
	}
	return s.showBoard(w, r, site, b, "")
}

func (s *Server) showBoard(w http.ResponseWriter, r *http.Request, site kiosk.Site, b kiosk.Board, wrong string) error {
	q, told, err := s.Queue.Hall(r.Context())
	if err != nil {
		return err
	}
	body := boardOf(q, site, s.Now(), b)
	body.Wrong, body.Promise = wrong, s.promiseToday(told.Of(func(letter string) bool { return site.OnBoard(b, letter) }))
	if s.Voice.Speaks() {
		for i, c := range body.Calls {
			body.Calls[i].Say = fmt.Sprintf("/board/voice/%s/%d", c.Number, c.Counter)
		}
	}
	p := page{Title: s.t("board.title"), Site: site.Name.VI, Example: site.Example, Body: body}
	return s.show(w, r, "board", kiosk.Vietnamese, p)
}

func boardOf(q kiosk.Queue, site kiosk.Site, now time.Time, set kiosk.Board) lobbyBoard {
	local := now.In(zoneOf(site))
	_, east := local.Zone()
	b := lobbyBoard{Zone: east / 60, Clock: clock(now, site), Title: set.Title, Volume: set.Volume, Repeat: set.Repeat,
		Quiet: set.QuietAt(kiosk.Clock(local.Hour()*60 + local.Minute())), Soon: soon(q, site, set), Paused: pausedOn(q, site, set)}
	for _, n := range site.NoticesOn(kiosk.DateOf(local)) {
		b.Notices = append(b.Notices, n.Text.VI)
	}
	for _, v := range site.Services {
		if !site.OnBoard(set, v.Letter) {
			continue
		}
		l := q.Line(v.Letter)
		line := boardLine{Letter: v.Letter, Name: v.Name.VI, Waiting: l.Waiting}
		wait, known := l.Forecast("", 0)
		line.From, line.To, line.WaitKnown = wait.From, wait.To, known && l.Waiting > 0
		b.Lines = append(b.Lines, line)
	}
	var called []kiosk.Called
	for _, c := range q.Called {
		if set.Shows(c.Number, c.Counter) {
			called = append(called, c)
			b.Calls = append(b.Calls, boardCall{Number: c.Number, Counter: c.Counter, Key: c.Number + " " + strconv.FormatInt(c.At.UnixMilli(), 36)})
		}
	}
	if len(called) > 0 {
		b.Current, b.Last = &b.Calls[0], called[1:min(len(called), 1+lastOnBoard)]
	}
	return b
}

// pausedOn lists the counters of a board that pause: those it names, or those that
// serve one of its services.
func pausedOn(q kiosk.Queue, site kiosk.Site, set kiosk.Board) (list []kiosk.Paused) {
	for _, p := range q.Paused {
		i := slices.IndexFunc(site.Counters, func(c kiosk.Counter) bool { return c.Number == p.Counter })
		here := len(set.Counters) == 0 || slices.Contains(set.Counters, p.Counter)
		if here && i >= 0 && slices.ContainsFunc(site.Counters[i].Services, func(letter string) bool { return site.OnBoard(set, letter) }) {
			list = append(list, p)
		}
	}
	return list
}

// soon lists who is called next, the nearest first.
func soon(q kiosk.Queue, site kiosk.Site, set kiosk.Board) []string {
	var near []kiosk.TicketState
	for _, t := range q.Tickets {
		if t.State == string(store.Waiting) && site.OnBoard(set, t.Number[:1]) {
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
