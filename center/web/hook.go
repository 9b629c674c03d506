package web

import (
	"errors"
	"net/http"
	"strings"

	"dongthap.vn/sen/center/hook"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A hookRow is a system that is told of events, in words.
type hookRow struct {
	ID, Name, URL, Kinds string
	Kind, State          string // of a pill
	Trouble              string // the newest, or ""
	Failed               bool
}

// A newHook is the hook just made with its secret, or what was wrong.
type newHook struct{ Name, URL, Secret, Wrong string }

// kindWords name the kinds of events: keys of assets/words.
var kindWords = map[string]string{
	store.ToldIssued: "told.issued", store.ToldCalled: "told.called", store.ToldRecalled: "told.recalled", store.ToldDone: "told.done",
	store.ToldNoShow: "told.no_show", store.ToldCancelled: "told.cancelled", store.ToldClosed: "told.closed",
	store.ToldBegun: "told.begun", store.ToldParked: "told.parked", store.ToldReturned: "told.returned", store.ToldSent: "told.transferred",
	store.ToldAdded: "told.service_added", store.ToldWentOn: "told.went_on", store.ToldUndone: "told.undone",
}

// hookRows lists the hooks, and the kinds of events a new one may have.
func (s *Server) hookRows(r *http.Request) (rows []hookRow, kinds []choice, err error) {
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return nil, nil, err
	}
	hooks, err := s.Hooks.States(r.Context())
	for _, h := range hooks {
		rows = append(rows, s.hookRow(h, site))
	}
	for _, k := range hook.Kinds {
		kinds = append(kinds, choice{k, s.t(kindWords[k]), k == store.ToldCalled || k == store.ToldDone || k == store.ToldNoShow})
	}
	return rows, kinds, err
}

func (s *Server) hookRow(h hook.State, site kiosk.Site) hookRow {
	var kinds []string
	for _, k := range h.Kinds {
		kinds = append(kinds, s.t(kindWords[k]))
	}
	row := hookRow{ID: h.ID, Name: h.Name, URL: h.URL, Kinds: strings.Join(kinds, ", "), Failed: h.Failing(), Kind: "ok", State: s.t("connection.well")}
	args := words.Args{"Count": h.Waiting, "Failed": h.Failed, "Time": s.moment(h.FailingSince, site)}
	switch {
	case h.Failing():
		row.Kind, row.State = "warn", s.t("connection.given_up", args)
	case h.Trouble != "":
		row.Kind, row.State = "warn", s.t("connection.waiting", args)
	case h.OkAt.IsZero():
		row.Kind, row.State = "plain", s.t("connection.untried")
	}
	if h.Trouble != "" {
		row.Trouble = s.t("hook_trouble."+h.Trouble) + " " + s.t("connection.since", args)
	}
	return row
}

// addHook registers a system and shows its secret this once.
func (s *Server) addHook(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	n := hook.NewHook{Name: strings.TrimSpace(r.PostForm.Get("name")), URL: strings.TrimSpace(r.PostForm.Get("url")), Kinds: r.PostForm["kind"], By: account(r).ID}
	made := newHook{Name: n.Name, URL: n.URL}
	secret, err := s.Hooks.Add(r.Context(), n)
	switch {
	case errors.Is(err, hook.ErrBadName):
		made.Wrong = s.t("connection.bad_name")
	case errors.Is(err, hook.ErrBadURL):
		made.Wrong = s.t("connection.bad_url")
	case errors.Is(err, hook.ErrBadKind):
		made.Wrong = s.t("connection.bad_kind")
	case errors.Is(err, hook.ErrTooMany):
		made.Wrong = s.t("connection.too_many_hooks", words.Args{"Count": hook.MaxHooks})
	case err != nil:
		return err
	default:
		made.Secret = secret
	}
	return s.showConnections(w, r, madeHere{NewHook: made}, nil)
}

func (s *Server) renewHook(w http.ResponseWriter, r *http.Request) error {
	hooks, err := s.Hooks.States(r.Context())
	if err != nil {
		return err
	}
	secret, err := s.Hooks.Renew(r.Context(), r.PathValue("id"), account(r).ID)
	made := newHook{Secret: secret}
	for _, h := range hooks {
		if h.ID == r.PathValue("id") {
			made.Name = h.Name
		}
	}
	return s.changedHook(w, r, err, madeHere{NewHook: made}, s.t("connection.renewed"))
}

func (s *Server) sendHookAgain(w http.ResponseWriter, r *http.Request) error {
	n, err := s.Hooks.SendAgain(r.Context(), r.PathValue("id"), account(r).ID)
	return s.changedHook(w, r, err, madeHere{}, s.t("connection.sent_again", words.Args{"Count": n}))
}

func (s *Server) removeHook(w http.ResponseWriter, r *http.Request) error {
	err := s.Hooks.Remove(r.Context(), r.PathValue("id"), account(r).ID)
	return s.changedHook(w, r, err, madeHere{}, s.t("connection.removed"))
}

// changedHook shows the page after a change, also when the hook is gone by now.
func (s *Server) changedHook(w http.ResponseWriter, r *http.Request, err error, made madeHere, done string) error {
	if errors.Is(err, kiosk.ErrNotFound) {
		return s.showConnections(w, r, madeHere{}, warn(s.t("connection.hook_gone")))
	}
	if err != nil {
		return err
	}
	return s.showConnections(w, r, made, good(done))
}
