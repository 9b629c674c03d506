package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A boardForm is the console's page of boards and notices. Both are part of the
// site document, so every version of them stays on the page of the site.
type boardForm struct {
	Version int64 // that is being changed: another publication meanwhile is noticed
	Boards  []boardRow
	Notices []noticeRow
	Title   int // letters a board's title may have
	Text    int // … and a notice
	Wrong   []string
}

// The rows of the form, as they are typed.
type (
	boardRow  struct{ Name, Title, Services, Counters, Volume, Repeat, Quiet string }
	noticeRow struct{ VI, EN, From, To, Now string } // Now is whether it is shown today, in words
)

// boardSetRoutes are the console's pages of boards.
func (s *Server) boardSetRoutes() []route {
	return []route{
		{"GET", "/boards", may(staff.ManageSite), s.boardSet},
		{"POST", "/boards", may(staff.ManageSite), s.setBoards},
	}
}

func (s *Server) boardSet(w http.ResponseWriter, r *http.Request) error {
	site, version, err := s.siteVersion(r)
	if err != nil {
		return err
	}
	return s.showBoards(w, r, s.boardFormOf(site, version), nil)
}

// siteVersion is the published site and which version it is.
func (s *Server) siteVersion(r *http.Request) (site kiosk.Site, version int64, err error) {
	if site, err = s.Publisher.Site(r.Context()); err != nil {
		return site, 0, err
	}
	var versions []store.Document
	if versions, err = s.Publisher.SiteVersions(r.Context(), 1); err == nil && len(versions) > 0 {
		version = versions[0].Version
	}
	return site, version, err
}

func (s *Server) showBoards(w http.ResponseWriter, r *http.Request, f boardForm, said *notice) error {
	p, err := s.staffPage(r, "/boards", s.t("boards.title"))
	if err != nil {
		return err
	}
	f.Boards, f.Notices = append(f.Boards, boardRow{Volume: "100", Repeat: "1"}), append(f.Notices, noticeRow{})
	f.Title, f.Text = kiosk.MaxBoardTitle, kiosk.MaxNoticeText
	p.Notice, p.Body = said, f
	return s.show(w, r, "boards", kiosk.Vietnamese, p)
}

// boardFormOf writes a site's boards and notices into the form.
func (s *Server) boardFormOf(site kiosk.Site, version int64) boardForm {
	f, today := boardForm{Version: version}, kiosk.DateOf(s.Now().In(zoneOf(site)))
	for _, b := range site.Boards {
		var counters []string
		for _, n := range b.Counters {
			counters = append(counters, strconv.Itoa(n))
		}
		f.Boards = append(f.Boards, boardRow{b.Name, b.Title, joined(b.Services), joined(counters), strconv.Itoa(b.Volume), strconv.Itoa(b.Repeat), spansText(b.Quiet)})
	}
	for _, n := range site.Notices {
		row := noticeRow{VI: n.Text.VI, EN: n.Text.EN, From: n.From.String(), To: n.To.String(), Now: s.t("boards.now")}
		if today.Before(n.From) {
			row.Now = s.t("boards.later")
		} else if n.To.Before(today) {
			row.Now = s.t("boards.over")
		}
		f.Notices = append(f.Notices, row)
	}
	return f
}

// setBoards publishes what was typed, or says what is wrong with it. Boards and
// kiosks are told at once.
func (s *Server) setBoards(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	site, _, err := s.siteVersion(r)
	if err != nil {
		return err
	}
	typed := typedBoards(r.PostForm)
	read := boardReader{siteReader{Server: s, site: site}}
	read.boards(typed.Boards)
	read.notices(typed.Notices)
	wrong := read.wrong
	if len(wrong) == 0 {
		if wrong, err = s.publishChecked(r, typed.Version, read.site); err != nil {
			return err
		}
	}
	if len(wrong) > 0 {
		typed.Wrong = wrong
		return s.showBoards(w, r, typed, warn(s.t("site.not_published")))
	}
	site, version, err := s.siteVersion(r)
	if err != nil {
		return err
	}
	return s.showBoards(w, r, s.boardFormOf(site, version), good(s.t("boards.published")))
}

