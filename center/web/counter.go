package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// counter is the page of a clerk at a counter.
func (s *Server) counter(w http.ResponseWriter, r *http.Request) error {
	return s.showCounter(w, r, nil)
}

func (s *Server) showCounter(w http.ResponseWriter, r *http.Request, said *notice) error {
	number := s.sessions.GetInt(r.Context(), keyCounter)
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	v, err := s.Queue.Counter(r.Context(), site.ID, number)
	if errors.Is(err, queue.ErrNoCounter) {
		redirect(w, r, "/counter/choose")
		return nil
	}
	if err != nil {
		return err
	}
	p, err := s.staffPage(r, "/counter", s.t("counter.title"))
	if err != nil {
		return err
	}
	body, err := s.deskOf(r.Context(), site, v)
	if err != nil {
		return err
	}
	p.Heading = s.t("counter.heading", words.Args{"Counter": number, "Services": counterName(site, v.Counter)})
	p.Follow, p.Notice, p.Body = onQueue+", "+onHelp, said, body
	return s.show(w, r, "counter", kiosk.Vietnamese, p)
}

// counterName is the counter's own name, else the services it serves.
func counterName(site kiosk.Site, c kiosk.Counter) string {
	if c.Name != "" {
		return c.Name
	}
	var names []string
	for _, letter := range c.Services {
		if v, err := site.Service(letter); err == nil {
			names = append(names, v.Name.VI)
		}
	}
	return strings.Join(names, ", ")
}

// A counterChoice is a counter one may sit at.
type counterChoice struct {
	Number         int
	Name, Services string
}

func (s *Server) chooseCounterPage(w http.ResponseWriter, r *http.Request) error {
	p, err := s.staffPage(r, "/counter", s.t("counter.title"))
	if err != nil {
		return err
	}
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	var choices []counterChoice
	for _, c := range site.Counters {
		choices = append(choices, counterChoice{c.Number, s.t("counter.name", words.Args{"Counter": c.Number}), counterName(site, c)})
	}
	p.Body = choices
	return s.show(w, r, "choose", kiosk.Vietnamese, p)
}

func (s *Server) chooseCounter(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(r.PostForm.Get("counter"))
	known := slices.ContainsFunc(site.Counters, func(c kiosk.Counter) bool { return c.Number == number })
	if err != nil || !known {
		return errBad
	}
	s.sessions.Put(r.Context(), keyCounter, number)
	redirect(w, r, "/counter")
	return nil
}

// callNext is F2: it ends what the counter serves, if anything, and calls the
// next number.
func (s *Server) callNext(w http.ResponseWriter, r *http.Request) error {
	return s.atDesk(w, r, func(ctx context.Context, c queue.Call) (*notice, error) {
		if r.PostForm.Get("current") == "" {
			called, err := s.Queue.CallNext(ctx, c)
			return s.did("called", called.Number), err
		}
		turn, err := s.Queue.FinishAndCallNext(ctx, c)
		switch {
		case err != nil:
			return nil, err
		case turn.Called != nil:
			return s.did("called", turn.Called.Number), nil
		case turn.Done != nil:
			if turn.Done.State == store.Waiting {
				return s.finished(*turn.Done), nil
			}
			return s.did("done_nobody", turn.Done.Number), nil
		}
		return nil, queue.ErrNobodyWaiting
	})
}

// done is F8: it ends what the counter serves and calls nobody.
func (s *Server) done(w http.ResponseWriter, r *http.Request) error {
	return s.atDesk(w, r, func(ctx context.Context, c queue.Call) (*notice, error) {
		k, err := s.Queue.Done(ctx, c)
		return s.finished(k), err
	})
}

// finished says where who was served goes now.
func (s *Server) finished(k queue.Ticket) *notice {
	args := words.Args{"Number": k.Number, "Service": k.Service, "Further": k.Further}
	switch {
	case k.State == store.Waiting:
		return good(s.t("notice.went_on", args))
	case k.Further != "":
		return warn(s.t("notice.left_over", args))
	}
	return s.did("done", k.Number)
}

// presses does one thing with the number at the counter, and says so.
func (s *Server) presses(do func(context.Context, queue.Call) (queue.Ticket, error), said string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.atDesk(w, r, func(ctx context.Context, c queue.Call) (*notice, error) {
			k, err := do(ctx, c)
			return s.did(said, k.Number), err
		})
	}
}

func (s *Server) did(what, number string) *notice {
	return good(s.t("notice."+what, words.Args{"Number": number}))
}

// refusals are what the queue may answer to a clerk's press, and its words.
var refusals = []struct {
	err   error
	words string
}{
	{queue.ErrNobodyWaiting, "notice.nobody"},
	{queue.ErrServing, "notice.serving"},
	{queue.ErrNobodyServed, "notice.nobody_served"},
	{queue.ErrMoved, "notice.moved"},
	{queue.ErrServingBegun, "notice.begun_already"},
	{queue.ErrPassed, "notice.passed"},
	{queue.ErrNotWaiting, "notice.not_away"},
	{queue.ErrNowhere, "notice.nowhere"},
	{queue.ErrNothingToUndo, "notice.nothing_to_undo"},
	{queue.ErrPaused, "notice.paused_now"},
	{queue.ErrNotPaused, "notice.open_now"},
	{queue.ErrBadReason, "notice.bad_reason"},
	{queue.ErrHasService, "notice.has_service"},
	{queue.ErrTooMany, "notice.too_many"},
	{queue.ErrNotLive, "notice.not_live"},
	{queue.ErrSameClass, "notice.same_class"},
	{queue.ErrNoClass, "notice.no_class"},
	{queue.ErrBadNote, "notice.bad_note"},
	{queue.ErrNoted, "notice.noted_already"},
	{queue.ErrManyNotes, "notice.many_notes"},
	{kiosk.ErrNoKey, "notice.no_key"},
}

// atDesk does something at the clerk's counter and shows what it came to.
func (s *Server) atDesk(w http.ResponseWriter, r *http.Request, do func(context.Context, queue.Call) (*notice, error)) error {
	if err := parseForm(r); err != nil {
		return err
	}
	c, err := s.callOf(r)
	if err != nil {
		return err
	}
	s.sessions.Remove(r.Context(), keyAsked) // whatever was pressed answers or drops the question
	said, err := s.excuse(do(r.Context(), c))
	if err != nil && !errors.Is(err, queue.ErrNoCounter) {
		return fmt.Errorf("at counter %d: %w", c.Counter, err)
	}
	if !wantsPart(r) {
		redirect(w, r, "/counter")
		return nil
	}
	return s.showCounter(w, r, said)
}

// callOf says who presses at which counter, and what they saw there.
func (s *Server) callOf(r *http.Request) (queue.Call, error) {
	site, err := s.Publisher.Site(r.Context())
	c := queue.Call{Site: site.ID, Counter: s.sessions.GetInt(r.Context(), keyCounter), Staff: account(r).ID}
	if seen, told := r.PostForm["current"]; told {
		c.Seen = &seen[0]
	}
	return c, err
}

// excuse puts what the queue refuses into words.
func (s *Server) excuse(said *notice, err error) (*notice, error) {
	for _, known := range refusals {
		if errors.Is(err, known.err) {
			return warn(s.t(known.words)), nil
		}
	}
	return said, err
}
