package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

const opinionsAPage = 20

// An opinionList is a page of feedback, the newest first.
type opinionList struct {
	List  []opinion
	Older string // value of "before" for the next page, or ""
	Later bool   // this is not the first page
	Take  *export
}

// An opinion is one feedback in words.
type opinion struct {
	reply
	Rating           int
	Face, RatingText string
	Reasons          []string
	Words            string
	Unread           string // why there are no words to read, though some were given
}

// A reply is whom to answer: the number is masked until it is asked for.
type reply struct {
	ID, When, Masked, Phone string
	Undialled               string // why the number cannot be shown, though one was given
	HasPhone, MayReveal     bool
}

func (s *Server) feedback(w http.ResponseWriter, r *http.Request) error {
	return s.showFeedback(w, r, nil)
}

func (s *Server) showFeedback(w http.ResponseWriter, r *http.Request, said *notice) error {
	page, err := pageAfter(r.URL.Query().Get("before"))
	if err != nil {
		return err
	}
	p, err := s.staffPage(r, "/feedback", s.t("opinion.title"))
	if err != nil {
		return err
	}
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	given, err := s.Listen.Feedback(r.Context(), account(r), page)
	if err != nil {
		return err
	}
	list := opinionList{Later: !page.Before.IsZero()}
	if len(given) > opinionsAPage {
		given = given[:opinionsAPage]
		list.Older = placeOf(given[opinionsAPage-1])
	}
	for _, f := range given {
		list.List = append(list.List, s.opinionOf(f, site, account(r)))
	}
	if account(r).May(staff.TakeFeedback) {
		month := s.thisMonth(site)
		list.Take = &month
	}
	p.Notice, p.Body = said, list
	if !list.Later {
		p.Follow = onFeedback + ", " + onHelp
	}
	return s.show(w, r, "feedback", kiosk.Vietnamese, p)
}

// placeOf names a row of the list, and pageAfter reads what it wrote: the time to
// the millisecond and the id, for many may be given at one moment.
func placeOf(f listen.Feedback) string {
	return f.At.UTC().Format(time.RFC3339Nano) + "~" + f.ID
}

func pageAfter(place string) (listen.Page, error) {
	page := listen.Page{Limit: opinionsAPage + 1}
	if place == "" {
		return page, nil
	}
	at, id, _ := strings.Cut(place, "~")
	before, err := time.Parse(time.RFC3339Nano, at)
	if err != nil || len(id) > longestID || !utf8.ValidString(id) || strings.Contains(id, "\x00") {
		return page, errBad
	}
	page.Before, page.BeforeID = before, id
	return page, nil
}

// longestID is the length of an event's id.
const longestID = 36

func (s *Server) opinionOf(f listen.Feedback, site kiosk.Site, who staff.Account) opinion {
	when := fmt.Sprintf("%s %s · %s", clock(f.At, site), day(f.At, site), s.saidWhere(f))
	o := opinion{
		Rating: f.Rating, Face: fmt.Sprintf("face-%d", f.Rating), Reasons: s.reasonTexts(f.Reasons),
		RatingText: s.ratingText(f.Rating), Words: f.Words, Unread: s.unreadWords(f.WordsState),
		reply: reply{ID: f.ID, When: when, Masked: f.Phone, MayReveal: who.May(staff.RevealPhone), Undialled: s.unreadPhone(f.PhoneState)},
	}
	o.HasPhone = f.Phone != "" || o.Undialled != ""
	return o
}

// saidWhere tells at which kiosk feedback was given, or on a phone about which number.
func (s *Server) saidWhere(f listen.Feedback) string {
	if f.Number != "" {
		return s.t("opinion.phone", words.Args{"Number": f.Number, "Counter": f.Counter})
	}
	return s.t("opinion.kiosk", words.Args{"Kiosk": f.Device})
}

func (s *Server) ratingText(rating int) string { return s.t(fmt.Sprintf("rating.r%d", rating)) }

// reasonTexts says reasons in words; one a newer kiosk knows stays its name.
func (s *Server) reasonTexts(reasons []string) (texts []string) {
	vi := s.Words.In(kiosk.Vietnamese)
	for _, reason := range reasons {
		if key := "reason." + reason; vi.Has(key) {
			reason = vi.T(key)
		}
		texts = append(texts, reason)
	}
	return texts
}

// revealPhone shows one number once; the core writes down who looked.
func (s *Server) revealPhone(w http.ResponseWriter, r *http.Request) error {
	if !wantsPart(r) { // only the script has a place to show it; nothing is revealed into the void
		redirect(w, r, "/feedback")
		return nil
	}
	id := r.PathValue("id")
	phone, err := s.Listen.Reveal(r.Context(), account(r), id)
	row := reply{ID: id, Phone: dialled(phone), HasPhone: true}
	switch {
	case errors.Is(err, listen.ErrSealed):
		row.Undialled = s.unreadPhone(listen.Sealed)
	case errors.Is(err, listen.ErrDamaged):
		row.Undialled = s.unreadPhone(listen.Damaged)
	case err != nil:
		return err
	}
	return s.draw(w, r, drawing{page: "feedback", what: "reply", lang: kiosk.Vietnamese, status: http.StatusOK}, row)
}

// unreadWords says why words are not shown, or "" when there is nothing to say.
func (s *Server) unreadWords(state listen.State) string {
	if state == listen.None || state == listen.Read {
		return ""
	}
	return s.t("unread." + string(state))
}

// unreadPhone is unreadWords of a number.
func (s *Server) unreadPhone(state listen.State) string {
	if state == listen.None || state == listen.Read {
		return ""
	}
	return s.t("undialled." + string(state))
}

// dialled writes a number as people in Vietnam dial it: 0912 345 678.
func dialled(e164 string) string {
	local, ok := strings.CutPrefix(e164, "+84")
	if !ok || len(local) != 9 {
		return e164
	}
	return "0" + local[:3] + " " + local[3:6] + " " + local[6:]
}
