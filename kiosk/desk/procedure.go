package desk

import (
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/guide"
)

// A finder is the guide to the procedures in force on one day.
type finder struct {
	day     kiosk.Date
	guide   *guide.Guide
	popular []kiosk.Procedure
}

func newFinder(c kiosk.Catalogue, s guide.Synonyms, day kiosk.Date) finder {
	c = c.InForce(day)
	return finder{day: day, guide: guide.New(c, s), popular: c.Popular()}
}

// finding is today's finder: a procedure comes into force and ends at midnight,
// also when the center publishes nothing. One is made when it is first asked
// for, and everything else goes on meanwhile.
func (d *Desk) finding() finder {
	today := d.today()
	if f, _ := d.found(); f.day == today {
		return f
	}
	d.changing.Lock()
	defer d.changing.Unlock()
	f, c := d.found()
	if f.day == today {
		return f // somebody else made it
	}
	f = newFinder(c, d.synonyms, today)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.finder = f
	return f
}

// found is the finder in force and the catalogue it is made from.
func (d *Desk) found() (finder, kiosk.Catalogue) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.finder, d.docs.catalogue
}

// Prepare makes what Find would otherwise make at its first question.
func (d *Desk) Prepare() { d.finding() }

// Find answers what a visitor typed with at most limit procedures.
func (d *Desk) Find(query string, limit int) guide.Result {
	return d.finding().guide.Find(query, limit)
}

// Popular lists the most used procedures, the most used first.
func (d *Desk) Popular() []kiosk.Procedure { return d.finding().popular }

// Procedure is a procedure by its code, also one no longer in force, or
// kiosk.ErrNotFound.
func (d *Desk) Procedure(code string) (kiosk.Procedure, error) {
	return d.held().catalogue.Procedure(code)
}

// Catalogue is all procedures known, whether in force or not.
func (d *Desk) Catalogue() kiosk.Catalogue { return d.held().catalogue }
