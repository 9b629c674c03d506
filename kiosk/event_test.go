package kiosk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"
)

// told is an event with everything in it.
func told() Event {
	return Event{
		Seq: 7, ID: "019365a0-0000-7000-8000-000000000007", Kind: KindFeedbackGiven, V: 1,
		AtWall: morning, BootID: "boot-1", AtMono: 90 * time.Minute, Body: json.RawMessage(`{"rating":4}`),
		Sealed:   []Sealed{{Purpose: PurposeWords, KeyID: "2026-11", Ciphertext: []byte{1, 2, 3}}},
		PrevHash: Genesis("2", "00112233445566aa"),
	}
}

// changes are one change to each field of an event.
var changes = map[string]func(*Event){
	"Seq":                  func(e *Event) { e.Seq++ },
	"ID":                   func(e *Event) { e.ID += "0" },
	"Kind":                 func(e *Event) { e.Kind = KindHelpCalled },
	"V":                    func(e *Event) { e.V++ },
	"AtWall":               func(e *Event) { e.AtWall = e.AtWall.Add(time.Millisecond) },
	"BootID":               func(e *Event) { e.BootID = "boot-2" },
	"AtMono":               func(e *Event) { e.AtMono += time.Millisecond },
	"Body":                 func(e *Event) { e.Body = json.RawMessage(`{"rating":5}`) },
	"Sealed":               func(e *Event) { e.Sealed = nil },
	"PrevHash":             func(e *Event) { e.PrevHash[31] ^= 1 },
	"Sealed.Purpose":       func(e *Event) { e.Sealed[0].Purpose = PurposePhone },
	"Sealed.KeyID":         func(e *Event) { e.Sealed[0].KeyID = "2026-12" },
	"Sealed.Ciphertext":    func(e *Event) { e.Sealed[0].Ciphertext[2] ^= 1 },
	"Sealed, one more":     func(e *Event) { e.Sealed = append(e.Sealed, e.Sealed[0]) },
	"ID into Kind":         func(e *Event) { e.ID, e.Kind = e.ID+e.Kind[:1], e.Kind[1:] },
	"BootID into ID":       func(e *Event) { e.ID, e.BootID = e.ID+e.BootID[:1], e.BootID[1:] },
	"Purpose into KeyID":   func(e *Event) { s := &e.Sealed[0]; s.KeyID, s.Purpose = s.Purpose[9:]+s.KeyID, s.Purpose[:9] },
	"Body into the sealed": func(e *Event) { e.Body = append(e.Body, e.Sealed[0].Purpose...); e.Sealed[0].Purpose = "" },
}

