package store

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// A Score is how many were told how long they would wait, and of how many it came
// true: they were called inside the range they were told. Who asked for more time
// is in no score: that wait was their own wish.
type Score struct{ Told, Kept int }

// keptSum counts of the tickets of a query those whose promise came true.
const keptSum = "COALESCE(SUM(CASE WHEN first_called_at - issued_at BETWEEN promised_from * 60000 AND promised_to * 60000 THEN 1 ELSE 0 END), 0)"

// Scores are by the service a number was taken for, its letter.
type Scores map[string]Score

// Of sums the scores of some services, nil for all.
func (s Scores) Of(counts func(letter string) bool) (sum Score) {
	for letter, of := range s {
		if counts == nil || counts(letter) {
			sum.Told, sum.Kept = sum.Told+of.Told, sum.Kept+of.Kept
		}
	}
	return sum
}

// Promises scores what was told to those called first since a time.
func (t *Tx) Promises(ctx context.Context, site int, since time.Time) (Scores, error) {
	const query = "SELECT SUBSTR(number, 1, 1), COUNT(*), " + keptSum + ` FROM tickets
		WHERE site = ?1 AND rung_at >= ?2 AND rung_at > 0 AND first_called_at >= ?2 AND promised_to > 0 AND delays = 0 GROUP BY 1`
	type row struct {
		letter string
		Score
	}
	rows, err := list(ctx, t, func(from scanner) (r row, err error) {
		err = from.Scan(&r.letter, &r.Told, &r.Kept)
		return r, err
	}, query, site, millis(since))
	scores := Scores{}
	for _, r := range rows {
		scores[r.letter] = r.Score
	}
	return scores, err
}

// A PromiseRow is what was told to people who took a number for a service in an
// hour of the day, and what came true. Sums are over all told, in minutes.
type PromiseRow struct {
	Service string // letter the number was taken for
	Hour    int    // 0 to 23, of the site's day
	Score
	Early, Late int           // called before the range began, after it ended
	Waited      time.Duration // sum
	From, To    int           // sums of the ranges' ends, minutes
	Called      int           // all who were called, also those who were told no time
}

// PromisesOn scores the promises of business days by service and hour. The days
// bound what is looked at. East is the site's time zone in minutes.
func (t *Tx) PromisesOn(ctx context.Context, site int, from, to kiosk.Date, east int) ([]PromiseRow, error) {
	const told, waited = "promised_to > 0", "first_called_at - issued_at"
	const query = `SELECT SUBSTR(number, 1, 1) AS letter, (issued_at + ?4 * 60000) / 3600000 % 24 AS hour,
		SUM(CASE WHEN ` + told + ` THEN 1 ELSE 0 END),
		SUM(CASE WHEN ` + told + ` AND ` + waited + ` BETWEEN promised_from * 60000 AND promised_to * 60000 THEN 1 ELSE 0 END),
		SUM(CASE WHEN ` + told + ` AND ` + waited + ` < promised_from * 60000 THEN 1 ELSE 0 END),
		SUM(CASE WHEN ` + told + ` AND ` + waited + ` > promised_to * 60000 THEN 1 ELSE 0 END),
		SUM(CASE WHEN ` + told + ` THEN ` + waited + ` ELSE 0 END),
		SUM(promised_from), SUM(promised_to), COUNT(*)
		FROM tickets WHERE site = ?1 AND day >= ?2 AND day <= ?3 AND first_called_at > 0 AND delays = 0 GROUP BY 1, 2 ORDER BY 1, 2`
	rows, err := list(ctx, t, func(row scanner) (p PromiseRow, err error) {
		var waited int64
		err = row.Scan(&p.Service, &p.Hour, &p.Told, &p.Kept, &p.Early, &p.Late, &waited, &p.From, &p.To, &p.Called)
		p.Waited = time.Duration(waited) * time.Millisecond
		return p, err
	}, query, site, from.String(), to.String(), east)
	if err != nil {
		return nil, fmt.Errorf("promises by service and hour: %w", err)
	}
	return rows, nil
}
