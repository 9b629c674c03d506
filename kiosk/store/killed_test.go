package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"

	"dongthap.vn/sen/kiosk"
)

// The child of the tests below is this program itself, told by its environment
// which file to open and whether to be honest.
const childFile, childHurries = "SEN_TEST_CHILD_FILE", "SEN_TEST_CHILD_HURRIES"

func TestMain(m *testing.M) {
	if path := os.Getenv(childFile); path != "" {
		child(path, os.Getenv(childHurries) != "")
		return
	}
	os.Exit(m.Run())
}

// child gives tickets until it is killed and tells each number when it is
// stored. One in a hurry tells the number when it is worked out, and waits.
func child(path string, hurries bool) {
	ctx := context.Background()
	o := optionsFor(&clock{at: monday}, path)
	s, err := Open(ctx, o)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	for {
		if hurries {
			fmt.Println(s.write.transact(func(tx transaction) error {
				ticket := kiosk.Ticket{Service: "B"}
				if err := s.issue(tx, &ticket, TicketRequest{}); err != nil {
					return err
				}
				fmt.Println(ticket.Number)
				_, err := io.Copy(io.Discard, os.Stdin) // until the end
				return err
			}))
			os.Exit(1)
		}
		ticket, err := s.IssueTicket(ctx, TicketRequest{Service: "B"})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(ticket.Number)
	}
}

// killedAfter runs a child, kills it with SIGKILL after it told n numbers, and
// returns all it told.
func killedAfter(t *testing.T, path string, n int, env ...string) (told []string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), append(env, childFile+"="+path)...)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		told = append(told, lines.Text())
		if len(told) == n {
			cmd.Process.Kill()
		}
	}
	cmd.Wait() // killed: the error says so
	return told
}

// lost lists the numbers told that are not in the file, and those told twice.
func (f *fixture) lost(told []string) (list []string) {
	f.t.Helper()
	stored, seen := map[string]bool{}, map[string]bool{}
	for _, e := range f.events() {
		ticket, err := f.Ticket(context.Background(), e.ID)
		if err != nil {
			f.t.Fatalf("event %d has no ticket: %v", e.Seq, err)
		}
		stored[ticket.Number] = true
	}
	for _, number := range told {
		if !stored[number] || seen[number] {
			list = append(list, number)
		}
		seen[number] = true
	}
	return list
}

func TestAKilledKioskHasStoredWhatItTold(t *testing.T) {
	const seed = 20261123
	r := rand.New(rand.NewPCG(seed, 0))
	f := newFixture(t)
	f.Close()
	var told []string
	for range 25 {
		told = append(told, killedAfter(t, f.opts.Path, 1+r.IntN(40))...)
		f.open() // as the supervisor does
		if b := f.Born(); b.New {
			t.Fatalf("a kill damaged the file: %+v", b)
		}
		if fault := checkChain("2", f.Epoch(), f.events()); fault != "" {
			t.Fatal(fault)
		}
		f.Close()
	}
	f.open()
	if list := f.lost(told); len(list) > 0 {
		t.Errorf("told and not stored, or told twice: %s", list)
	}
	t.Logf("25 kills, %d numbers told", len(told))
}

// A kiosk that shows a number before it is stored: the same question finds it.
func TestAKioskInAHurryIsFoundOut(t *testing.T) {
	f := newFixture(t)
	f.take("B")
	f.Close()
	told := killedAfter(t, f.opts.Path, 1, childHurries+"=1")
	f.open()
	if list := f.lost(told); len(list) != 1 || list[0] != "B2-002" {
		t.Errorf("told %s, found lost %s", told, list)
	}
}

// A power cut takes what was not yet synced: a log that lost its end. The file
// opens with a shorter history that holds, and the question asked above finds
// the number that is gone; so it would find what a weaker sync loses.
func TestALogThatLostItsEndIsFoundOut(t *testing.T) {
	f := newFixture(t)
	var told []string
	for range 5 {
		told = append(told, f.take("B").Number)
	}
	for cut, want := range map[int64]int{0: 0, 1: 1, 4096 + 24: 1} {
		g := newFixture(t)
		g.Close()
		f.copyTo(g.opts.Path)
		info, err := os.Stat(g.opts.Path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(g.opts.Path+"-wal", info.Size()-cut); err != nil {
			t.Fatal(err)
		}
		g.open()
		if g.Born().New {
			t.Errorf("%d bytes less: %v", cut, g.Born().Cause)
		}
		if list := g.lost(told); len(list) != want {
			t.Errorf("%d bytes less: %s are found lost, want %d", cut, list, want)
		}
		if fault := checkChain("2", g.Epoch(), g.events()); fault != "" {
			t.Error(fault)
		}
		g.Close()
	}
}
