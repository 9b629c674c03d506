package simulate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"dongthap.vn/sen/center/publish"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/kiosk/store"
	"dongthap.vn/sen/sync/agent"
)

// dawn is when every world begins: a Tuesday, 07:00 in Vietnam.
var dawn = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

// A world is one center with its kiosks, from dawn to the evening when all is
// well again.
type world struct {
	ctx    context.Context
	cancel context.CancelFunc
	dir    string
	seed   uint64
	chance *rand.Rand
	plant  plant

	now     time.Duration // since dawn
	agenda  agenda
	planned int
	strands []*strand
	yield   chan struct{}
	holiday bool // the house is dark: chores are few
	healed  bool // everything works again

	center    *center
	machines  []*machine
	faults    map[string]bool // those of this world
	histories []*history
	shown     []shown
	numbers   map[string]bool // shown, by day
	strange   map[string]bool // ids of events the center cannot understand
	booked    []booked
	genuine   map[string]map[int64]bool // versions the center published, by document
	old       map[string][]reply        // documents as they were served, by name

	options Options
	trace   hash.Hash
	said    []string // promises broken
	reached map[string]int
}

// A plant is a fault a control builds in; the zero plant is none.
type plant struct {
	faults []string                                                  // that every world then has
	serve  func(*center, *question) *reply                           // in the center's place
	ask    func(*machine, http.RoundTripper) http.RoundTripper       // at the kiosk's end of the road
	take   func(*machine, store.TicketRequest) (kiosk.Ticket, error) // in the place of desk.TakeTicket
	desk   func(*machine, agent.Desk) agent.Desk                     // between agent and desk
	start  func(*machine)                                            // before a kiosk's program starts
}

func newWorld(ctx context.Context, seed uint64, dir string, o Options) *world {
	ctx, cancel := context.WithCancel(ctx)
	w := &world{ctx: ctx, cancel: cancel, dir: dir, seed: seed, chance: rand.New(rand.NewPCG(seed, 0x53656e)), plant: o.plant, options: o,
		yield: make(chan struct{}), faults: map[string]bool{}, genuine: map[string]map[int64]bool{}, old: map[string][]reply{},
		numbers: map[string]bool{}, strange: map[string]bool{}, trace: sha256.New(), reached: map[string]int{}}
	w.center = &center{w: w, dir: dir, highest: map[string]int64{}}
	return w
}

// end stops what still runs.
func (w *world) end() {
	for _, s := range w.strands {
		s.kill()
	}
	for _, m := range w.machines {
		if m.store != nil {
			m.store.Close()
		}
	}
	if w.center.house != nil {
		w.center.house.stop()
	}
	w.cancel()
}

// note adds a line to the story. What is drawn by the programs themselves, such
// as ids and epochs, is never in it: it must be the same for the same seed.
func (w *world) note(who string, what ...any) {
	line := fmt.Sprintf("%s %-10s %s", clock(w.now), who, fmt.Sprintln(what...))
	w.trace.Write([]byte(line))
	if w.options.Story != nil {
		fmt.Fprint(w.options.Story, line)
	}
}

func clock(d time.Duration) string {
	return dawn.Add(d).In(kiosk.VietnamTime).Format("01-02 15:04:05.000")
}

// broken notes a broken promise.
func (w *world) broken(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if len(w.said) < 20 && !slices.Contains(w.said, text) {
		w.said = append(w.said, text)
	}
	w.note("BROKEN", text)
}

func (w *world) reach(what string) { w.reached[what]++ }

func (w *world) report() Report {
	r := Report{Seed: w.seed, Broken: w.said, Reached: w.reached, Trace: hex.EncodeToString(w.trace.Sum(nil))}
	for _, h := range w.histories {
		r.Events += len(h.links)
	}
	return r
}

// published notes a document the center gives out.
func (w *world) published(name string, d publish.Stored) {
	if w.genuine[name] == nil {
		w.genuine[name] = map[int64]bool{}
	}
	if w.genuine[name][d.Version] {
		return
	}
	w.genuine[name][d.Version] = true
	w.old[name] = append(w.old[name], reply{status: 200, header: map[string][]string{"Content-Type": {"application/json"}}, body: d.Bytes})
}

// sweep forgets strands that have ended.
func (w *world) sweep() {
	w.strands = slices.DeleteFunc(w.strands, func(s *strand) bool { return s.ended })
}
