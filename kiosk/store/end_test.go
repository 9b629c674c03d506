package store

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

// A change that fails half-way leaves nothing behind: the next event and the next
// number follow the last that were stored.
func TestTheEndIsForgottenWhenAChangeFails(t *testing.T) {
	f := newFixture(t)
	f.take("B")
	f.failHalfWay()
	if faults := f.next(); len(faults) > 0 {
		t.Error(faults)
	}
}

// The control remembers what the failed change had done.
func TestControlAnEndRememberedAfterAFailure(t *testing.T) {
	f := newFixture(t)
	f.take("B")
	f.write.end = f.failHalfWay()
	proof.Control(t, "a number counted on by a change that failed", "TestTheEndIsForgottenWhenAChangeFails", f.next()...)
}

// failHalfWay issues a ticket in a transaction that then fails, and returns the
// end as it was inside.
func (f *fixture) failHalfWay() (inside end) {
	f.t.Helper()
	failed := errors.New("failed half-way")
	err := f.change(context.Background(), "fail", func(tx transaction) error {
		if err := f.issue(tx, &kiosk.Ticket{Service: "B"}, TicketRequest{}); err != nil {
			f.t.Error(err)
		}
		inside = tx.end
		return failed
	})
	if !errors.Is(err, failed) {
		f.t.Fatal(err)
	}
	return inside
}

// next takes a second ticket and tells what is wrong with it and with the chain.
func (f *fixture) next() (faults []string) {
	f.t.Helper()
	if ticket := f.take("B"); ticket.N != 2 || ticket.Seq != 2 {
		faults = append(faults, fmt.Sprintf("event %d is %s", ticket.Seq, ticket.Number))
	}
	if fault := checkChain("2", f.Epoch(), f.events()); fault != "" {
		faults = append(faults, fault)
	}
	return faults
}
