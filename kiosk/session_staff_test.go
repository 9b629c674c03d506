package kiosk

import (
	"testing"
	"time"
)

func TestSevenKnocksInFiveSecondsOpenTheDoor(t *testing.T) {
	for _, c := range []struct {
		name  string
		every time.Duration
		times int
		opens bool
	}{
		{"seven quick ones", 300 * time.Millisecond, 7, true},
		{"seven in exactly five seconds", 5 * time.Second / 6, 7, true},
		{"six quick ones", 300 * time.Millisecond, 6, false},
		{"a child that goes on slowly", time.Second, 60, false},
		{"slow ones, then quick ones", 0, 7, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, now := NewSession(DefaultIdle, morning), morning
			if c.every == 0 {
				for range 5 {
					s.Knock(now)
					now = now.Add(3 * time.Second)
				}
				now = now.Add(time.Minute)
				c.every = 100 * time.Millisecond
			}
			opened := 0
			for range c.times {
				if s.Knock(now) {
					opened++
				}
				now = now.Add(c.every)
			}
			if (opened > 0) != c.opens || opened > 1 {
				t.Errorf("the door opened %d times", opened)
			}
		})
	}
}

// TestTheStaffScreenKeepsNothingOfAVisitorAndEnds goes in from the middle of a
// form: nothing of it is behind the staff screen, and no finger keeps that open.
func TestTheStaffScreenKeepsNothingOfAVisitorAndEnds(t *testing.T) {
	s := NewSession(DefaultIdle, morning)
	s.Open(AtReply)
	s.Feedback.Phone, s.Lang = "0912345678", English
	for range knocks {
		s.Knock(morning)
	}
	if s.Screen != AtPIN || s.Feedback.Phone != "" {
		t.Fatalf("at %d with %q", s.Screen, s.Feedback.Phone)
	}
	s.PIN = "482915"
	s.EnterStaff(morning)
	if s.PIN != "" || s.Screen != AtStaff {
		t.Fatalf("at %d with PIN %q", s.Screen, s.PIN)
	}
	now := morning
	for range 119 {
		now = now.Add(time.Second)
		s.Touch(now)
		s.Tick(now)
	}
	if s.Screen != AtStaff || s.Left(now) != 1 {
		t.Fatalf("at %d, %d seconds left", s.Screen, s.Left(now))
	}
	now = now.Add(time.Second)
	s.Touch(now)
	if s.Tick(now); s.Screen != AtHome {
		t.Errorf("still at %d after two minutes", s.Screen)
	}
	s.Back()
	if s.Screen != AtHome {
		t.Errorf("Back leads to %d", s.Screen)
	}
}
