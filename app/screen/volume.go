package screen

import (
	"context"

	"dongthap.vn/sen/kiosk"
)

// loud takes the volume that the kiosk keeps.
func (s *Stage) loud() {
	if s.Desk != nil && s.Desk.Loud() > 0 {
		s.Volume = s.Desk.Loud()
	}
}

// makeLoud makes the usual volume of every visit louder by a step, or quieter, keeps
// it over a restart, and lets it be heard. A disk that does not take it is told of.
func (s *Stage) makeLoud(by int) {
	level, told := min(max(s.Volume+by, 1), kiosk.Loudest), "staff.listen"
	s.stores(func(ctx context.Context) error {
		if err := s.Desk.SetLoud(ctx, level); err != nil {
			s.Log.Error("volume not kept", "err", err)
			told = "staff.not_kept"
		}
		return nil
	}, func() {
		s.session.Busy, s.Volume = false, level
		s.hear(told)
	})
}

// hear lets the voice be heard at the usual volume.
func (s *Stage) hear(told string) {
	s.session.Notice = told
	s.utter([]string{s.t("staff.sample")})
}
