package ingest

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// olderBuild makes this build understand fewer kinds of events; upgrade ends it.
func olderBuild(t *testing.T, unknown ...string) (upgrade func()) {
	t.Helper()
	all := maps.Clone(kinds)
	upgrade = func() { kinds = all }
	t.Cleanup(upgrade)
	kinds = maps.Clone(all)
	for _, kind := range unknown {
		delete(kinds, kind)
	}
	return upgrade
}

// afterUpgrade lets an older build receive what it does not know, upgrades it
// and tells what has not taken effect then.
func afterUpgrade(t *testing.T, retry func(*center)) (wrong []string) {
	t.Helper()
	c := openCenter(t)
	m := c.enrolled("2")
	upgrade := olderBuild(t, kiosk.KindTicketIssued, kiosk.KindFeedbackGiven)
	kept := m.ticket("B")
	gone := m.ticket("B")
	m.record(kiosk.KindTicketCancelled, kiosk.TicketCancelled{Ticket: gone.ID}) // of a ticket nobody knows
	m.record(kiosk.KindFeedbackGiven, kiosk.FeedbackGiven{Rating: 5, Lang: "vi"})
	help := m.record(kiosk.KindHelpCalled, kiosk.HelpCalled{Screen: "find", Lang: "vi"})
	m.record("dossier.received", map[string]int{})
	ack := m.sendAll()
	if want := []int64{1, 2, 3, 4, 6}; ack.AckedSeq != 6 || !slices.Equal(ack.Quarantined, want) || c.count("help_calls") != 1 {
		t.Fatalf("acknowledged %d, quarantined %v, want %v; help call %s", ack.AckedSeq, ack.Quarantined, want, help.ID)
	}
	c.clock.Pass(time.Hour)
	upgrade()
	retry(c)
	states := map[string]store.State{kept.ID: store.Waiting, gone.ID: store.Cancelled}
	c.read(func(tx *store.Tx) error {
		for id, want := range states {
			if k, err := tx.Ticket(t.Context(), id); err != nil || k.State != want {
				wrong = append(wrong, fmt.Sprintf("a ticket is %q, want %q: %v", k.State, want, err))
			}
		}
		return nil
	})
	if n := c.count("feedback"); n != 1 {
		wrong = append(wrong, fmt.Sprintf("%d feedback, want 1", n))
	}
	if n := c.count("quarantine"); n != 1 {
		wrong = append(wrong, fmt.Sprintf("%d in quarantine, want the one of a kind still unknown", n))
	}
	if again := m.sendAll(); !slices.Equal(again.Quarantined, []int64{6}) {
		wrong = append(wrong, fmt.Sprintf("the next acknowledgement tells of %v in quarantine", again.Quarantined))
	}
	c.sound()
	return append(wrong, c.compared()...)
}

func (c *center) retries(want int64) {
	c.t.Helper()
	sum, err := Retry(c.t.Context(), c.store, c.clock.Now())
	if err != nil || sum.Released != want {
		c.t.Errorf("%d of %d released, want %d: %v", sum.Released, sum.Tried, want, err)
	}
}

func TestQuarantineTakesEffectAfterAnUpgrade(t *testing.T) {
	for _, wrong := range afterUpgrade(t, func(c *center) {
		c.retries(4)
		c.retries(0) // once is once
	}) {
		t.Error(wrong)
	}
}

func TestControlQuarantineIsNeverTriedAgain(t *testing.T) {
	wrong := afterUpgrade(t, func(c *center) {
		c.sql(func(db *sql.DB) error { // so that only what Retry does is missed
			_, err := db.Exec("DELETE FROM quarantine WHERE seq = 6")
			return err
		})
	})
	if len(wrong) < 4 {
		t.Fatalf("what was never tried again is not noticed, only %q", wrong)
	}
	t.Log("control: the quarantine is never tried again -> caught by TestQuarantineTakesEffectAfterAnUpgrade")
}

