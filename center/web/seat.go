package web

import (
	"context"
	"net/http"
	"runtime"
	"sync"
)

// perCore is how many screens are drawn at a time on a processor. At a change all
// screens of a hall ask at one moment; drawn all at once, each would be ready only
// when the last is, and all would lie in memory.
const perCore = 2

func newSeats() chan struct{} { return make(chan struct{}, perCore*runtime.GOMAXPROCS(0)) }

type seatKey struct{}

// seated draws a screen when it is its turn, first come, first served. The seat is
// free again before the first byte is sent: who reads slowly holds up nobody. What a
// clerk presses needs none, and neither does a board: there are few, and all look at
// them.
func (s *Server) seated(do handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		select {
		case s.seats <- struct{}{}:
		case <-r.Context().Done():
			return nil // the browser has left; nobody is told
		}
		free := sync.OnceFunc(func() { <-s.seats })
		defer free()
		r = r.WithContext(context.WithValue(r.Context(), seatKey{}, free))
		return aside(func() error { return do(w, r) })
	}
}

// aside runs something on a stack of its own. A template goes deep, and what a
// connection's stack has grown to it keeps for long: hundreds are open.
func aside(do func() error) (err error) {
	var fault any
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { fault = recover() }()
		err = do()
	}()
	<-done
	if fault != nil {
		panic(fault) // for the server, as if it had happened here
	}
	return err
}

// leave gives the seat back of whoever has one.
func leave(ctx context.Context) {
	if free, sits := ctx.Value(seatKey{}).(func()); sits {
		free()
	}
}
