package store

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// An insertion adds many rows with few statements. Columns whose value is the
// same in all of them are sent once, and those a new row always begins with
// are not sent at all: binding values is most of what a small row costs.
type insertion struct {
	into   string
	shared []string
	own    []string
	fixed  []fixed
	tail   string         // "ON CONFLICT …"
	texts  map[int]string // of the statements, by rows
}

// A fixed column begins with a literal.
type fixed struct{ column, literal string }

// The sizes of statements, in rows, the largest first: few, so that few are
// prepared, and not larger, because larger ones are not faster.
var chunks = []int{40, 8, 1}

func (i insertion) prepare() *insertion {
	i.texts = map[int]string{}
	for _, size := range chunks {
		i.texts[size] = i.text(size)
	}
	return &i
}

// text writes "INSERT INTO t (a, b, c) VALUES (?1, ?2, 0), (?1, ?3, 0) …".
func (i *insertion) text(rows int) string {
	columns := slices.Concat(i.shared, i.own)
	for _, f := range i.fixed {
		columns = append(columns, f.column)
	}
	next := len(i.shared)
	groups := make([]string, rows)
	for r := range groups {
		values := make([]string, 0, len(columns))
		for s := range i.shared {
			values = append(values, fmt.Sprintf("?%d", s+1))
		}
		for range i.own {
			next++
			values = append(values, fmt.Sprintf("?%d", next))
		}
		for _, f := range i.fixed {
			values = append(values, f.literal)
		}
		groups[r] = "(" + strings.Join(values, ", ") + ")"
	}
	return "INSERT INTO " + i.into + " (" + strings.Join(columns, ", ") + ") VALUES " + strings.Join(groups, ", ") + " " + i.tail
}

// insert adds rows and counts those that were added; own holds the values of
// the own columns, row after row.
func (t *Tx) insert(ctx context.Context, i *insertion, shared, own []any) (added int64, err error) {
	return t.store.dialect.bulk(ctx, t, i.statements(shared, own))
}

// statements are the queries that add the rows, with their values, which are
// good until the next one.
func (i *insertion) statements(shared, own []any) iter.Seq2[string, []any] {
	return func(yield func(string, []any) bool) {
		width := len(i.own)
		args := make([]any, 0, len(shared)+chunks[0]*width)
		for len(own) > 0 {
			size := chunks[slices.IndexFunc(chunks, func(n int) bool { return n*width <= len(own) })]
			args = append(append(args[:0], shared...), own[:size*width]...)
			if !yield(i.texts[size], args) {
				return
			}
			own = own[size*width:]
		}
	}
}

// throughSQL runs statements as any other.
func throughSQL(ctx context.Context, t *Tx, statements iter.Seq2[string, []any]) (changed int64, err error) {
	for query, args := range statements {
		n, err := t.exec(ctx, query, args...)
		if err != nil {
			return changed, err
		}
		changed += n
	}
	return changed, nil
}

// A Source is the event a row comes from.
type Source struct {
	Device string
	Epoch  string
	Seq    int64
}

// comesFrom reports whether the row with an id is there, and from which event.
func (t *Tx) comesFrom(ctx context.Context, p Projection, id string) (s Source, there bool, err error) {
	rows, err := list(ctx, t, func(row scanner) (s Source, err error) {
		err = row.Scan(&s.Device, &s.Epoch, &s.Seq)
		return s, err
	}, "SELECT device, epoch, seq FROM "+string(p)+" WHERE id = ?1", id)
	if err != nil || len(rows) == 0 {
		return Source{}, false, err
	}
	return rows[0], true, nil
}

// takenByOthers lists the ids of rows that were not added because a row of
// another event is there. It looks only when fewer were added than offered.
func (t *Tx) takenByOthers(ctx context.Context, p Projection, offered map[string]Source, added int64) (taken []string, err error) {
	if added == int64(len(offered)) {
		return nil, nil
	}
	for id, source := range offered {
		s, _, err := t.comesFrom(ctx, p, id)
		if err != nil {
			return nil, err
		}
		if s != source {
			taken = append(taken, id)
		}
	}
	slices.Sort(taken)
	return taken, nil
}
