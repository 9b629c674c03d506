package staff

import (
	"context"
	"fmt"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// An Entry is a line of the audit log.
type Entry = store.Entry

// Note writes a line into the audit log: who did what to which id. No
// personal data belongs there.
func (s *Staff) Note(ctx context.Context, by, action, subject string) error {
	return s.store.Write(ctx, func(t *store.Tx) error {
		return t.Audit(ctx, store.Entry{At: s.now(), Actor: by, Action: action, Subject: subject})
	})
}

// Audit lists lines with a number below before, 0 for the newest.
func (s *Staff) Audit(ctx context.Context, before int64, limit int) (lines []Entry, err error) {
	err = s.store.Read(ctx, func(t *store.Tx) error {
		lines, err = t.AuditBefore(ctx, before, limit)
		return err
	})
	return lines, err
}

// A BrokenLine is the first line of the audit log that is not as it was
// written, or not where it was.
type BrokenLine struct{ N int64 }

func (e *BrokenLine) Error() string { return fmt.Sprintf("audit log is broken at line %d", e.N) }

const auditPage = 1000

// VerifyAudit walks the whole log and returns *BrokenLine for the first line
// that was edited, moved or removed. Lines cut off at the end are found by
// comparing its result, the newest line, with one seen before.
func (s *Staff) VerifyAudit(ctx context.Context) (last Entry, err error) {
	err = s.store.Read(ctx, func(t *store.Tx) error {
		last, err = verify(ctx, t)
		return err
	})
	return last, err
}

func verify(ctx context.Context, t *store.Tx) (last Entry, err error) {
	for {
		lines, err := t.AuditAfter(ctx, last.N, auditPage)
		if err != nil {
			return last, err
		}
		for _, e := range lines {
			if e.N != last.N+1 || e.PrevHash != last.Hash || e.Hash != kiosk.Hash(e.ChainHash()) {
				return last, &BrokenLine{N: last.N + 1}
			}
			last = e
		}
		if len(lines) < auditPage {
			return last, nil
		}
	}
}
