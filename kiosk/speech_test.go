package kiosk

import (
	"strings"
	"testing"
	"time"
)

// Who listens has twice the time, on every screen and at the question.
func TestWhoListensHasTwiceTheTime(t *testing.T) {
	rows := strings.Split(strings.TrimSpace(visits), "\n")
	for i, row := range rows[1:] {
		waits, err := time.ParseDuration(strings.Fields(row)[1] + "s")
		if err != nil {
			t.Fatal(err)
		}
		v := comes(Screen(i), waits)
		v.Speech.On = true
		before := v.at()
		v.lasts(2*waits - 1)
		almost := v.at()
		v.lasts(1)
		if almost != before || v.at() == before && before != "home" {
			t.Errorf("%s: %s after almost twice %s, then %s", before, almost, waits, v.at())
		}
		if left, asking := v.Asking(v.now); asking && left != 60 {
			t.Errorf("%s: the question stands for %d s", before, left)
		}
		if !strings.HasSuffix(v.at(), "?") {
			continue
		}
		v.lasts(59 * time.Second)
		if v.at() == "home" {
			t.Errorf("%s: the question ended early", before)
		}
		v.lasts(time.Second)
		if v.at() != "home" || v.Speech.On {
			t.Errorf("%s: after the question it is %s, speaking %v", before, v.at(), v.Speech.On)
		}
	}
}

func TestTheVolumeIsTheVisitorsOwn(t *testing.T) {
	for usual := 1; usual <= Loudest; usual++ {
		s := NewSession(DefaultIdle, morning)
		if s.Speech.Volume(usual) != usual {
			t.Errorf("a visit begins at %d, not %d", s.Speech.Volume(usual), usual)
		}
		for range 9 {
			s.Speech.Turn(1, usual)
		}
		if s.Speech.Turn(-1, usual); s.Speech.Volume(usual) != Loudest-1 {
			t.Errorf("one below the loudest is %d", s.Speech.Volume(usual))
		}
		for range 9 {
			s.Speech.Turn(-1, usual)
		}
		if s.Speech.Turn(1, usual); s.Speech.Volume(usual) != 2 {
			t.Errorf("one above the quietest is %d", s.Speech.Volume(usual))
		}
		if s.Home(morning); s.Speech.Volume(usual) != 2 {
			t.Error("Home forgets how loud this visitor wants it")
		}
		if s.Wipe(morning); s.Speech.Volume(usual) != usual {
			t.Errorf("the next visitor hears %d", s.Speech.Volume(usual))
		}
	}
}
