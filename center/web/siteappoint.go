package web

import (
	"maps"
	"strconv"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/words"
)

// appoint writes the appointments of a service into its row; one that takes none
// has them empty.
func (row *serviceRow) appoint(v kiosk.Service, p kiosk.Policy) {
	a := v.Appointments
	if a == nil {
		return
	}
	row.Every, row.Places, row.Ahead, row.Between = figure(a.Minutes), figure(a.Capacity), strconv.Itoa(a.Ahead), spansText(a.Hours)
	if w, own := p.AppointmentBy[v.Letter]; own {
		row.Early, row.Later = strconv.Itoa(w.Early), strconv.Itoa(w.Late)
	}
}

// appointments reads them: without minutes from one time to the next a service
// takes none.
func (r *siteReader) appointments(v *kiosk.Service, row serviceRow) {
	v.Appointments = nil
	if row.Every == "" {
		if row.Places+row.Ahead+row.Between+row.Early+row.Later != "" {
			r.says("site.no_every", words.Args{"Letter": row.Letter})
		}
		return
	}
	a := &kiosk.Appointments{Hours: r.spans(row.Between)}
	for to, text := range map[*int]string{&a.Minutes: row.Every, &a.Capacity: row.Places, &a.Ahead: row.Ahead} {
		*to, _ = strconv.Atoi(text) // what is no figure was said
	}
	v.Appointments = a
	if row.Early == "" && row.Later == "" {
		return
	}
	w := kiosk.Window{Early: r.site.Policy.AppointmentEarly, Late: r.site.Policy.AppointmentLate}
	if row.Early != "" {
		w.Early, _ = strconv.Atoi(row.Early)
	}
	if row.Later != "" {
		w.Late, _ = strconv.Atoi(row.Later)
	}
	by := maps.Clone(r.site.Policy.AppointmentBy)
	if by == nil {
		by = map[string]kiosk.Window{}
	}
	by[row.Letter] = w
	r.site.Policy.AppointmentBy = by
}
