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

// A Rewritten log is whole in itself, but its line N is not the one noted
// earlier: lines up to there were cut off or written anew.
type Rewritten struct{ N int64 }

func (e *Rewritten) Error() string {
	return fmt.Sprintf("audit log was cut off or written anew: its line %d is not the one noted", e.N)
}

// A Head names the newest line of the log; whoever keeps one can tell later
// whether the log up to there is still the same.
type Head = store.AuditHead

// ParseHead reads what Head.String writes.
func ParseHead(text string) (Head, error) { return store.ParseAuditHead(text) }

const auditPage = 1000

// VerifyAudit walks the whole log and returns its head. It returns *BrokenLine
// for the first line that was edited, moved or removed, and *Rewritten when
// noted, a head seen earlier, is not part of it; the zero Head is part of any.
func (s *Staff) VerifyAudit(ctx context.Context, noted Head) (head Head, err error) {
	err = s.store.Read(ctx, func(t *store.Tx) error {
		head, err = verify(ctx, t, noted)
		return err
	})
	return head, err
}

func verify(ctx context.Context, t *store.Tx, noted Head) (last Head, err error) {
	for {
		lines, err := t.AuditAfter(ctx, last.N, auditPage)
		if err != nil {
			return last, err
		}
		for _, e := range lines {
			if e.N != last.N+1 || e.PrevHash != last.Hash || e.Hash != kiosk.Hash(e.ChainHash()) {
				return last, &BrokenLine{N: last.N + 1}
			}
			last = e.Head()
			if e.N == noted.N && last != noted {
				return last, &Rewritten{N: noted.N}
			}
		}
		if len(lines) < auditPage && last.N < noted.N {
			return last, &Rewritten{N: noted.N}
		}
		if len(lines) < auditPage {
			return last, nil
		}
	}
}
