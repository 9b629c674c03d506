package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A reason is a button of a short list, with the digit that presses it.
type reason struct{ Key, Value, Text string }

// reasons numbers a list of keys of assets/words.
func (s *Server) reasons(prefix string, values []string) (list []reason) {
	for i, v := range values {
		list = append(list, reason{strconv.Itoa(i + 1), v, s.t(prefix + v)})
	}
	return list
}

// pause closes the counter for a while, for a reason others are shown.
func (s *Server) pause(w http.ResponseWriter, r *http.Request) error {
	return s.atDesk(w, r, func(ctx context.Context, c queue.Call) (*notice, error) {
		why := r.PostForm.Get("reason")
		if err := s.Queue.Pause(ctx, c, why, noteOf(r)); err != nil {
			return nil, err
		}
		return good(s.t("notice.paused", words.Args{"Reason": s.t("pause." + why)})), nil
	})
}

// resume opens the counter again.
func (s *Server) resume(w http.ResponseWriter, r *http.Request) error {
	return s.atDesk(w, r, func(ctx context.Context, c queue.Call) (*notice, error) {
		return good(s.t("notice.resumed")), s.Queue.Resume(ctx, c)
	})
}

// noteOf is what a clerk said in words, in one line.
func noteOf(r *http.Request) string { return strings.Join(strings.Fields(r.PostForm.Get("note")), " ") }

// pauseOf says since when a counter pauses, and why.
func (s *Server) pauseOf(p queue.Pause, site kiosk.Site) string {
	text := s.t("counter.paused_since", words.Args{"Counter": p.Counter, "Reason": s.t("pause." + p.Reason), "Time": clock(p.BeganAt, site)})
	if p.Note != "" {
		text += " (" + p.Note + ")"
	}
	return text
}

// pausesOf says it of all the other counters.
func (s *Server) pausesOf(v queue.CounterView, site kiosk.Site) (list []string) {
	for _, p := range v.Pauses {
		list = append(list, s.pauseOf(p, site))
	}
	return list
}
