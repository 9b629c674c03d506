package publish

import (
	"fmt"
	"testing"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/proof"
)

func (p *press) version(name string) int64 {
	p.t.Helper()
	version, err := p.Version(p.t.Context(), name)
	if err != nil {
		p.t.Fatal(err)
	}
	return version
}

// listening waits until the publisher hears of other centers.
func (p *press) listening() {
	p.t.Helper()
	p.version(kiosk.DocCatalogue)
	for { // the first thing heard is that everything may have changed
		select {
		case <-p.known.sub.C():
			p.version(kiosk.DocCatalogue)
			return
		case <-p.t.Context().Done():
			p.t.Fatal("nothing is heard")
		}
	}
}

// A kiosk that asks for a document it has costs the database nothing: it is
// answered without it, until a look at the database is due.
func TestAnUnchangedDocumentDoesNotAskPostgreSQL(t *testing.T) {
	p := open(t)
	p.start(seed())
	p.listening()
	was := p.version(kiosk.DocCatalogue)
	p.store.Close()
	p.time = p.time.Add(believed - time.Millisecond)
	if now := p.version(kiosk.DocCatalogue); now != was {
		t.Errorf("version %d, then %d", was, now)
	}
	p.time = p.time.Add(time.Millisecond)
	if _, err := p.Version(t.Context(), kiosk.DocCatalogue); err == nil {
		t.Error("a version is believed for ever")
	}
}

// What is published here is known at once, what another center publishes when it
// tells of it.
func TestANewDocumentOfAnyCenterIsSeenOnPostgreSQL(t *testing.T) {
	p := open(t)
	p.start(seed())
	p.listening()
	for n := range 3 {
		was := p.version(kiosk.DocCatalogue)
		published, err := p.Publish(t.Context(), kiosk.DocCatalogue, []byte(catalogue), "admin")
		if now := p.version(kiosk.DocCatalogue); err != nil || now != published || now <= was {
			t.Errorf("round %d: version %d after %d was published, %v", n, now, published, err)
		}
	}
	sub := p.store.Subscribe(kiosk.DocCatalogue)
	other, err := store.Open(t.Context(), p.dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	beside := New(Config{Store: other, Vault: p.vault, Queue: p.live, Now: p.now, Log: p.log})
	published, err := beside.Publish(t.Context(), kiosk.DocCatalogue, []byte(catalogue), "admin")
	if err != nil {
		t.Fatal(err)
	}
	<-sub.C()
	sub.Close() // after which all who listen have been told
	if now := p.version(kiosk.DocCatalogue); now != published {
		t.Errorf("version %d after another center published %d", now, published)
	}
}

// A change nobody is told of is seen two seconds later.
func TestANotificationIsLostOnPostgreSQL(t *testing.T) {
	for _, wrong := range lostNotification(t, believed) {
		t.Error(wrong)
	}
}

func TestControlVersionsBelievedForEverOnPostgreSQL(t *testing.T) {
	proof.Control(t, "versions that are kept until a notification comes", "TestANotificationIsLostOnPostgreSQL", lostNotification(t, 24*time.Hour)...)
}

func lostNotification(t *testing.T, forSoLong time.Duration) (wrong []string) {
	p := open(t)
	p.known.believed = forSoLong
	p.start(seed())
	p.listening()
	was := p.version(kiosk.DocCatalogue)
	storetest.Exec(t, p.dsn, "UPDATE documents SET version = version + 1 WHERE name = 'catalogue'")
	if now := p.version(kiosk.DocCatalogue); now != was {
		t.Fatal("nothing was kept") // and nothing could be lost
	}
	p.time = p.time.Add(believed)
	if now := p.version(kiosk.DocCatalogue); now != was+1 {
		wrong = append(wrong, fmt.Sprintf("version %d is told after %d was published", now, was+1))
	}
	return wrong
}

// A clock that jumps back keeps nothing alive.
func TestTheClockJumpsBackOnPostgreSQL(t *testing.T) {
	p := open(t)
	p.start(seed())
	p.listening()
	was := p.version(kiosk.DocCatalogue)
	storetest.Exec(t, p.dsn, "UPDATE documents SET version = version + 1 WHERE name = 'catalogue'")
	p.time = p.time.Add(-time.Hour)
	if now := p.version(kiosk.DocCatalogue); now != was+1 {
		t.Errorf("version %d is told after %d was published", now, was+1)
	}
}
