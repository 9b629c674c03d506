package web

import (
	"net/http"

	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// An alarm is a help call nobody acknowledged in time: every page of staff shows
// it, whoever reads it.
type alarm struct {
	Text   string
	Answer bool // this person may go and acknowledge it
}

// helpAlarm is the alarms alone: pages fetch it at each hint of help calls.
func (s *Server) helpAlarm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.staffPage(r, "/help", s.t("assist.title"))
	if err != nil {
		return err
	}
	return s.draw(w, r, drawing{page: "help", what: "alarm", lang: kiosk.Vietnamese, status: http.StatusOK}, p)
}

func (s *Server) alarms(r *http.Request, a staff.Account) (list []alarm, err error) {
	calls, err := s.Listen.Unanswered(r.Context())
	if err != nil || len(calls) == 0 {
		return nil, err
	}
	places, err := s.places(r.Context())
	for _, c := range calls {
		args := words.Args{"Kiosk": c.Device, "Place": places[c.Device], "Wait": lasting(s.Words.In(kiosk.Vietnamese), s.Now().Sub(c.CalledAt))}
		key := "assist.alarm"
		if places[c.Device] == "" {
			key = "assist.alarm_nowhere"
		}
		list = append(list, alarm{s.t(key, args), a.May(staff.AnswerHelp)})
	}
	return list, err
}
