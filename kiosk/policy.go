package kiosk

import (
	"fmt"
	"slices"
	"time"
)

// An Order is how the next number is chosen.
type Order string

// The orders. Whatever the order, within a service and a class nobody is called
// before somebody who came earlier.
const (
	ByTime  Order = "time"   // who has waited longest
	ByRatio Order = "ratio"  // at each counter one of a priority class, then Others of the rest
	ByAge   Order = "ageing" // who has waited longest, with a head start for priority classes
)

// A Policy says who is called next. The zero Policy is ByTime.
type Policy struct {
	Order Order `json:"order,omitempty"`
	// Others is how many others a counter calls after one of a priority class
	// or one with an appointment, as long as others wait; 0 is 1.
	Others int `json:"others,omitempty"`
	// HeadStart is by how many minutes a class is taken to have come earlier, ByAge.
	HeadStart map[Class]int `json:"head_start_minutes,omitempty"`
	// MostOvertakes is how many who came later to the same service may be called
	// before somebody: then it is that person's turn. 0 is without end.
	MostOvertakes int `json:"most_overtakes,omitempty"`
	// PreferMinutes is how much longer than those of a counter's first service
	// those of its second have to have waited, and so on; 0 is not at all.
	PreferMinutes int `json:"prefer_minutes,omitempty"`
	// AppointmentEarly and AppointmentLate are the minutes around an appointment
	// in which it counts. Who comes later than that waits like everybody.
	AppointmentEarly int `json:"appointment_early_minutes,omitempty"`
	AppointmentLate  int `json:"appointment_late_minutes,omitempty"`
	// AppointmentBy are the services, by letter, with other minutes.
	AppointmentBy map[string]Window `json:"appointment_by_service,omitempty"`
	// ReturnWithin is how many numbers of the service may have been called since
	// somebody did not come, for that person to stand in line again; 0 is 5.
	ReturnWithin int `json:"return_within,omitempty"`
}

// A Window is in how many minutes around an appointment it counts.
type Window struct {
	Early int `json:"early_minutes"`
	Late  int `json:"late_minutes"`
}

// Window is how long before and after an appointment of a service it counts.
func (p Policy) Window(service string) (early, late time.Duration) {
	w, own := p.AppointmentBy[service]
	if !own {
		w = Window{p.AppointmentEarly, p.AppointmentLate}
	}
	return time.Duration(w.Early) * time.Minute, time.Duration(w.Late) * time.Minute
}

const (
	defaultReturn  = 5
	mostMinutes    = 12 * 60 // of any span of a policy
	mostPeople     = 1000    // that are counted by a policy
	mostDailyQuota = 10_000
)

// Gap is how many others a counter calls between two who go first.
func (p Policy) Gap() int { return max(1, p.Others) }

// Returns is how many numbers may pass before a no-show has lost the place.
func (p Policy) Returns() int {
	if p.ReturnWithin == 0 {
		return defaultReturn
	}
	return p.ReturnWithin
}

// Start is the head start of a class.
func (p Policy) Start(c Class) time.Duration {
	if p.Order != ByAge {
		return 0
	}
	return time.Duration(p.HeadStart[c]) * time.Minute
}

// Check refuses what cannot be.
func (p Policy) Check() error {
	if p.Order != "" && !slices.Contains([]Order{ByTime, ByRatio, ByAge}, p.Order) {
		return fmt.Errorf("site: order %q is not time, ratio or ageing", p.Order)
	}
	minutes := map[string]int{"prefer_minutes": p.PreferMinutes, "appointment_early_minutes": p.AppointmentEarly, "appointment_late_minutes": p.AppointmentLate}
	for service, w := range p.AppointmentBy {
		minutes["early_minutes of "+service], minutes["late_minutes of "+service] = w.Early, w.Late
	}
	for what, n := range minutes {
		if n < 0 || n > mostMinutes {
			return fmt.Errorf("site: %s %d is not 0 to %d", what, n, mostMinutes)
		}
	}
	for what, n := range map[string]int{"others": p.Others, "most_overtakes": p.MostOvertakes, "return_within": p.ReturnWithin} {
		if n < 0 || n > mostPeople {
			return fmt.Errorf("site: %s %d is not 0 to %d", what, n, mostPeople)
		}
	}
	for class, n := range p.HeadStart {
		if !class.Known() || n < 0 || n > mostMinutes {
			return fmt.Errorf("site: a head start of %d minutes for %q is not 0 to %d for a class", n, class, mostMinutes)
		}
	}
	return nil
}
