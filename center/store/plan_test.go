package store_test

import (
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/center/api"
	"dongthap.vn/sen/center/queue"
	"dongthap.vn/sen/center/queue/queuetest"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk/proof"
)

// growing are the tables that keep what was; of the others there are few rows.
var growing = []string{"events", "conflicts", "quarantine", "tickets", "ticket_actions", "feedback", "help_calls", "help_actions", "audit", "meetings", "deliveries"}

// live are the indexes that hold only what is going on: reading one whole costs
// what a lobby holds, not what a year does.
var live = []string{"tickets_line", "tickets_waiting", "tickets_appointed", "tickets_called", "tickets_kept", "tickets_parked", "help_calls_live", "deliveries_next", "deliveries_failed"}

var (
	scan   = regexp.MustCompile(`^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?`)
	search = regexp.MustCompile(`^SEARCH (\w+) USING (?:COVERING )?INDEX (\w+) \(site=\?\)$`)
)

// wholeTables tells which queries read a whole table that grows, or all of a
// site, which is the same: there is one site.
func wholeTables(t *testing.T, dsn string, queries []string) (found []string) {
	t.Helper()
	storetest.SQL(t, dsn, func(db *sql.DB) error {
		for _, query := range queries {
			steps, err := plan(db, query)
			if err != nil {
				return fmt.Errorf("%s: %w", query, err)
			}
			for _, step := range steps {
				at := scan.FindStringSubmatch(step)
				if at == nil {
					at = search.FindStringSubmatch(step)
				}
				if at != nil && slices.Contains(growing, at[1]) && !slices.Contains(live, at[2]) && !pages(query, steps) {
					found = append(found, fmt.Sprintf("%s, for %s", step, query))
				}
			}
		}
		return nil
	})
	return found
}

// pages tells of a query that reads a table in the order of its index and ends at
// its limit.
func pages(query string, steps []string) bool {
	return len(steps) == 1 && strings.HasSuffix(query, " LIMIT ?2")
}

// plan asks SQLite how it would run a query, on a connection that has just read
// the schema: on another an explanation may be of an older one.
func plan(db *sql.DB, query string) (steps []string, err error) {
	values := 0
	for values < 64 && strings.Contains(query, fmt.Sprintf("?%d", values+1)) {
		values++
	}
	rows, err := db.Query("EXPLAIN QUERY PLAN "+query, make([]any, values)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return steps, rows.Err()
}

// morning does once what clerks, visitors and programs do at a center
// all day, and tells which queries that took.
func morning(t *testing.T) (dsn string, queries []string) {
	t.Helper()
	l := queuetest.Open(t)
	ask := asker(t, l)
	ctx, at := t.Context(), queuetest.At(3)
	tickets := l.Take("B", "B", "B", "B", "C", "B", "B")
	for _, press := range []func() error{
		func() error { _, err := l.Queue.CallNext(ctx, at); return err },
		func() error { _, err := l.Queue.Recall(ctx, at); return err },
		func() error { _, err := l.Queue.NoShow(ctx, at); return err },
		func() error { _, err := l.Queue.Return(ctx, at, tickets[0].ID); return err },
		func() error { _, err := l.Queue.FinishAndCallNext(ctx, at); return err },
		func() error { _, err := l.Queue.Begin(ctx, at); return err },
		func() error { _, err := l.Queue.Park(ctx, at); return err },
		func() error {
			_, err := l.Queue.CallTicket(ctx, at, tickets[3].ID, queue.Why{Reason: queue.Chosen})
			return err
		},
		func() error { _, err := l.Queue.Undo(ctx, at); return err },
		func() error { _, err := l.Queue.Counter(ctx, 1, 3); return err },
		func() error { _, err := l.Queue.CloseOld(ctx); return err },
		func() error { _, _, err := l.Queue.Record(ctx, tickets[0].ID); return err },
		func() error {
			id, err := hex.DecodeString(tickets[6].ReceiptID)
			if err != nil {
				return err
			}
			_, err = l.Queue.Position(ctx, queue.TicketRef{Site: 1, Device: "2", Seq: tickets[6].Seq, Number: tickets[6].Number, IssuedAt: tickets[6].IssuedAt, ReceiptID: [10]byte(id)})
			return err
		},
	} {
		l.Clock.Pass(time.Second)
		if err := press(); err != nil {
			t.Fatal(err)
		}
	}
	for _, address := range []string{"/api/v1/queue", "/api/v1/tickets", "/api/v1/tickets/" + tickets[0].ID, "/api/v1/services"} {
		ask(address)
	}
	return l.DSN, l.Store.Queries()
}

func asker(t *testing.T, l *queuetest.Lobby) func(address string) {
	a := api.New(api.Config{Store: l.Store, Queue: l.Queue, Now: l.Clock.Now})
	token, err := a.MakeToken(t.Context(), api.NewToken{Name: "đọc", Scopes: api.Scopes, Days: 30, By: "admin"})
	if err != nil {
		t.Fatal(err)
	}
	return func(address string) {
		t.Helper()
		r, w := httptest.NewRequest("GET", address, nil), httptest.NewRecorder()
		r.Header.Set("Authorization", "Bearer "+token)
		if a.ServeHTTP(w, r); w.Code != http.StatusOK {
			t.Fatalf("%s: status %d: %s", address, w.Code, w.Body)
		}
	}
}

// Nothing that is done all day reads what a year has left: each query is answered
// by an index that leads to its rows.
func TestNothingReadsAWholeTableOnSQLite(t *testing.T) {
	dsn, queries := morning(t)
	if len(queries) < 40 {
		t.Errorf("only %d queries were seen", len(queries))
	}
	for _, wrong := range wholeTables(t, dsn, queries) {
		t.Error(wrong)
	}
}

// How long services took is read from the index alone: the rows of fifty services
// of each line lie on as many pages, which are read again after every change.
func TestServiceTimesAreReadFromTheirIndexOnSQLite(t *testing.T) {
	dsn, queries := morning(t)
	at := slices.IndexFunc(queries, func(q string) bool {
		return strings.HasPrefix(q, "SELECT ended_at - called_at") && strings.Contains(q, "service = ?2")
	})
	if at < 0 {
		t.Fatal("nobody asked how long services took")
	}
	storetest.SQL(t, dsn, func(db *sql.DB) error {
		const want = "SEARCH tickets USING COVERING INDEX tickets_done (site=? AND service=?)"
		steps, err := plan(db, queries[at])
		if len(steps) != 1 || steps[0] != want {
			t.Errorf("read by %q", steps)
		}
		return err
	})
}

// The control: the line without its index, as it was read once (20 answers a
// second after a year, 1,200 before).
func TestControlALineWithoutItsIndexOnSQLite(t *testing.T) {
	dsn, queries := morning(t)
	storetest.Exec(t, dsn, "DROP INDEX tickets_line")
	storetest.Exec(t, dsn, "DROP INDEX tickets_waiting")
	proof.Control(t, "a line whose index is missing", "TestNothingReadsAWholeTableOnSQLite", wholeTables(t, dsn, queries)...)
}
