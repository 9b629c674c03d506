package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/kiosk/words"
)

// comeBack puts somebody who was away into the line again.
func (s *Server) comeBack(w http.ResponseWriter, r *http.Request) error {
	return s.atDesk(w, r, func(ctx context.Context, c queue.Call) (*notice, error) {
		k, err := s.Queue.Return(ctx, c, r.PostForm.Get("ticket"))
		return s.did("returned", k.Number), err
	})
}

// transfer sends the visitor to a service, named by its letter, or to a counter
// for the same service, named by its number.
func (s *Server) transfer(w http.ResponseWriter, r *http.Request) error {
	return s.atDesk(w, r, func(ctx context.Context, c queue.Call) (*notice, error) {
		v, err := s.Queue.Counter(ctx, c.Site, c.Counter)
		if err != nil {
			return nil, err
		}
		if v.Current == nil {
			return nil, queue.ErrNobodyServed
		}
		service, to := r.PostForm.Get("to"), 0
		if n, err := strconv.Atoi(service); err == nil {
			service, to = v.Current.Service, n
		}
		k, err := s.Queue.Transfer(ctx, c, service, to)
		if err != nil {
			return nil, err
		}
		if to > 0 {
			return good(s.t("notice.sent_counter", words.Args{"Number": k.Number, "Counter": to})), nil
		}
		return good(s.t("notice.sent_service", words.Args{"Number": k.Number, "Service": k.Service})), nil
	})
}

// undo takes back the last press.
func (s *Server) undo(w http.ResponseWriter, r *http.Request) error {
	return s.atDesk(w, r, func(ctx context.Context, c queue.Call) (*notice, error) {
		back, err := s.Queue.Undo(ctx, c)
		numbers := make([]string, 0, len(back))
		for _, k := range back {
			numbers = append(numbers, k.Number)
		}
		return s.did("undone", strings.Join(numbers, ", ")), err
	})
}
