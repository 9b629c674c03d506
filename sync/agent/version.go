package agent

import (
	"maps"
	"sync"
	"time"

	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// versions compares the documents held with those the center told of. Any
// goroutine may use it.
type versions struct {
	news chan struct{} // fires when a newer version was told of
	time Time

	mu     sync.Mutex
	held   map[string]int64
	told   map[string]int64
	toldAt time.Time // when an acknowledgement last told all of them
}

func newVersions(t Time) *versions {
	return &versions{news: make(chan struct{}, 1), time: t, held: map[string]int64{}, told: map[string]int64{}}
}

// hold notes the version held of a document, 0 for none.
func (v *versions) hold(name string, version int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.held[name] = version
}

// all is the versions held, by name.
func (v *versions) all() map[string]int64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	return maps.Clone(v.held)
}

// tell notes what an acknowledgement says: every version there is.
func (v *versions) tell(told map[string]int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.told, v.toldAt = map[string]int64{}, v.time.Now()
	for _, name := range kiosk.DocumentNames {
		v.note(name, told[name])
	}
}

// hint notes what a hint says of one document.
func (v *versions) hint(h wire.Hint) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, name := range kiosk.DocumentNames {
		if name == h.Doc {
			v.note(name, h.Version)
		}
	}
}

func (v *versions) note(name string, version int64) {
	v.told[name] = max(v.told[name], version)
	if version > v.held[name] {
		poke(v.news)
	}
}

// due reports whether to ask for a document: when a newer one was told of, or
// when nothing was told lately.
func (v *versions) due(name string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.told[name] > v.held[name] || v.time.Now().Sub(v.toldAt) > pollMax+exchangeLasts
}