// typedBoards reads the form as it was typed, without the rows left empty.
func typedBoards(v url.Values) (f boardForm) {
	f.Version, _ = strconv.ParseInt(v.Get("version"), 10, 64) // none is a version that was published meanwhile
	for i := range v["name"] {
		row := boardRow{strings.ToLower(at(v, "name", i)), at(v, "title", i), at(v, "services", i), at(v, "counters", i), at(v, "volume", i), at(v, "repeat", i), at(v, "quiet", i)}
		if row.Name+row.Title+row.Services+row.Counters+row.Quiet != "" {
			f.Boards = append(f.Boards, row)
		}
	}
	for i := range v["vi"] {
		row := noticeRow{VI: oneLine(at(v, "vi", i)), EN: oneLine(at(v, "en", i)), From: at(v, "from", i), To: at(v, "to", i)}
		if row.VI+row.EN != "" {
			f.Notices = append(f.Notices, row)
		}
	}
	return f
}

// oneLine puts a text that was typed on several lines on one.
func oneLine(text string) string {
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(text)
}

// A boardReader turns rows into boards and notices and collects what is wrong.
type boardReader struct{ siteReader }

func (r *boardReader) boards(rows []boardRow) {
	r.site.Boards = nil
	for _, row := range rows {
		b := kiosk.Board{Name: row.Name, Title: row.Title}
		if _, err := r.site.Board(b.Name); err == nil || !kiosk.GoodBoardName(b.Name) {
			r.says("boards.bad_name", words.Args{"Name": row.Name})
		}
		if row.Title == "" {
			r.says("boards.no_title", words.Args{"Name": row.Name})
		}
		b.Volume, b.Repeat = r.figure(row.Volume, 0, 100, "boards.bad_volume"), r.figure(row.Repeat, 1, kiosk.MaxRepeat, "boards.bad_repeat")
		for _, letter := range split(strings.ToUpper(row.Services)) {
			if _, err := r.site.Service(letter); err != nil {
				r.says("boards.bad_service", words.Args{"Name": row.Name, "Letter": letter})
			}
			b.Services = append(b.Services, letter)
		}
		for _, text := range split(row.Counters) {
			n, _ := strconv.Atoi(text) // no figure is no counter
			if !slices.ContainsFunc(r.site.Counters, func(c kiosk.Counter) bool { return c.Number == n }) {
				r.says("boards.bad_counter", words.Args{"Name": row.Name, "Counter": text})
			}
			b.Counters = append(b.Counters, n)
		}
		for _, text := range split(row.Quiet) {
			span, err := quietSpan(text)
			if err != nil || span.From == span.To {
				r.says("boards.bad_quiet", words.Args{"Text": text})
			}
			b.Quiet = append(b.Quiet, span)
		}
		r.site.Boards = append(r.site.Boards, b)
	}
	if len(rows) > kiosk.MaxBoards {
		r.says("boards.too_many", words.Args{"Most": kiosk.MaxBoards})
	}
}

// figure reads a whole number of a range, or says that it is none.
func (r *boardReader) figure(text string, from, to int, wrong string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < from || n > to {
		r.says(wrong, words.Args{"Text": text, "Most": to})
	}
	return n
}

func (r *boardReader) notices(rows []noticeRow) {
	r.site.Notices = nil
	for _, row := range rows {
		n := kiosk.Notice{Text: kiosk.Name{VI: row.VI, EN: row.EN}}
		var err, err2 error
		n.From, err = kiosk.ParseDate(row.From)
		n.To, err2 = kiosk.ParseDate(row.To)
		switch {
		case row.VI == "":
			r.says("boards.no_text", words.Args{"Text": row.EN})
		case err != nil || err2 != nil || n.To.Before(n.From):
			r.says("boards.bad_days", words.Args{"Text": row.VI})
		}
		r.site.Notices = append(r.site.Notices, n)
	}
	if len(rows) > kiosk.MaxNotices {
		r.says("boards.too_many_notices", words.Args{"Most": kiosk.MaxNotices})
	}
}

// promiseToday says how often what people were told came true today.
func (s *Server) promiseToday(told store.Score) string {
	if told.Told < enoughTold {
		return s.t("board.promise_few")
	}
	return s.t("board.promise", words.Args{"Share": share(told), "People": told.Told})
}
