package main

import (
	"testing"
	"time"
)

func TestQuickWorkIsFollowedAtOnce(t *testing.T) {
	var order string
	a := away{late: make(chan time.Time), do: func(func()) { t.Error("it was put off") }}
	a.run(func() { order += "work " }, func() { order += "then" })
	if order != "work then" {
		t.Errorf("done: %q", order)
	}
}

func TestSlowWorkHoldsUpNoFrame(t *testing.T) {
	late, finish, followed := make(chan time.Time), make(chan struct{}), make(chan struct{})
	close(late) // the grace is over
	a := away{late: late, do: func(then func()) { then() }}
	a.run(func() { <-finish }, func() { close(followed) })
	select {
	case <-followed:
		t.Fatal("followed before it was done")
	default: // the UI goroutine came back while the work still goes on
	}
	close(finish)
	<-followed
}
