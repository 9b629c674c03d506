package store

import (
	"context"
	"time"
)

// Kinds of alarm.
const (
	AlarmFork       = "fork"       // two histories under one device and epoch: a cloned device
	AlarmNumber     = "number"     // one number was given to two people
	AlarmGone       = "gone"       // a device lost events before they were sent
	AlarmQuarantine = "quarantine" // a device sends what is not understood
	AlarmAudit      = "audit"      // a device has seen another audit log than ours
)

// An Alarm is something IT staff must look at, counted per device and epoch.
type Alarm struct {
	Kind    string
	Device  string
	Epoch   string
	Seq     int64 // of the newest occurrence
	Times   int64
	FirstAt time.Time
	LastAt  time.Time
}

// RaiseAlarm counts an occurrence.
func (t *Tx) RaiseAlarm(ctx context.Context, kind string, e *Event) error {
	const query = `INSERT INTO alarms (kind, device, epoch, seq, times, first_at, last_at) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5)
		ON CONFLICT (kind, device, epoch) DO UPDATE SET seq = excluded.seq, times = alarms.times + 1, last_at = excluded.last_at`
	_, err := t.exec(ctx, query, kind, e.Device, e.Epoch, e.Seq, millis(e.ReceivedAt))
	t.Touch(TopicAlarm, e.ReceivedAt)
	return err
}

// Alarms lists all alarms, the newest first.
func (t *Tx) Alarms(ctx context.Context) ([]Alarm, error) {
	return list(ctx, t, func(row scanner) (a Alarm, err error) {
		var first, last int64
		err = row.Scan(&a.Kind, &a.Device, &a.Epoch, &a.Seq, &a.Times, &first, &last)
		a.FirstAt, a.LastAt = moment(first), moment(last)
		return a, err
	}, "SELECT kind, device, epoch, seq, times, first_at, last_at FROM alarms ORDER BY last_at DESC, kind, device, epoch")
}
