package store

import (
	"encoding/hex"
	"fmt"

	"dongthap.vn/sen/kiosk"
)

// appointmentsKept is how many days it is remembered that an appointment had its
// number.
const appointmentsKept = 7

// arrive notes in the ticket's own transaction that an appointment has its number.
// One that had it before is kiosk.ErrUsed, unless that number was taken back.
func (s *Store) arrive(tx transaction, t kiosk.Ticket, a kiosk.Appointment) error {
	const over = `DELETE FROM appointments WHERE day < ?1
		OR id = ?2 AND EXISTS (SELECT 1 FROM tickets t WHERE t.seq = appointments.seq AND t.cancel_seq IS NOT NULL)`
	if _, err := tx.Exec(over, t.Day.AddDays(-appointmentsKept).String(), a.ID); err != nil {
		return err
	}
	done, err := tx.Exec("INSERT INTO appointments (id, seq, day) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", a.ID, t.Seq, t.Day.String())
	if err != nil {
		return err
	}
	n, err := done.RowsAffected()
	if err == nil && n == 0 {
		err = kiosk.ErrUsed
	}
	return err
}

// checkAppointment refuses an id the center would.
func checkAppointment(a *kiosk.Appointment) error {
	if a == nil {
		return nil
	}
	if id, err := hex.DecodeString(a.ID); err != nil || len(id) != 10 {
		return fmt.Errorf("appointment %q: %w", a.ID, kiosk.ErrNotFound)
	}
	return nil
}
