package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"dongthap.vn/sen/center/api"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A connectionPage is how other systems are joined to the center.
type connectionPage struct {
	Tokens []tokenRow
	Scopes []choice
	Days   []choice
	Hooks  []hookRow
	Kinds  []choice
	madeHere
}

// madeHere is what was just made, or what was wrong with it.
type madeHere struct {
	NewToken newToken
	NewHook  newHook
}

// A tokenRow is a token in words.
type tokenRow struct {
	ID, Name, Scopes, Used, Until string
	Good                          bool
}

// A choice is one of a form's.
type choice struct {
	Value, Text string
	On          bool
}

// A newToken is the token just made, or what was wrong.
type newToken struct{ Name, Token, Wrong string }

func (s *Server) connections(w http.ResponseWriter, r *http.Request) error {
	return s.showConnections(w, r, madeHere{}, nil)
}

func (s *Server) showConnections(w http.ResponseWriter, r *http.Request, made madeHere, said *notice) error {
	p, err := s.staffPage(r, "/connections", s.t("connection.title"))
	if err != nil {
		return err
	}
	body := connectionPage{madeHere: made}
	if body.Tokens, err = s.tokenRows(r); err != nil {
		return err
	}
	for _, scope := range api.Scopes {
		body.Scopes = append(body.Scopes, choice{Value: string(scope), Text: s.t(scopeWords[scope])})
	}
	if body.Hooks, body.Kinds, err = s.hookRows(r); err != nil {
		return err
	}
	for _, days := range []int{30, 90, 365, api.MaxDays} {
		body.Days = append(body.Days, choice{strconv.Itoa(days), s.t("connection.days", words.Args{"Count": days}), days == yearly})
	}
	p.Body, p.Notice = body, said
	return s.show(w, r, "connections", kiosk.Vietnamese, p)
}

// scopeWords say what a scope opens: keys of assets/words.
var scopeWords = map[api.Scope]string{api.ReadQueue: "scope.read_queue", api.ReadTickets: "scope.read_tickets", api.Webhooks: "scope.webhooks"}

func (s *Server) tokenRows(r *http.Request) (rows []tokenRow, err error) {
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return nil, err
	}
	tokens, err := s.API.Tokens(r.Context())
	for _, k := range tokens {
		row := tokenRow{ID: k.ID, Name: k.Name, Used: s.moment(k.UsedAt, site), Until: day(k.Expires, site), Good: k.Good(s.Now())}
		switch {
		case k.Revoked:
			row.Until = s.t("connection.revoked")
		case !row.Good:
			row.Until = s.t("connection.over")
		}
		var scopes []string
		for _, scope := range k.Scopes {
			scopes = append(scopes, s.t(scopeWords[scope]))
		}
		row.Scopes = strings.Join(scopes, ", ")
		rows = append(rows, row)
	}
	return rows, err
}

// yearly is how long a token lasts when nothing else is chosen, in days.
const yearly = 365

// moment writes a time of today as a clock does, others with their day, and
// says when there was none.
func (s *Server) moment(t time.Time, site kiosk.Site) string {
	switch {
	case t.IsZero():
		return s.t("connection.never")
	case day(t, site) == day(s.Now(), site):
		return clock(t, site)
	}
	return clock(t, site) + " " + day(t, site)
}

// makeToken makes a token and shows it this once.
func (s *Server) makeToken(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	made, err := s.newToken(r)
	if err != nil {
		return err
	}
	return s.showConnections(w, r, madeHere{NewToken: made}, nil)
}

func (s *Server) newToken(r *http.Request) (newToken, error) {
	n := api.NewToken{Name: strings.TrimSpace(r.PostForm.Get("name")), By: account(r).ID}
	for _, scope := range r.PostForm["scope"] {
		n.Scopes = append(n.Scopes, api.Scope(scope))
	}
	n.Days, _ = strconv.Atoi(r.PostForm.Get("days")) // 0 is refused
	text, err := s.API.MakeToken(r.Context(), n)
	wrong := newToken{Name: n.Name}
	switch {
	case errors.Is(err, api.ErrBadName):
		wrong.Wrong = s.t("connection.bad_name")
	case errors.Is(err, api.ErrBadScope):
		wrong.Wrong = s.t("connection.bad_scope")
	case errors.Is(err, api.ErrBadExpiry):
		wrong.Wrong = s.t("connection.bad_days")
	case errors.Is(err, api.ErrTooMany):
		wrong.Wrong = s.t("connection.too_many", words.Args{"Count": api.MaxTokens})
	case err != nil:
		return newToken{}, err
	default:
		return newToken{Name: n.Name, Token: text}, nil
	}
	return wrong, nil
}

func (s *Server) revokeToken(w http.ResponseWriter, r *http.Request) error {
	err := s.API.RevokeToken(r.Context(), r.PathValue("id"), account(r).ID)
	if errors.Is(err, kiosk.ErrNotFound) {
		return s.showConnections(w, r, madeHere{}, warn(s.t("connection.gone")))
	}
	if err != nil {
		return err
	}
	return s.showConnections(w, r, madeHere{}, good(s.t("connection.was_revoked")))
}
