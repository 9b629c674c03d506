package publish

import (
	"context"
	"sync"
	"time"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// believed is how long versions are taken for the newest without a look at the
// database: as long as a change may stay unseen whose notification was lost.
const believed = 2 * time.Second

// known keeps the versions that kiosks ask for over and over, so that a document
// that has not changed costs no question to the database. A change is heard of
// from this center and from others; where others tell nobody (a command beside a
// center on SQLite) nothing is kept.
type known struct {
	once sync.Once
	sub  *store.Subscription // as long as its store

	mu       sync.Mutex
	round    int // grows with every change that is heard of
	versions map[string]int64
	at       map[string]time.Time // when each was read
	believed time.Duration
}

// version is what is known, or what read finds.
func (k *known) version(ctx context.Context, s *store.Store, name string, now time.Time, read func(context.Context, string) (int64, error)) (int64, error) {
	if !s.Hears() {
		return read(ctx, name)
	}
	k.once.Do(func() { k.sub = s.Subscribe(kiosk.DocumentNames...) })
	version, round, ok := k.look(name, now)
	if ok {
		return version, nil
	}
	version, err := read(ctx, name)
	if err == nil {
		k.keep(name, version, round, now)
	}
	return version, err
}

// look drops what is heard to have changed, then tells what is left.
func (k *known) look(name string, now time.Time) (version int64, round int, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, h := range k.sub.Take() {
		delete(k.at, h.Topic)
		k.round++
	}
	at, there := k.at[name]
	age := now.Sub(at)
	return k.versions[name], k.round, there && age >= 0 && age < k.believed
}

// keep keeps what was read, unless something was heard of meanwhile: then it may
// be from before.
func (k *known) keep(name string, version int64, round int, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.round != round {
		return
	}
	if k.at == nil {
		k.at, k.versions = map[string]time.Time{}, map[string]int64{}
	}
	k.at[name], k.versions[name] = now, version
}
