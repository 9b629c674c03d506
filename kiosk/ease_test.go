package kiosk

import (
	"testing"
	"time"
)

var biggest = Ease{Size: SizeAPlusPlus, Contrast: true}

func TestSizesFollowEachOtherInARing(t *testing.T) {
	s := NewSession(DefaultIdle, morning)
	for _, want := range []TextSize{SizeAPlus, SizeAPlusPlus, SizeA} {
		if s.Enlarge(); s.Ease.Size != want {
			t.Errorf("size %d, want %d", s.Ease.Size, want)
		}
	}
	s.SwitchContrast()
	if s.SwitchContrast(); s.Ease != (Ease{}) {
		t.Errorf("there and back is %+v", s.Ease)
	}
}

func TestEaseGoesWithTheVisitAndStaysOnTheWayHome(t *testing.T) {
	for _, usual := range []Ease{{}, {Size: SizeAPlus}, {Contrast: true}} {
		s := NewSession(DefaultIdle, morning)
		s.Usually(usual, morning)
		s.Ease = biggest
		s.Open(AtFind)
		if s.Home(morning); s.Ease != biggest {
			t.Error("Home forgot how this visitor reads")
		}
		if s.Wipe(morning); s.Ease != usual {
			t.Errorf("the next visitor begins with %+v, not %+v", s.Ease, usual)
		}
	}
}

// Home is not asked at; it must still not keep somebody's letters.
func TestHomeForgetsEaseByItself(t *testing.T) {
	s := NewSession(DefaultIdle, morning)
	s.Ease = Ease{Contrast: true}
	if s.Tick(morning.Add(DefaultIdle.Reading - time.Second)); !s.Ease.Contrast {
		t.Fatal("forgotten too early")
	}
	if !s.Tick(morning.Add(DefaultIdle.Reading)) || s.Ease != (Ease{}) {
		t.Errorf("after a minute Home is still drawn with %+v", s.Ease)
	}
}

func TestTheBiggestLettersHaveTwiceTheTime(t *testing.T) {
	for _, c := range []struct {
		name string
		ease Ease
		by   time.Duration
	}{{"A", Ease{}, 1}, {"A+", Ease{Size: SizeAPlus}, 1}, {"contrast", Ease{Contrast: true}, 1}, {"A++", Ease{Size: SizeAPlusPlus}, 2}} {
		t.Run(c.name, func(t *testing.T) {
			for screen, patience := range map[Screen]time.Duration{AtTake: DefaultIdle.Reading, AtFind: DefaultIdle.Form} {
				s := NewSession(DefaultIdle, morning)
				s.Ease = c.ease
				s.Open(screen)
				asks := morning.Add(c.by * patience)
				if s.Tick(asks.Add(-time.Second)) || !s.Tick(asks) {
					t.Errorf("screen %d is not asked at after %v", screen, c.by*patience)
				}
				if left, asking := s.Asking(asks); !asking || left != int(c.by*DefaultIdle.Question/time.Second) {
					t.Errorf("the question stands %d s", left)
				}
				s.Tick(asks.Add(c.by*DefaultIdle.Question - time.Second))
				if s.Screen != screen {
					t.Error("wiped too early")
				}
				if s.Tick(asks.Add(c.by * DefaultIdle.Question)); s.Screen != AtHome || s.Ease != (Ease{}) {
					t.Error("not wiped")
				}
			}
			s := NewSession(DefaultIdle, morning)
			s.Ease = c.ease
			s.Issued(Ticket{}, Slip{}, morning)
			if got, want := s.Left(morning), int(c.by*DefaultIdle.Ticket/time.Second); got != want {
				t.Errorf("a ticket stays %d s, want %d", got, want)
			}
		})
	}
}
