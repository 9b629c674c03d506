package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A question asks why a number is called out of its turn.
type question struct {
	ID, Number string
	Reasons    []reason
}

// callChosen calls a number the clerk picked or typed. Out of its turn it first
// asks why; the session remembers the question, so that neither a reload nor a
// lost line takes it away.
func (s *Server) callChosen(w http.ResponseWriter, r *http.Request) error {
	return s.atDesk(w, r, func(ctx context.Context, c queue.Call) (*notice, error) {
		number := strings.ToUpper(strings.NewReplacer(" ", "", "/", "").Replace(r.PostForm.Get("number"))) // "/" leads to the field
		v, err := s.Queue.Counter(ctx, c.Site, c.Counter)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(v.Waiting, func(k queue.Ticket) bool { return k.Number == number })
		switch {
		case v.Current != nil && v.Current.Number == number: // pressed twice
			return s.did("called", number), nil
		case !kiosk.ValidNumber(number) || i < 0:
			return warn(s.t("notice.unknown", words.Args{"Number": number})), nil
		case v.Current != nil:
			return nil, queue.ErrServing
		case v.Pause != nil:
			return nil, queue.ErrPaused
		}
		why := queue.Why{Reason: r.PostForm.Get("reason"), Note: noteOf(r)}
		if i == 0 {
			why.Reason = queue.Chosen // it is its turn
		} else if why.Reason == "" {
			s.sessions.Put(ctx, keyAsked, v.Waiting[i].ID)
			return nil, nil
		}
		called, err := s.Queue.CallTicket(ctx, c, v.Waiting[i].ID, why)
		if errors.Is(err, queue.ErrBadReason) { // asked again, what was typed stays
			s.sessions.Put(ctx, keyAsked, v.Waiting[i].ID)
		}
		if errors.Is(err, queue.ErrNotWaiting) {
			return warn(s.t("notice.taken", words.Args{"Number": number})), nil
		}
		return s.did("called", called.Number), err
	})
}

// callNobody takes back the question.
func (s *Server) callNobody(w http.ResponseWriter, r *http.Request) error {
	return s.atDesk(w, r, func(context.Context, queue.Call) (*notice, error) { return nil, nil })
}

// asked is the question that is open at a counter, or nil.
func (s *Server) asked(ctx context.Context, v queue.CounterView) *question {
	id := s.sessions.GetString(ctx, keyAsked)
	i := slices.IndexFunc(v.Waiting, func(k queue.Ticket) bool { return k.ID == id })
	if i < 0 || v.Current != nil || v.Pause != nil {
		return nil
	}
	return &question{ID: id, Number: v.Waiting[i].Number, Reasons: s.reasons("why.", queue.Choices)}
}
