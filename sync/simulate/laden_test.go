package simulate

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/identity"
	kioskstore "dongthap.vn/sen/kiosk/store"
)

// A laden kiosk has recorded events that nobody has heard of.
type laden struct {
	id    identity.Identity
	store *kioskstore.Store
}

// bearFile makes an empty kiosk's file, to be copied: its birth takes longer.
func bearFile(b *testing.B) []byte {
	path := filepath.Join(b.TempDir(), "kiosk.db")
	write(path+".ballast", []byte{})
	s := got(kioskstore.Open(b.Context(), kioskstore.Options{Path: path, Device: "2", Now: time.Now, Boot: kioskstore.Boot{ID: "boot", Since: uptime}}))
	must(s.Close())
	return read(path)
}

func uptime() time.Duration { return time.Hour }

// newKiosk makes a kiosk the center knows, with so many tickets to tell of.
func (t *centerTown) newKiosk(code string, born []byte, tickets int) *laden {
	t.b.Helper()
	id := got(identity.New())
	id.Device, id.SiteID, id.CenterURL, id.Server = code, 1, t.url, t.house.store.Meta().Server
	id.PublicationKey = t.house.docs.PublicationKey()
	must(t.house.store.Write(t.b.Context(), func(tx *store.Tx) error {
		key, err := tx.AddReceiptKey(t.b.Context(), code, publicOf(id.ReceiptKey), time.Now())
		if err != nil {
			return err
		}
		id.ReceiptKeyID = key
		return tx.PutDevice(t.b.Context(), store.Device{Code: code, Site: 1, Name: "Sảnh", Key: publicOf(id.DeviceKey), ReceiptKeyID: key, EnrolledAt: time.Now()})
	}))
	path := filepath.Join(t.b.TempDir(), "kiosk.db")
	write(path, born)
	write(path+".ballast", []byte{})
	must(beside(path, func(db *sql.DB) error { return load(db, code, tickets) }))
	k := &laden{id: id, store: got(kioskstore.Open(t.b.Context(), kioskstore.Options{Path: path, Device: code, Now: time.Now,
		Boot: kioskstore.Boot{ID: "boot", Since: uptime}}))}
	if found := k.store.Born(); found.New || got(k.store.Pending(t.b.Context())) != int64(tickets) {
		t.b.Fatalf("the kiosk's file is not taken for one with %d events: %+v", tickets, found)
	}
	t.b.Cleanup(func() { k.store.Close() })
	return k
}

// load gives a kiosk's file its own name and so many events.
func load(db *sql.DB, code string, tickets int) error {
	epoch := fmt.Sprintf("%016x", uuid.New().ID())
	db.SetMaxOpenConns(1)
	for _, query := range []string{"PRAGMA synchronous = OFF", "BEGIN"} {
		if _, err := db.Exec(query); err != nil {
			return err
		}
	}
	if _, err := db.Exec("UPDATE meta SET device = ?1, epoch = ?2", code, epoch); err != nil {
		return err
	}
	insert, err := db.Prepare(`INSERT INTO events (seq, id, kind, v, at_wall, boot_id, at_mono, body, prev_hash, hash)
		VALUES (?1, ?2, ?3, 1, ?4, 'boot', ?5, ?6, ?7, ?8)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	last := kiosk.Event{Hash: kiosk.Genesis(code, epoch)}
	for i := range tickets {
		last = ticketEvent(code, i, last)
		_, err := insert.Exec(last.Seq, last.ID, last.Kind, last.AtWall.UnixMilli(), last.AtMono.Milliseconds(), string(last.Body), last.PrevHash[:], last.Hash[:])
		if err != nil {
			return err
		}
	}
	_, err = db.Exec("COMMIT")
	return err
}

// ticketEvent tells of the i-th ticket of today.
func ticketEvent(code string, i int, last kiosk.Event) kiosk.Event {
	now := time.Now()
	service, n := "ABCDEFGK"[i%8:i%8+1], i/8+1
	body := got(json.Marshal(kiosk.TicketIssued{Number: kiosk.FormatNumber(service, code, n), Service: service, N: n,
		Day: kiosk.DateOf(now.In(kiosk.VietnamTime)), ReceiptID: fmt.Sprintf("%020x", i), Lang: kiosk.Vietnamese}))
	e := kiosk.Event{Seq: last.Seq + 1, ID: uuid.Must(uuid.NewV7()).String(), Kind: kiosk.KindTicketIssued, V: 1, Body: body,
		AtWall: now.Truncate(time.Millisecond), BootID: "boot", AtMono: time.Duration(i) * time.Millisecond, PrevHash: last.Hash}
	e.Hash = e.ChainHash()
	return e
}
