package simulate

import (
	"errors"

	"dongthap.vn/sen/center/listen"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/staff"
	"dongthap.vn/sen/kiosk"
)

// clerk is somebody at the center who does something.
func (w *world) clerk() {
	if w.center.house == nil {
		return
	}
	if w.meeting() && w.odds(0.6) {
		w.book()
		return
	}
	if w.odds(0.25) {
		w.guide()
		return
	}
	q, at := w.center.house.queue, queue.Call{Site: 1, Counter: 1 + w.chance.IntN(6), Staff: "clerk"}
	var err error
	var ticket queue.Ticket
	switch w.chance.IntN(5) {
	default:
		var turn queue.Turn
		turn, err = q.FinishAndCallNext(w.ctx, at)
		if turn.Called != nil {
			w.reach(called)
			w.note("clerk", "calls", turn.Called.Number, "to", at.Counter)
		}
	case 1:
		ticket, err = q.Recall(w.ctx, at)
	case 2:
		ticket, err = q.NoShow(w.ctx, at)
	case 3:
		ticket, err = q.Done(w.ctx, at)
	}
	if ticket.Number != "" {
		w.note("clerk", ticket.State, ticket.Number)
	}
	if !errors.Is(err, queue.ErrNobodyServed) && !errors.Is(err, queue.ErrNobodyWaiting) {
		must(err)
	}
}

// guide is somebody who goes to a visitor who called, or has been there.
func (w *world) guide() {
	l, who := w.center.house.listen, staff.Account{ID: "guide", Roles: []staff.Role{staff.Guide}}
	live := got(l.HelpCalls(w.ctx, who))
	if len(live) == 0 {
		return
	}
	do := l.Acknowledge
	if w.odds(0.4) {
		do = l.Close
	}
	err := do(w.ctx, who, live[0].ID)
	if !errors.Is(err, listen.ErrNotOpen) && !errors.Is(err, kiosk.ErrNotFound) {
		must(err)
	}
}
