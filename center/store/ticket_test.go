package store

import (
	"context"
	"fmt"
	"testing"
	"time"
)

func issued(id, number string, seq int64) *Ticket {
	return &Ticket{ID: id, Site: 1, Device: "2", Epoch: "e", Seq: seq, Number: number, Day: "2026-11-23", Service: "B", Lang: "vi",
		ReceiptID: id, IssuedAt: monday.Add(time.Duration(seq) * time.Second), State: Waiting}
}

func TestNobodyIsTurnedAwayForATakenNumber(t *testing.T) {
	s := open(t)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		if taken, err := tx.AddTickets(ctx, []*Ticket{issued("a", "B2-001", 1), issued("b", "B2-002", 2)}); err != nil || len(taken) != 0 {
			t.Fatalf("taken %v, %v", taken, err)
		}
		taken, err := tx.AddTickets(ctx, []*Ticket{issued("c", "B2-003", 3), issued("d", "B2-001", 4), issued("e", "B2-001", 5)})
		if err != nil || len(taken) != 2 || !taken[0].Number || taken[0].ID != "d" || taken[1].ID != "e" {
			t.Errorf("taken %v, %v", taken, err)
		}
		all, err := tx.TicketsNumbered(ctx, 1, "B2-001", "2026-11-23")
		if err != nil || len(all) != 3 || all[2].Twin != 2 || all[2].ID != "e" {
			t.Errorf("bearers of B2-001: %v, %v", all, err)
		}
		return nil
	})
}

func TestIdOfAnotherEventIsNotTakenTwice(t *testing.T) {
	s := open(t)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		if _, err := tx.AddTickets(ctx, []*Ticket{issued("a", "B2-001", 1)}); err != nil {
			return err
		}
		taken, err := tx.AddTickets(ctx, []*Ticket{issued("a", "B2-009", 9), issued("b", "B2-002", 2)})
		if err != nil || len(taken) != 1 || taken[0].ID != "a" || taken[0].Number {
			t.Errorf("taken %v, %v", taken, err)
		}
		again, err := tx.AddTickets(ctx, []*Ticket{issued("a", "B2-001", 1)}) // the very same
		if err != nil || len(again) != 0 {
			t.Errorf("the same ticket again: %v, %v", again, err)
		}
		return nil
	})
}

// Every step of a ticket's life from every state: only these are possible.
func TestStepsOfATicket(t *testing.T) {
	possible := map[State]map[string]State{
		Waiting: {ActNote: Waiting, ActCall: Called, ActClass: Waiting, ActDelay: Waiting, ActCancel: Cancelled, ActClose: Closed, ActPlain: Waiting},
		Called: {ActNote: Called, ActAdd: Called, ActGoOn: Waiting, ActClass: Called, ActRecall: Called, ActBegin: Serving, ActDone: Done, ActNoShow: NoShow, ActPark: Parked, ActTransfer: Waiting,
			ActCancel: Cancelled, ActClose: Closed},
		Serving:   {ActNote: Serving, ActAdd: Serving, ActGoOn: Waiting, ActClass: Serving, ActDone: Done, ActPark: Parked, ActTransfer: Waiting, ActCancel: Cancelled, ActClose: Closed},
		Parked:    {ActNote: Parked, ActClass: Parked, ActReturn: Waiting, ActCancel: Cancelled, ActClose: Closed},
		Done:      {},
		NoShow:    {ActReturn: Waiting, ActCancel: Cancelled},
		Cancelled: {},
		Closed:    {ActCancel: Cancelled},
	}
	s := open(t)
	seq := 0
	for from, steps := range possible {
		for act := range deeds {
			want, allowed := steps[act]
			if !allowed {
				want = from
			}
			seq++
			id, counter := fmt.Sprintf("%s %s", from, act), seq
			write(t, s, func(ctx context.Context, tx *Tx) error {
				if _, err := tx.AddTickets(ctx, []*Ticket{issued(id, fmt.Sprintf("B2-%03d", seq), int64(seq))}); err != nil {
					return err
				}
				if _, err := tx.exec(ctx, "UPDATE tickets SET state = ?2, counter = ?3, further = 'D' WHERE id = ?1", id, string(from), counter); err != nil {
					return err
				}
				done, err := tx.Act(ctx, Action{Ticket: id, Site: 1, Act: act, Counter: counter, At: monday,
					ToService: map[string]string{ActAdd: "C", ActGoOn: "D"}[act], ToClass: "child"})
				if err != nil {
					return err
				}
				k, err := tx.Ticket(ctx, id)
				if done != allowed || k.State != want {
					t.Errorf("%s after %s: done %v, state %s, want %v and %s", act, from, done, k.State, allowed, want)
				}
				record, _ := tx.Actions(ctx, id)
				if (len(record) == 1) != allowed {
					t.Errorf("%s after %s: record %v", act, from, record)
				}
				return err
			})
		}
	}
}

func TestCounterHasOnePlace(t *testing.T) {
	s := open(t)
	write(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.AddTickets(ctx, []*Ticket{issued("a", "B2-001", 1), issued("b", "B2-002", 2)})
		return err
	})
	call := func(id string) error {
		return s.Write(t.Context(), func(tx *Tx) error {
			_, err := tx.Act(t.Context(), Action{Ticket: id, Site: 1, Act: ActCall, Counter: 4, At: monday})
			return err
		})
	}
	if err := call("a"); err != nil {
		t.Fatal(err)
	}
	if err := call("b"); err == nil {
		t.Error("the counter serves two tickets")
	}
}
