package kiosk

import (
	"cmp"
	"fmt"
	"slices"
)

// A Catalogue is all procedures of a site, with validity dates: the body of
// the catalogue document.
type Catalogue struct {
	Version    int         `json:"version"` // only grows
	CheckedOn  Date        `json:"checked_on"`
	Source     string      `json:"source"`
	Procedures []Procedure `json:"procedures"`
}

// Procedure finds a procedure by its code.
func (c Catalogue) Procedure(code string) (Procedure, error) {
	for i := range c.Procedures {
		if c.Procedures[i].Code == code {
			return c.Procedures[i], nil
		}
	}
	return Procedure{}, fmt.Errorf("procedure %q: %w", code, ErrNotFound)
}

// InForce is the catalogue without the procedures that cannot be asked for on
// day d.
func (c Catalogue) InForce(d Date) Catalogue {
	c.Procedures = c.where(func(p *Procedure) bool { return p.InForce(d) })
	return c
}

// Popular lists the most used procedures, the most used first.
func (c Catalogue) Popular() []Procedure {
	list := c.where(func(p *Procedure) bool { return p.Popular > 0 })
	slices.SortFunc(list, func(a, b Procedure) int { return cmp.Compare(a.Popular, b.Popular) })
	return list
}

// Fields lists the fields in the order the catalogue first names them.
func (c Catalogue) Fields() []string {
	var list []string
	seen := map[string]bool{}
	for i := range c.Procedures {
		if f := c.Procedures[i].Field; !seen[f] {
			seen[f] = true
			list = append(list, f)
		}
	}
	return list
}

// InField lists the procedures of a field.
func (c Catalogue) InField(field string) []Procedure {
	return c.where(func(p *Procedure) bool { return p.Field == field })
}

func (c Catalogue) where(keep func(*Procedure) bool) []Procedure {
	var list []Procedure
	for i := range c.Procedures {
		if keep(&c.Procedures[i]) {
			list = append(list, c.Procedures[i])
		}
	}
	return list
}
