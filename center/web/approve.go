package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// An applicantRow is a machine that waits to be let in. Digits go back with what
// was pressed: a decision is for the machine that was looked at.
type applicantRow struct{ Code, Place, Digits, Shown, Since string }

func (s *Server) applicantRows(ctx context.Context, site kiosk.Site) (rows []applicantRow, err error) {
	all, err := s.Fleet.Applicants(ctx)
	for _, a := range all {
		rows = append(rows, applicantRow{
			Code: a.Device, Place: a.Name, Digits: a.Digits, Shown: a.Digits[:3] + " " + a.Digits[3:],
			Since: s.t("device.waits", words.Args{"Since": clock(a.AskedAt, site), "Until": clock(a.Expires, site)}),
		})
	}
	return rows, err
}

func (s *Server) approveDevice(w http.ResponseWriter, r *http.Request) error {
	return s.decide(w, r, s.Fleet.Approve, "notice.let_in")
}

func (s *Server) rejectDevice(w http.ResponseWriter, r *http.Request) error {
	return s.decide(w, r, s.Fleet.Reject, "notice.sent_away")
}

// decide does what a person decided about a machine that waits.
func (s *Server) decide(w http.ResponseWriter, r *http.Request, do func(ctx context.Context, device, digits, by string) error, done string) error {
	if err := parseForm(r); err != nil {
		return err
	}
	device := r.PathValue("id")
	err := do(r.Context(), device, r.PostForm.Get("digits"), account(r).ID)
	switch {
	case errors.Is(err, fleet.ErrNobody), errors.Is(err, fleet.ErrDigits):
		return s.didDevice(w, r, warn(s.t("notice.not_waiting")))
	case err != nil:
		return err
	}
	return s.didDevice(w, r, good(s.t(done, words.Args{"Kiosk": device})))
}

// revokeDevice ends a kiosk's approval.
func (s *Server) revokeDevice(w http.ResponseWriter, r *http.Request) error {
	device := r.PathValue("id")
	err := s.Fleet.Revoke(r.Context(), device, account(r).ID)
	switch {
	case errors.Is(err, kiosk.ErrNotFound):
		return s.didDevice(w, r, warn(s.t("notice.not_device")))
	case err != nil:
		return err
	}
	return s.didDevice(w, r, good(s.t("notice.revoked", words.Args{"Kiosk": device})))
}

func (s *Server) didDevice(w http.ResponseWriter, r *http.Request, said *notice) error {
	if !wantsPart(r) {
		redirect(w, r, "/devices")
		return nil
	}
	return s.showDevices(w, r, enrolment{}, said)
}

// refusalRows tell who was refused today and yesterday, and why.
func (s *Server) refusalRows(ctx context.Context, site kiosk.Site) (rows []alarmRow, err error) {
	all, err := s.Fleet.Refusals(ctx)
	for _, f := range all {
		text := s.t("refusal." + f.Reason)
		if f.Device != "" {
			text = s.t("device.refused", words.Args{"Kiosk": f.Device, "Reason": text})
		}
		last := clock(f.LastAt, site) + " " + day(f.LastAt, site)
		rows = append(rows, alarmRow{Text: text, Times: s.t("device.alarm_times", words.Args{"Count": f.Times, "Time": last})})
	}
	return rows, err
}

// historyLines is how many lines of the audit log are shown of each kiosk.
const historyLines = 6

// told are the words for what is done to a device.
var told = map[string]string{
	fleet.ActCode: "history.code", fleet.ActEnrol: "history.enrol", fleet.ActReject: "history.reject",
	fleet.ActRevoke: "history.revoke", fleet.ActRenewAsked: "history.renew_asked", fleet.ActRenew: "history.renew",
}

// historyLines says what the audit log tells of a kiosk.
func (s *Server) historyLines(ctx context.Context, lines []store.Entry, site kiosk.Site) (said []string) {
	for _, e := range lines {
		key := told[e.Action]
		if reason, refused := strings.CutPrefix(e.Action, "refused."); refused {
			key = "refusal." + reason
		}
		if key == "" {
			continue
		}
		line := clock(e.At, site) + " " + day(e.At, site) + " · " + s.t(key)
		if by, err := s.Staff.Account(ctx, e.Actor); err == nil {
			line += " · " + by.Full
		}
		said = append(said, line)
	}
	return said
}
