package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// A helpList is what the page of help calls shows.
type helpList struct{ Open, Seen []helpRow }

// A helpRow is one visitor who wants a person.
type helpRow struct{ ID, Kiosk, Place, Detail string }

func (s *Server) helpCalls(w http.ResponseWriter, r *http.Request) error {
	return s.showHelp(w, r, nil)
}

func (s *Server) showHelp(w http.ResponseWriter, r *http.Request, said *notice) error {
	p, err := s.staffPage(r, "/help", s.t("assist.title"))
	if err != nil {
		return err
	}
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	calls, err := s.Listen.HelpCalls(r.Context(), account(r))
	if err != nil {
		return err
	}
	places, err := s.places(r.Context())
	if err != nil {
		return err
	}
	var list helpList
	for _, c := range calls {
		row := helpRow{ID: c.ID, Kiosk: c.Device, Place: places[c.Device]}
		if c.State == store.HelpOpen {
			row.Detail = s.wants(c)
			list.Open = append(list.Open, row)
			continue
		}
		row.Detail = s.t("assist.taken_by", words.Args{"Name": s.nameOf(r.Context(), c.SeenBy), "Time": clock(c.SeenAt, site)})
		list.Seen = append(list.Seen, row)
	}
	p.Follow, p.Notice, p.Body = onHelp, said, list
	return s.show(w, r, "help", kiosk.Vietnamese, p)
}

// wants says how long a visitor has waited, where at the kiosk, in what language.
func (s *Server) wants(c listen.HelpCall) string {
	vi := s.Words.In(kiosk.Vietnamese)
	parts := []string{vi.T("assist.since", words.Args{"Wait": lasting(vi, s.Now().Sub(c.CalledAt))})}
	if at := "visitor_at." + c.Screen; vi.Has(at) {
		parts = append(parts, vi.T(at))
	}
	if lang := "assist.lang_" + string(c.Lang); vi.Has(lang) {
		parts = append(parts, vi.T(lang))
	}
	return strings.Join(parts, " · ")
}

// places maps kiosk codes to where they stand.
func (s *Server) places(ctx context.Context) (map[string]string, error) {
	devices, err := s.Fleet.Devices(ctx)
	places := map[string]string{}
	for _, d := range devices {
		places[d.Code] = d.Name
	}
	return places, err
}

// nameOf is a colleague's name; one whose account is gone is a dash.
func (s *Server) nameOf(ctx context.Context, id string) string {
	a, err := s.Staff.Account(ctx, id)
	if err != nil {
		return s.t("web.none")
	}
	return a.Full
}

func (s *Server) acknowledgeHelp(w http.ResponseWriter, r *http.Request) error {
	return s.onHelp(w, r, s.Listen.Acknowledge, "notice.coming")
}

func (s *Server) closeHelp(w http.ResponseWriter, r *http.Request) error {
	return s.onHelp(w, r, s.Listen.Close, "notice.closed")
}

func (s *Server) onHelp(w http.ResponseWriter, r *http.Request, do func(context.Context, staff.Account, string) error, done string) error {
	err := do(r.Context(), account(r), r.PathValue("id"))
	said := good(s.t(done))
	switch {
	case errors.Is(err, listen.ErrNotOpen), errors.Is(err, kiosk.ErrNotFound):
		said = warn(s.t("notice.gone"))
	case err != nil:
		return err
	}
	if !wantsPart(r) {
		redirect(w, r, "/help")
		return nil
	}
	return s.showHelp(w, r, said)
}
