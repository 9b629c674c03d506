package staff

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk/proof"
)

// crowd bounds what two hundred who sign in at once may cost: the two seats'
// memory, twice as much that waits to be collected, and some room. Without seats
// they would take 9 GB.
const crowd = 3*atOnce*46<<20 + 32<<20

// signInAtOnce lets n people sign in at the same moment, every second one under a
// name that does not exist, and counts the answers.
func (o *office) signInAtOnce(n int) (wrong int32) {
	var answers atomic.Int32
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if _, err := o.SignIn(context.Background(), fmt.Sprint("name", i), "not the password"); errors.Is(err, ErrWrong) {
				answers.Add(1)
			}
		})
	}
	all.Wait()
	return answers.Load()
}

func TestTwoHundredSignInsAtOnceOnSQLite(t *testing.T) {
	if _, tell, child := proof.Told(t); child {
		o := open(t)
		for i := range 4 {
			o.hire(fmt.Sprint("name", 2*i), Clerk)
		}
		var wrong int32
		peak := proof.Peak(t, func() { wrong = o.signInAtOnce(200) })
		tell("%d %d", wrong, peak)
		return
	}
	if storetest.Kind() != storetest.SQLite {
		return
	}
	t.Setenv("SEN_DATABASE", "sqlite")
	var wrong, peak int
	child := proof.StartChild(t)
	if err := child.Wait(); err != nil {
		t.Fatal(err)
	}
	line, _ := child.Hear()
	if _, err := fmt.Sscan(line, &wrong, &peak); err != nil || wrong != 200 || peak > crowd {
		t.Errorf("%d of 200 were answered, in %d MiB, %v", wrong, peak>>20, err)
	}
	t.Logf("200 sign-ins at once take %d MiB", peak>>20)
}

// The control: as many seats as people.
func TestControlSignInsWithoutSeatsOnSQLite(t *testing.T) {
	const people = 16
	if _, tell, child := proof.Told(t); child {
		o := open(t)
		o.hash.seats = make(chan struct{}, people)
		tell("%d", proof.Peak(t, func() { o.signInAtOnce(people) }))
		return
	}
	if storetest.Kind() != storetest.SQLite {
		return
	}
	t.Setenv("SEN_DATABASE", "sqlite")
	child := proof.StartChild(t)
	if err := child.Wait(); err != nil {
		t.Fatal(err)
	}
	var peak int
	line, _ := child.Hear()
	if _, err := fmt.Sscan(line, &peak); err != nil || peak <= crowd {
		t.Fatalf("16 without seats take %d MiB, %v", peak>>20, err)
	}
	proof.Control(t, "passwords hashed without a bound on how many at once", "TestTwoHundredSignInsAtOnceOnSQLite", fmt.Sprintf("%d MiB for %d people", peak>>20, people))
}
