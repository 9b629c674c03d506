package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"
	"unicode"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// A batch is what a device sent, decoded and checked for itself.
type batch struct {
	device   store.Device
	epoch    string
	first    int64 // sequence number of entries[0]
	gone     int64 // first-1 when the events before are lost, else 0
	prev     kiosk.Hash
	entries  []entry
	status   store.DeviceStatus
	audit    string // the head of our audit log the device has seen, or ""
	received time.Time
	carried  bool // by hand, in an export: it tells nothing of how the device is now
}

// maxSeq is far above what a kiosk records in its life: a device that jumps
// beyond it lies.
const maxSeq = 1 << 40

// decode checks everything that can be known without the database: who and
// which epoch, consecutive numbers, and that every hash fits its event and the
// one before it.
func decode(w wire.Batch, device store.Device, now time.Time) (batch, error) {
	switch {
	case w.Proto != wire.Proto:
		return batch{}, fmt.Errorf("protocol %d is not %d", w.Proto, wire.Proto)
	case w.Device != device.Code:
		return batch{}, errors.New("batch of another device")
	case !epochForm.MatchString(w.Epoch):
		return batch{}, errors.New("epoch is not 16 hex digits")
	case w.FirstSeq < 1 || w.FirstSeq > maxSeq:
		return batch{}, errors.New("sequence number out of range")
	case w.Gone != 0 && w.Gone != w.FirstSeq-1:
		return batch{}, errors.New("gone does not end before the first event")
	}
	prev, err := wire.ParseHash(w.PrevHash)
	if err != nil {
		return batch{}, err
	}
	if w.FirstSeq == 1 && prev != kiosk.Genesis(w.Device, w.Epoch) {
		return batch{}, errors.New("first event does not begin the epoch")
	}
	b := batch{device: device, epoch: w.Epoch, first: w.FirstSeq, gone: w.Gone, prev: prev,
		status: statusOf(w, now), audit: w.Status.Audit, received: now, entries: make([]entry, 0, len(w.Events))}
	return b, b.link(w)
}

// link takes the events off the road, each bound to the one before.
func (b *batch) link(w wire.Batch) error {
	prev := b.prev
	for i, we := range w.Events {
		e, err := we.ToEvent(prev)
		switch {
		case err != nil:
			return err
		case e.Seq != b.first+int64(i):
			return fmt.Errorf("event %d stands where %d belongs", e.Seq, b.first+int64(i))
		case !idForm.MatchString(e.ID) || !plain(e.Kind, 64) || !plain(e.BootID, 64):
			return fmt.Errorf("event %d: id, kind or boot is not as kiosks write it", e.Seq)
		case we.Withheld:
			e.Body, e.Sealed = json.RawMessage{}, nil
		case len(e.Body) == 0 || e.ChainHash() != e.Hash:
			return fmt.Errorf("event %d: empty, or its hash does not fit", e.Seq)
		}
		b.entries = append(b.entries, understand(b.device.Site, &store.Event{Event: e, Device: b.device.Code, Epoch: b.epoch,
			At: correct(e, w.Clock, b.received), ReceivedAt: b.received}))
		prev = e.Hash
	}
	return nil
}

// idForm is what the id of an event may be. Pages address rows by it, so that
// one with a slash or a question mark in it would be an address of its own.
var idForm = regexp.MustCompile(`^[0-9A-Za-z-]{1,36}$`)

// plain reports whether s is a short text any database keeps as it is.
func plain(s string, most int) bool {
	for _, r := range s {
		if unicode.IsControl(r) {
			return false
		}
	}
	return s != "" && len(s) <= most
}

func statusOf(w wire.Batch, now time.Time) store.DeviceStatus {
	return store.DeviceStatus{
		Version: clip(w.Status.Version), Outbox: w.Status.Outbox, DiskFree: w.Status.DiskFree, Docs: clipDocs(w.Status.Docs),
		ClockOffset: time.UnixMilli(w.Clock.Wall).Sub(now),
	}
}

// clip keeps what a device says of itself to a line that can be shown.
func clip(s string) string {
	if !plain(s, 64) {
		return ""
	}
	return s
}

func clipDocs(docs map[string]int64) map[string]int64 {
	kept := map[string]int64{}
	for _, name := range kiosk.DocumentNames {
		if version, ok := docs[name]; ok {
			kept[name] = version
		}
	}
	return kept
}

// correct estimates when an event happened by the center's clock. Within one
// boot the kiosk's monotonic clock tells how old the event is, whatever its
// wall clock was set to; across boots the wall clock's offset now is the best
// there is. Nothing happens after it was received. What remains is the time
// the batch travelled.
func correct(e kiosk.Event, c wire.Clock, received time.Time) time.Time {
	at := e.AtWall.Add(received.Sub(time.UnixMilli(c.Wall)))
	if e.BootID == c.BootID {
		at = received.Add(-(time.Duration(c.Mono)*time.Millisecond - e.AtMono))
	}
	if at.After(received) || at.Before(epochStart) {
		return received
	}
	return at
}

// epochStart is before any kiosk: a clock that says less says nothing.
var epochStart = time.Date(2023, 1, 30, 0, 0, 0, 0, time.UTC)
