package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"dongthap.vn/sen/center/fleet"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

const clockSlack = 5 * time.Second // a clock this near is right for a lobby

// A fleetPage is what the page of devices shows.
type fleetPage struct {
	Waiting  []applicantRow
	List     []deviceRow
	Refusals []alarmRow
	Alarms   []alarmRow
	Enrol    enrolment
	Acts     []string // on the kiosks' own staff screens, the newest first
}

// A deviceRow is one kiosk in words.
type deviceRow struct {
	Code, Place, Seen, Outbox, Clock, Version, Catalogue, Disk string
	Silent, Behind, Off, Old, Gone                             bool
	History                                                    []string // newest first
}

// An alarmRow is something about a kiosk a person should look into.
type alarmRow struct{ Text, Times string }

// An enrolment is the form, with the code just made or what was wrong.
type enrolment struct{ Kiosk, Code, Until, Wrong string }

func (s *Server) devices(w http.ResponseWriter, r *http.Request) error {
	return s.showDevices(w, r, enrolment{}, nil)
}

func (s *Server) showDevices(w http.ResponseWriter, r *http.Request, e enrolment, said *notice) error {
	p, err := s.staffPage(r, "/devices", s.t("device.title"))
	if err != nil {
		return err
	}
	site, err := s.Publisher.Site(r.Context())
	if err != nil {
		return err
	}
	devices, err := s.Fleet.Devices(r.Context())
	if err != nil {
		return err
	}
	body := fleetPage{Enrol: e}
	if body.List, err = s.deviceRows(r.Context(), devices, site); err != nil {
		return err
	}
	if body.Waiting, err = s.applicantRows(r.Context(), site); err != nil {
		return err
	}
	if body.Refusals, err = s.refusalRows(r.Context(), site); err != nil {
		return err
	}
	alarms, err := s.Fleet.Alarms(r.Context())
	if err != nil {
		return err
	}
	for _, a := range alarms {
		body.Alarms = append(body.Alarms, s.alarmRow(a, site))
	}
	acts, err := s.Fleet.StaffActs(r.Context(), staffActsShown)
	if err != nil {
		return err
	}
	for _, a := range acts {
		body.Acts = append(body.Acts, s.actText(a, site))
	}
	p.Follow, p.Notice, p.Body = onFleet+", "+onHelp, said, body
	return s.show(w, r, "devices", kiosk.Vietnamese, p)
}

func (s *Server) deviceRows(ctx context.Context, devices []fleet.Device, site kiosk.Site) (rows []deviceRow, err error) {
	newest, err := s.Publisher.Versions(ctx)
	if err != nil {
		return nil, err
	}
	history, err := s.Fleet.History(ctx, devices, historyLines)
	if err != nil {
		return nil, err
	}
	for _, d := range devices {
		row := s.deviceRow(d, newest[kiosk.DocCatalogue])
		row.History = s.historyLines(ctx, history[d.Code], site)
		rows = append(rows, row)
	}
	return rows, nil
}

// deviceRow tells of a kiosk; newest is the catalogue it should have.
func (s *Server) deviceRow(d fleet.Device, newest int64) deviceRow {
	row := deviceRow{
		Code: d.Code, Place: d.Name, Seen: s.seen(d), Silent: s.silent(d),
		Outbox: fmt.Sprint(d.Status.Outbox), Behind: d.Status.Outbox > 0,
		Clock: s.clockOff(d.Status.ClockOffset), Off: d.Status.ClockOffset.Abs() >= clockSlack,
		Gone: d.Revoked(), Version: d.Status.Version, Catalogue: s.t("device.newest"), Disk: s.t("web.none"),
	}
	if d.Status.Docs[kiosk.DocCatalogue] < newest {
		row.Catalogue, row.Old = s.t("device.older"), true
	}
	if d.Status.DiskFree > 0 {
		row.Disk = s.t("device.gigabytes", words.Args{"Amount": strings.Replace(fmt.Sprintf("%.1f", float64(d.Status.DiskFree)/1e9), ".", ",", 1)})
	}
	if d.LastSeen.IsZero() {
		none := s.t("web.none")
		row.Outbox, row.Clock, row.Version, row.Catalogue, row.Silent, row.Off, row.Old = none, none, none, none, false, false, false
	}
	return row
}

func (s *Server) seen(d fleet.Device) string {
	since := s.Now().Sub(d.LastSeen)
	switch {
	case d.Revoked():
		return s.t("device.revoked")
	case d.LastSeen.IsZero():
		return s.t("device.never")
	case since < time.Minute:
		return s.t("device.just_now")
	}
	ago := s.t("device.ago", words.Args{"Wait": lasting(s.Words.In(kiosk.Vietnamese), since)})
	if s.silent(d) {
		return s.t("device.silent") + " · " + ago
	}
	return ago
}

// clockOff says how far a kiosk's clock is from the center's.
func (s *Server) clockOff(offset time.Duration) string {
	args := words.Args{"Seconds": int(offset.Abs().Round(time.Second) / time.Second)}
	switch {
	case offset.Abs() < clockSlack:
		return s.t("device.exact")
	case offset > 0:
		return s.t("device.ahead", args)
	}
	return s.t("device.behind", args)
}

func (s *Server) alarmRow(a fleet.Alarm, site kiosk.Site) alarmRow {
	vi := s.Words.In(kiosk.Vietnamese)
	key := "alarm." + a.Kind
	if !vi.Has(key) {
		key = "alarm.unknown"
	}
	last := clock(a.LastAt, site) + " " + day(a.LastAt, site)
	return alarmRow{
		Text:  vi.T(key, words.Args{"Kiosk": a.Device}),
		Times: vi.T("device.alarm_times", words.Args{"Count": a.Times, "Time": last}),
	}
}

// staffActsShown is how many acts at kiosks are listed.
const staffActsShown = 12

// actText says what was done on a kiosk's own staff screen; an act a newer kiosk
// knows stays its name.
func (s *Server) actText(a fleet.StaffAct, site kiosk.Site) string {
	vi, what := s.Words.In(kiosk.Vietnamese), string(a.Act)
	if key := "staff_act." + what; vi.Has(key) {
		what = vi.T(key, words.Args{"Count": a.Failures})
	}
	return vi.T("device.act", words.Args{"Time": clock(a.At, site) + " " + day(a.At, site), "Kiosk": a.Device, "Act": what})
}

var kioskCode = regexp.MustCompile(`^[1-9][0-9]?$`)

// newEnrolment makes a code and shows it this once.
func (s *Server) newEnrolment(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	e, err := s.enrol(r, strings.TrimSpace(r.PostForm.Get("code")), strings.TrimSpace(r.PostForm.Get("place")))
	if err != nil {
		return err
	}
	if !wantsPart(r) {
		return s.showDevices(w, r, e, nil)
	}
	return s.draw(w, r, drawing{page: "devices", what: "enrol", lang: kiosk.Vietnamese, status: http.StatusOK}, e)
}

func (s *Server) enrol(r *http.Request, code, place string) (enrolment, error) {
	if !kioskCode.MatchString(code) {
		return enrolment{Wrong: s.t("device.bad_code")}, nil
	}
	made, err := s.Fleet.NewCode(r.Context(), code, place, account(r).ID)
	switch {
	case errors.Is(err, fleet.ErrBadName):
		return enrolment{Wrong: s.t("device.bad_place")}, nil
	case err != nil:
		return enrolment{}, fmt.Errorf("make enrolment code: %w", err)
	}
	site, err := s.Publisher.Site(r.Context())
	return enrolment{Kiosk: code, Code: made.Text, Until: clock(made.Expires, site)}, err
}
