package screen

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"dongthap.vn/sen/app/look"
	"dongthap.vn/sen/app/touch"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

const (
	callsOnStrip = 3                // numbers called last
	callsAge     = 15 * time.Minute // older ones are no news
	noticeFor    = 15 * time.Second // then the next
)

// A strip is what Home tells under its title: the numbers called last, and what
// the center announces today.
type strip struct {
	calls, news *touch.Text
}

// homeHead is the title of Home with the strip under it, and a function that brings
// it up to date and reports whether the page has to be drawn anew for it. Where
// letters are biggest on low glass the tiles come first, and there is none.
func (s *Stage) homeHead() (head fyne.CanvasObject, stale func() bool) {
	if s.crowded() {
		return s.head(titled(s.t("home.title"))), func() bool { return false }
	}
	var shown strip
	calls, news := s.calledWords(), s.newsWords()
	parts := []fyne.CanvasObject{s.head(titled(s.t("home.title")))}
	for _, line := range []struct {
		words string
		most  int
		text  **touch.Text
	}{{calls, 1, &shown.calls}, {news, 2, &shown.news}} {
		if line.words == "" {
			continue
		}
		text := s.kit.Text(look.Small, line.words).Colored(look.Ink2).Most(line.most)
		if s.kit.Tall() {
			text.Centered()
		}
		*line.text = text
		parts = append(parts, text)
	}
	return touch.Column(s.mm(headGap), parts...), func() bool {
		return !renewed(shown.calls, s.calledWords()) || !renewed(shown.news, s.newsWords())
	}
}

func titled(title string) head { return head{title: title} }

// renewed says other words in the place of a line; false tells that the line came
// or went.
func renewed(line *touch.Text, words string) bool {
	if line == nil || words == "" {
		return line == nil && words == ""
	}
	line.SetWords(words)
	return true
}

// calledWords are the numbers called last, while the center tells of them.
func (s *Stage) calledWords() string {
	if !s.Desk.Online() {
		return ""
	}
	var list []string
	for _, c := range s.Desk.LastCalls(callsOnStrip, callsAge) {
		list = append(list, s.t("home.called_one", words.Args{"Number": c.Number, "Counter": strconv.Itoa(c.Counter)}))
	}
	if len(list) == 0 {
		return ""
	}
	return s.t("home.called", words.Args{"Calls": strings.Join(list, " · ")})
}

// newsWords is one of today's notices; several take turns.
func (s *Stage) newsWords() string {
	all := s.Desk.Site().NoticesOn(kiosk.DateOf(s.local()))
	if len(all) == 0 {
		return ""
	}
	turn := s.Now().Unix() / int64(noticeFor/time.Second)
	return all[turn%int64(len(all))].Text.In(s.session.Lang)
}
