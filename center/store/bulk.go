package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"iter"

	"github.com/mattn/go-sqlite3"
)

// throughDriver runs statements on the transaction's connection itself: SQLite's
// driver hands over all values of a query at once, and each value of a database/sql
// Exec by a call of its own, which costs as much as adding the row.
func throughDriver(ctx context.Context, t *Tx, statements iter.Seq2[string, []any]) (changed int64, err error) {
	err = t.conn.Raw(func(connection any) error {
		conn := connection.(*sqlite3.SQLiteConn)
		// The connection is ours until we return. A transaction that was rolled
		// back before, because its context ended, must not be written beside.
		if conn.AutoCommit() {
			return sql.ErrTxDone
		}
		before, err := totalChanges(ctx, conn)
		if err != nil {
			return err
		}
		for query, args := range statements {
			if t.named, err = name(t.named[:0], args); err != nil {
				return err
			}
			if err := ask(ctx, conn, query, t.named, nil); err != nil {
				return err
			}
		}
		after, err := totalChanges(ctx, conn)
		changed = after - before
		return err
	})
	if err != nil {
		return 0, t.store.dialect.translate(err)
	}
	return changed, nil
}

// name numbers values and gives them the types a driver knows.
func name(named []driver.NamedValue, args []any) ([]driver.NamedValue, error) {
	for i, arg := range args {
		if !driver.IsValue(arg) {
			v, err := driver.DefaultParameterConverter.ConvertValue(arg)
			if err != nil {
				return nil, fmt.Errorf("value %d: %w", i+1, err)
			}
			arg = v
		}
		named = append(named, driver.NamedValue{Ordinal: i + 1, Value: arg})
	}
	return named, nil
}

// ask runs a query and reads its first row into dest, unless that is nil. The
// driver runs a statement that gives no rows when it is asked.
func ask(ctx context.Context, conn *sqlite3.SQLiteConn, query string, args []driver.NamedValue, dest []driver.Value) error {
	rows, err := conn.QueryContext(ctx, query, args)
	if err != nil {
		return err
	}
	if dest != nil {
		err = rows.Next(dest)
	}
	if closed := rows.Close(); err == nil {
		err = closed
	}
	return err
}

// totalChanges counts the rows this connection has changed since it was opened.
func totalChanges(ctx context.Context, conn *sqlite3.SQLiteConn) (int64, error) {
	n := make([]driver.Value, 1)
	if err := ask(ctx, conn, "SELECT total_changes()", nil, n); err != nil {
		return 0, err
	}
	count, is := n[0].(int64)
	if !is {
		return 0, fmt.Errorf("total_changes is a %T", n[0])
	}
	return count, nil
}
