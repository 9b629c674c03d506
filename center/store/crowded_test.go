package store

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"dongthap.vn/sen/center/store/storetest"
)

// Every session of two centers is ended while they write, and the server takes
// only one in their place: one of them waits and says "busy", nothing that was
// acknowledged is lost, and both go on when there is room.
func TestPostgreSQLHasTooFewConnectionsUnderLoad(t *testing.T) {
	dsn := storetest.NewPostgres(t)
	name := nameOf(t, dsn)
	load := startLoad(t, []*Store{openAt(t, dsn), openAt(t, dsn)})
	until(t, func() bool { return load.written() > 20 })
	storetest.Admin(t, "ALTER DATABASE "+name+" CONNECTION LIMIT 1")
	storetest.Admin(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"+name+"'")
	until(t, func() bool { return load.refused() > 0 })
	storetest.Admin(t, "ALTER DATABASE "+name+" CONNECTION LIMIT -1")
	after := load.written()
	until(t, func() bool { return load.written() > after+20 })
	acknowledged := load.stop()
	expectAll(t, dsn, acknowledged)
	t.Logf("%d writes acknowledged, 0 lost, %d busy", len(acknowledged), load.busy)
}

func (l *load) refused() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.busy
}

// expectAll wants each line once.
func expectAll(t *testing.T, dsn string, subjects []string) {
	t.Helper()
	there := map[string]int{}
	err := openAt(t, dsn).Read(t.Context(), func(tx *Tx) error {
		lines, err := tx.AuditAfter(t.Context(), 0, 1_000_000)
		for _, e := range lines {
			there[e.Subject]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, subject := range subjects {
		if there[subject] != 1 {
			t.Errorf("%s was acknowledged and is there %d times", subject, there[subject])
		}
	}
}

// What the server rolled back for another's sake is done again, once, whether it
// said so at a statement or only at the commit. Rolled back for ever, it is "busy".
func TestWhatPostgreSQLRolledBackIsDoneAgain(t *testing.T) {
	for code, often := range map[string][]int{"40001": {3, 1_000_000}, "40P01": {3}} {
		for when, timing := range map[string]string{
			"at the statement": "CREATE TRIGGER fault BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION fault()",
			"at the commit":    "CREATE CONSTRAINT TRIGGER fault AFTER INSERT ON audit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fault()",
		} {
			for _, times := range often {
				want := map[int]error{1_000_000: ErrBusy}[times]
				t.Run(fmt.Sprint(code, " ", when, " ", times), func(t *testing.T) {
					dsn := storetest.NewPostgres(t)
					s := openAt(t, dsn)
					storetest.Exec(t, dsn, "CREATE SEQUENCE faults", fmt.Sprintf(`CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS
						$$ BEGIN IF nextval('faults') <= %d THEN RAISE EXCEPTION 'fault' USING ERRCODE = '%s'; END IF; RETURN NEW; END $$`, times, code), timing)
					err := s.Write(t.Context(), func(tx *Tx) error {
						return tx.Audit(context.Background(), Entry{At: monday, Actor: "a", Action: "b", Subject: "once"})
					})
					if !errors.Is(err, want) {
						t.Fatalf("%v, want %v", err, want)
					}
					if want == nil {
						expectAll(t, dsn, []string{"once"})
					}
				})
			}
		}
	}
}
