package ingest

import (
	"database/sql"
	"fmt"
	"net/http"
	"testing"

	"dongthap.vn/sen/center/store"
)

func (c *center) note(n int) {
	c.t.Helper()
	for i := range n {
		err := c.store.Write(c.t.Context(), func(t *store.Tx) error {
			return t.Audit(c.t.Context(), store.Entry{At: c.clock.Now(), Actor: "admin", Action: "test", Subject: fmt.Sprint(i)})
		})
		if err != nil {
			c.t.Fatal(err)
		}
	}
}

// says sends a heartbeat with the head the device has seen.
func (m *machine) says(head string) string {
	m.center.t.Helper()
	b := m.batch(1, 0)
	b.Status.Audit = head
	a := m.post(b)
	if a.status != http.StatusOK {
		m.center.t.Fatalf("heartbeat: %d %+v", a.status, a.refusal)
	}
	return a.ack.Audit
}

func (c *center) auditAlarms() (times int64) {
	c.t.Helper()
	err := c.store.Read(c.t.Context(), func(t *store.Tx) error {
		all, err := t.Alarms(c.t.Context())
		for _, a := range all {
			if a.Kind == store.AlarmAudit {
				times += a.Times
			}
		}
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return times
}

func TestAKioskWitnessesThatTheAuditLogWasTouched(t *testing.T) {
	for name, fault := range map[string]string{
		"cut off":       "DELETE FROM audit WHERE n = (SELECT MAX(n) FROM audit)",
		"written anew":  "UPDATE audit SET hash = prev_hash", // whatever the forger's hashes are, they are others
		"emptied":       "DELETE FROM audit",
		"left in peace": "", // the control
	} {
		t.Run(name, func(t *testing.T) {
			c := openCenter(t)
			m := c.enrolled("2")
			c.note(3)
			head := m.says("")
			c.note(2) // the log has grown since
			c.sql(func(db *sql.DB) error {
				_, err := db.Exec("DELETE FROM audit WHERE n > (SELECT MAX(n) - 2 FROM audit); " + fault)
				return err
			})
			m.says(head)
			if raised := c.auditAlarms() > 0; raised != (fault != "") {
				t.Errorf("alarm: %v", raised)
			}
		})
	}
}

func TestAHeadThatIsNoneIsNoAlarm(t *testing.T) {
	c := openCenter(t)
	m := c.enrolled("2")
	for _, head := range []string{"", "x", "-1:00", "1:zz", "1"} {
		m.says(head)
	}
	if c.auditAlarms() != 0 {
		t.Error("nonsense raised an alarm")
	}
}
