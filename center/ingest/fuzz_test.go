package ingest

import (
	"encoding/hex"
	"encoding/json"
	"net/http"
	"os"
	"testing"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/wire"
)

// FuzzBatch looks for a batch that is taken although its numbers or hashes do not
// fit, or that carries what a page or a database could choke on. With mend its
// hashes are made to fit first, so that the content is looked at.
func FuzzBatch(f *testing.F) {
	golden, err := os.ReadFile("../../sync/wire/testdata/batch-v1.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, plain := range []string{string(golden), `{}`, `{"proto":1,"device":"2","epoch":"0123456789abcdef","first_seq":1,"events":[{"seq":1,"id":"a","kind":"help.called","v":1,"boot_id":"b","body":"{}"}]}`,
		`{"proto":1,"device":"2","epoch":"0123456789abcdef","first_seq":9223372036854775807,"gone":9223372036854775806,"events":[{"seq":9223372036854775807}]}`} {
		f.Add([]byte(plain), true)
		f.Add([]byte(plain), false)
	}
	device := store.Device{Code: "2", Site: 1}
	f.Fuzz(func(t *testing.T, plain []byte, mend bool) {
		var w wire.Batch
		if json.Unmarshal(plain, &w) != nil || len(w.Events) > wire.MaxEvents {
			return // FuzzUnpack looks at those
		}
		if mend {
			refit(&w)
		}
		var b batch
		var err error
		proof.Frugal(t, func() { b, err = decode(w, device, monday) })
		if err != nil {
			return
		}
		prev := b.prev
		for i, e := range b.entries {
			if e.Seq != b.first+int64(i) || e.PrevHash != prev || len(e.Body) > 0 && e.ChainHash() != e.Hash {
				t.Fatalf("event %d was taken out of its chain: %+v", i, e)
			}
			if !idForm.MatchString(e.ID) || e.At.After(monday) || e.At.Before(epochStart) {
				t.Fatalf("event %d: id %q at %s", i, e.ID, e.At)
			}
			told(t, e)
			prev = e.Hash
		}
	})
}

// refit gives a batch the device and the hashes it should have.
func refit(w *wire.Batch) {
	w.Device, w.Proto = "2", wire.Proto
	prev := kiosk.Genesis(w.Device, w.Epoch)
	w.PrevHash = hex.EncodeToString(prev[:])
	for i := range w.Events {
		e := &w.Events[i]
		e.Seq, e.Hash = w.FirstSeq+int64(i), hex.EncodeToString(prev[:])
		if event, err := e.ToEvent(prev); err == nil {
			prev = event.ChainHash()
			e.Hash = hex.EncodeToString(prev[:])
		}
	}
}

// told checks what an event tells against what the pages and lines rely on.
func told(t *testing.T, e entry) {
	t.Helper()
	switch v := e.tells.(type) {
	case *store.Ticket:
		if !kiosk.ValidNumber(v.Number) || len(v.Service) != 1 || len(v.ReceiptID) != receiptDigits || len(v.Procedure) > 32 {
			t.Fatalf("a ticket %+v", v)
		}
	case *store.Feedback:
		if v.Rating < 1 || v.Rating > 5 || len(v.Reasons) > mostReasons {
			t.Fatalf("feedback %+v", v)
		}
	case *store.HelpCall:
		if len(v.Screen) > 32 || len(v.Lang) > 8 {
			t.Fatalf("a call %+v", v)
		}
	}
}

// FuzzGate sends one event through the real gate into a real database. What is
// refused leaves nothing behind, what is taken is there once, and a good event
// behind it is taken, whatever the first one was.
func FuzzGate(f *testing.F) {
	c := openCenter(f)
	m := c.enrolled("2")
	ticket, _ := json.Marshal(kiosk.TicketIssued{Number: "B2-001", Service: "B", N: 1, ReceiptID: "00112233445566778899", Lang: kiosk.Vietnamese})
	for kind, body := range map[string]string{
		kiosk.KindTicketIssued: string(ticket), kiosk.KindTicketCancelled: `{"ticket":"x"}`, kiosk.KindHelpCalled: `{"screen":"home","lang":"vi"}`,
		kiosk.KindFeedbackGiven: `{"rating":5,"reasons":["staff"],"has_words":true,"lang":"vi"}`, kiosk.KindHelpCancelled: `{"help":"x"}`, "unknown.kind": `{`,
	} {
		f.Add(kind, "a-1", body, 1)
		f.Add(kind, "../x", body, 2)
	}
	f.Fuzz(func(t *testing.T, kind, id, body string, v int) {
		c.t = t
		m.rebirth()
		e := m.record(kind, 0)
		e.ID, e.V, e.Body, m.events = id, v, json.RawMessage(body), nil
		m.append(e)
		var a answer
		proof.Frugal(t, func() { a = m.send(1, 1) })
		switch n := m.stored(); {
		case (a.status == http.StatusOK) != (n == 1):
			t.Fatalf("status %d, and %d events are stored", a.status, n)
		case a.status != http.StatusOK && a.status != http.StatusBadRequest && a.status != http.StatusRequestEntityTooLarge:
			t.Fatalf("status %d", a.status)
		}
		if a.status == http.StatusOK {
			m.record(kiosk.KindHelpCalled, kiosk.HelpCalled{Screen: "home", Lang: kiosk.Vietnamese})
			if a := m.send(2, 2); a.status != http.StatusOK {
				t.Fatalf("the event behind it: %+v", a)
			}
		}
	})
}

// stored counts the events the center holds of the machine's epoch.
func (m *machine) stored() (n int) {
	m.center.read(func(t *store.Tx) error {
		all, err := t.EpochEvents(m.center.t.Context(), m.code, m.epoch, 0, 10)
		n = len(all)
		return err
	})
	return n
}