// More than fits one transaction, and in the order of nobody's choice.
func TestLargeQuarantineIsTriedInPieces(t *testing.T) {
	c := openCenter(t)
	upgrade := olderBuild(t, kiosk.KindTicketIssued)
	for _, code := range []string{"2", "3"} {
		m := c.enrolled(code)
		for range retryPage + 10 {
			m.ticket("B")
		}
		m.sendAll()
	}
	c.retries(0)
	upgrade()
	c.retries(2 * (retryPage + 10))
	c.sound()
	c.compares()
}

// Someone else was given the number meanwhile: both keep it.
func TestNumberIsTakenWhenATicketComesOutOfQuarantine(t *testing.T) {
	c := openCenter(t)
	upgrade := olderBuild(t, kiosk.KindTicketIssued)
	m := c.enrolled("2")
	m.ticket("B")
	m.sendAll()
	upgrade()
	m.rebirth()
	m.ticket("B")
	m.sendAll()
	c.retries(1)
	alarms, err := c.fleet.Alarms(t.Context())
	told := slices.ContainsFunc(alarms, func(a store.Alarm) bool { return a.Kind == store.AlarmNumber })
	if err != nil || !told || c.count("tickets") != 2 {
		t.Errorf("%d tickets, alarms %+v, %v", c.count("tickets"), alarms, err)
	}
	c.sound()
	c.compares()
}

// compared tells where the projections are not what a rebuild makes.
func (c *center) compared() (wrong []string) {
	c.t.Helper()
	flaws, _, err := Compare(c.t.Context(), c.store)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, f := range flaws {
		wrong = append(wrong, f.String())
	}
	return wrong
}

func (c *center) compares() {
	c.t.Helper()
	for _, wrong := range c.compared() {
		c.t.Error(wrong)
	}
}

func TestProjectionsAreWhatTheLogMakesOfThem(t *testing.T) {
	c := openCenter(t)
	morning(t, c)
	flaws, rows, err := Compare(t.Context(), c.store)
	want := int64(c.count("tickets") + c.count("feedback") + c.count("help_calls") + c.count("meetings") + c.count("quarantine"))
	if err != nil || len(flaws) > 0 || rows != want {
		t.Errorf("%d rows compared, want %d; flaws %v, %v", rows, want, flaws, err)
	}
}

func TestControlProjectionsThatDrifted(t *testing.T) {
	for name, fault := range map[string]string{
		"a ticket's state":     "UPDATE tickets SET state = 'done', ended_at = 5 WHERE state = 'waiting'",
		"who served a ticket":  "UPDATE tickets SET staff = 'other' WHERE state = 'done'",
		"when it was issued":   "UPDATE tickets SET issued_at = issued_at + 1",
		"a rating":             "UPDATE feedback SET rating = 1",
		"a lost feedback":      "DELETE FROM feedback",
		"a call nobody made":   "INSERT INTO help_calls SELECT 'x', site, device, epoch, seq, screen, lang, called_at, state, seen_at, seen_by, ended_at, ended_by, 0 FROM help_calls LIMIT 1",
		"a call's answer":      "UPDATE help_calls SET seen_by = '' WHERE seen_by = 'guide'",
		"a meeting's state":    "UPDATE meetings SET state = 'confirmed' WHERE state = 'held'",
		"a lost meeting":       "DELETE FROM meetings WHERE state = 'cancelled'",
		"when a meeting is":    "UPDATE meetings SET from_min = 500",
		"the quarantine":       "DELETE FROM quarantine",
		"a priority class":     "UPDATE tickets SET class = 'merit' WHERE seq = 1",
		"a call taken back":    "UPDATE ticket_actions SET undoes = 0 WHERE action = 'undo'",
		"a record that is not": "DELETE FROM ticket_actions WHERE action = 'done'",
	} {
		t.Run(name, func(t *testing.T) {
			c := openCenter(t)
			morning(t, c)
			c.sql(func(db *sql.DB) error {
				_, err := db.Exec(fault)
				return err
			})
			flaws, _, err := Compare(t.Context(), c.store)
			if err != nil || len(flaws) == 0 {
				t.Fatalf("nothing was found: %v", err)
			}
			t.Logf("control: %s drifted -> caught by TestProjectionsAreWhatTheLogMakesOfThem (%s)", name, flaws[0])
		})
	}
}