// blind lists the changes a hash does not see.
func blind(hash func(*Event) Hash) (list []string) {
	for name, change := range changes {
		before, after := told(), told()
		if change(&after); hash(&before) == hash(&after) {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

func TestTheHashSeesEveryField(t *testing.T) {
	if list := blind((*Event).ChainHash); len(list) > 0 {
		t.Errorf("these changes are not seen: %q", list)
	}
	for _, v := range []any{Event{}, Sealed{}} {
		typ := reflect.TypeOf(v)
		for i := range typ.NumField() {
			name := typ.Field(i).Name
			if typ.Name() == "Sealed" {
				name = "Sealed." + name
			}
			if changes[name] == nil && name != "Hash" {
				t.Errorf("nobody tries to change %s", name)
			}
		}
	}
}

// Two hashes a hurried hand might have written: the same question must find
// what they do not see.
func TestAWeakHashIsNoticed(t *testing.T) {
	noKind := func(e *Event) Hash { c := *e; c.Kind = ""; return c.ChainHash() }
	if list := blind(noKind); !slices.Contains(list, "Kind") {
		t.Errorf("a hash without the kind is blind to %q", list)
	}
	strung := func(e *Event) Hash { return sha256.Sum256(fmt.Appendf(nil, "%s%s", e.ID, e.Kind)) }
	if list := blind(strung); !slices.Contains(list, "ID into Kind") {
		t.Errorf("a hash of strung texts is blind to %q", list)
	}
}

func TestEveryByteOfABodyCounts(t *testing.T) {
	e := told()
	want := e.ChainHash()
	for i := range e.Body {
		e.Body[i] ^= 1
		if e.ChainHash() == want {
			t.Errorf("byte %d of the body does not count", i)
		}
		e.Body[i] ^= 1
	}
	if e.ChainHash() != want {
		t.Error("the same event has two hashes")
	}
}

// What the file does not keep does not count: a read event has the hash of the
// one written.
func TestWhatIsNotKeptDoesNotCount(t *testing.T) {
	e, want := told(), told()
	e.AtWall = e.AtWall.UTC().Add(999 * time.Microsecond)
	e.AtMono += 999 * time.Microsecond
	e.Hash = Hash{1}
	if e.ChainHash() != want.ChainHash() {
		t.Error("the hash changes with the zone, below a millisecond, or with itself")
	}
}

// Kiosks in the field hold chains: these hashes never change.
func TestTheHashIsTheOneInTheField(t *testing.T) {
	e := told()
	for name, c := range map[string]struct {
		got  Hash
		want string
	}{
		"genesis": {Genesis("2", "00112233445566aa"), "41e711e418eaf52d991877e934308a69a7ab6a2e7299d016b79608bf618dc1b9"},
		"event":   {e.ChainHash(), "e733d048e3fd70984bb0a7fa2c9503823d324bd41110658297da2a886470fcaf"},
	} {
		if got := hex.EncodeToString(c.got[:]); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// A chain is a history somebody may have tampered with.
type chain struct {
	device, epoch string
	events        []Event
}

func recorded(device, epoch string, n int) chain {
	c := chain{device: device, epoch: epoch}
	prev := Genesis(device, epoch)
	for i := range n {
		e := told()
		e.Seq, e.ID, e.PrevHash = int64(i+1), fmt.Sprint("id-", i), prev
		e.Hash = e.ChainHash()
		prev = e.Hash
		c.events = append(c.events, e)
	}
	return c
}

// holds is how kiosk and center walk a chain.
func (c chain) holds() bool {
	prev := Genesis(c.device, c.epoch)
	for i, e := range c.events {
		if e.Seq != int64(i+1) || e.PrevHash != prev || e.ChainHash() != e.Hash {
			return false
		}
		prev = e.Hash
	}
	return true
}

func TestAHistoryCannotBeRewritten(t *testing.T) {
	if !recorded("2", "epoch-a", 5).holds() {
		t.Fatal("an honest history does not hold")
	}
	for name, forge := range map[string]func(*chain){
		"one removed":               func(c *chain) { c.events = slices.Delete(c.events, 2, 3) },
		"one removed, renumbered":   func(c *chain) { c.events = slices.Delete(c.events, 2, 3); renumber(c.events) },
		"the first removed":         func(c *chain) { c.events = c.events[1:]; renumber(c.events) },
		"two exchanged":             func(c *chain) { c.events[1], c.events[2] = c.events[2], c.events[1] },
		"two exchanged, renumbered": func(c *chain) { c.events[1], c.events[2] = c.events[2], c.events[1]; renumber(c.events) },
		"one twice":                 func(c *chain) { c.events = slices.Insert(c.events, 2, c.events[2]); renumber(c.events) },
		"one changed, hashed anew":  func(c *chain) { c.events[1].Body = json.RawMessage(`{}`); renumber(c.events) },
		"of another kiosk":          func(c *chain) { c.device = "3" },
		"of another epoch":          func(c *chain) { c.epoch = "epoch-b" },
		"kiosk 1 epoch 23 as 12, 3": func(c *chain) { *c = recorded("1", "23", 2); c.device, c.epoch = "12", "3" },
		"one put in from elsewhere": func(c *chain) { c.events[3] = recorded("3", "epoch-a", 5).events[3] },
	} {
		c := recorded("2", "epoch-a", 5)
		if forge(&c); c.holds() {
			t.Errorf("%s: the history still holds", name)
		}
	}
}

// renumber gives each event its place and its own right hash, as a forger would
// who does not rewrite all that follows.
func renumber(events []Event) {
	for i := range events {
		events[i].Seq = int64(i + 1)
		events[i].Hash = events[i].ChainHash()
	}
}
