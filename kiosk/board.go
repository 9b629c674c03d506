package kiosk

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Board is a screen in the hall that shows and says who is called.
type Board struct {
	Name     string   `json:"name"`               // in its address: /board/tang-2
	Title    string   `json:"title"`              // as people call it: «Sảnh tầng 2»
	Services []string `json:"services,omitempty"` // letters; none for all
	Counters []int    `json:"counters,omitempty"` // none for all
	Volume   int      `json:"volume"`             // of its sound, 0 to 100
	Repeat   int      `json:"repeat"`             // how often each call is said, 1 to 3
	// Quiet are the times of the day without sound; one may go over midnight.
	Quiet []Span `json:"quiet,omitempty"`
}

// A Notice is a line of news on boards and kiosks, from one day to another, both
// included.
type Notice struct {
	Text Name `json:"text"`
	From Date `json:"from"`
	To   Date `json:"to"`
}

// Caps of what a site holds, so that boards and kiosks have room for it.
const (
	MaxBoards     = 20
	MaxNotices    = 20
	MaxNoticeText = 160 // letters: two lines of a board
	MaxBoardTitle = 40
	MaxRepeat     = 3
)

// WholeBoard shows all of a site, at full volume, each call said once.
func WholeBoard() Board { return Board{Volume: 100, Repeat: 1} }

// Shows reports whether a number called to a counter is one of the board's. With
// counters alone every call to them is, whatever line it comes from.
func (b Board) Shows(number string, counter int) bool {
	here := len(b.Counters) == 0 || slices.Contains(b.Counters, counter)
	return here && (len(b.Services) == 0 || number != "" && slices.Contains(b.Services, number[:1]))
}

// OnBoard reports whether a service's line is shown on a board: one of its
// services, or one its counters serve.
func (s Site) OnBoard(b Board, letter string) bool {
	if len(b.Services) > 0 || len(b.Counters) == 0 {
		return len(b.Services) == 0 || slices.Contains(b.Services, letter)
	}
	return slices.ContainsFunc(s.CountersFor(letter), func(n int) bool { return slices.Contains(b.Counters, n) })
}

// QuietAt reports whether the board is silent at a time of the day.
func (b Board) QuietAt(now Clock) bool {
	return slices.ContainsFunc(b.Quiet, func(s Span) bool {
		if s.From <= s.To {
			return s.From <= now && now < s.To
		}
		return now >= s.From || now < s.To
	})
}

var boardName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)

// GoodBoardName reports whether a name can stand in a board's address.
func GoodBoardName(name string) bool { return boardName.MatchString(name) }

// Board finds a board by the name in its address.
func (s Site) Board(name string) (Board, error) {
	i := slices.IndexFunc(s.Boards, func(b Board) bool { return b.Name == name })
	if i < 0 {
		return Board{}, fmt.Errorf("board: %w", ErrNotFound)
	}
	return s.Boards[i], nil
}

// NoticesOn lists what is told on a day, in the order it was written.
func (s Site) NoticesOn(day Date) (now []Notice) {
	for _, n := range s.Notices {
		if !day.Before(n.From) && !n.To.Before(day) {
			now = append(now, n)
		}
	}
	return now
}

func (s Site) checkBoards() error {
	if len(s.Boards) > MaxBoards {
		return fmt.Errorf("site: %d boards are more than %d", len(s.Boards), MaxBoards)
	}
	for i, b := range s.Boards {
		switch {
		case !GoodBoardName(b.Name) || slices.ContainsFunc(s.Boards[:i], func(o Board) bool { return o.Name == b.Name }):
			return fmt.Errorf("site: board %q is not a name of small letters, digits and hyphens, once", b.Name)
		case !sayable(b.Title, MaxBoardTitle):
			return fmt.Errorf("site: the title of board %q is not 1 to %d letters", b.Name, MaxBoardTitle)
		case b.Volume < 0 || b.Volume > 100:
			return fmt.Errorf("site: volume %d of board %q is not 0 to 100", b.Volume, b.Name)
		case b.Repeat < 1 || b.Repeat > MaxRepeat:
			return fmt.Errorf("site: board %q says a call %d times, not 1 to %d", b.Name, b.Repeat, MaxRepeat)
		}
		if err := s.checkBoard(b); err != nil {
			return err
		}
	}
	return nil
}

// checkBoard looks at what a board shows. A service or a counter that is gone is
// no fault: the board shows the others.
func (s Site) checkBoard(b Board) error {
	for _, letter := range b.Services {
		if len(letter) != 1 || letter < "A" || letter > "Z" {
			return fmt.Errorf("site: board %q shows service %q", b.Name, letter)
		}
	}
	for _, n := range b.Counters {
		if n < 1 {
			return fmt.Errorf("site: board %q shows counter %d", b.Name, n)
		}
	}
	for _, q := range b.Quiet {
		if q.From < 0 || q.From == q.To || q.From > endOfDay || q.To > endOfDay {
			return fmt.Errorf("site: board %q is quiet from %s to %s, which is no time", b.Name, q.From, q.To)
		}
	}
	return nil
}

func (s Site) checkNotices() error {
	if len(s.Notices) > MaxNotices {
		return fmt.Errorf("site: %d notices are more than %d", len(s.Notices), MaxNotices)
	}
	for _, n := range s.Notices {
		switch {
		case !sayable(n.Text.VI, MaxNoticeText) || n.Text.EN != "" && !sayable(n.Text.EN, MaxNoticeText):
			return fmt.Errorf("site: a notice is not 1 to %d letters on a line", MaxNoticeText)
		case n.From.IsZero() || n.To.IsZero() || n.To.Before(n.From):
			return fmt.Errorf("site: a notice is shown from %s to %s, which is no time", n.From, n.To)
		}
	}
	return nil
}

// sayable is a line of text with something in it.
func sayable(text string, most int) bool {
	return strings.TrimSpace(text) != "" && CheckWords(text) == nil && !strings.Contains(text, "\n") && utf8.RuneCountInString(text) <= most
}
