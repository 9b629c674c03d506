package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/jackc/pgx/v5"

	"dongthap.vn/sen/kiosk"
)

// A listener carries hints between the center's processes on one PostgreSQL.
// It begins with the first subscription. Whenever it has (re)connected, every
// topic is hinted: something may have changed that nobody told of.
type listener struct {
	config *pgx.ConnConfig
	store  *Store
	self   string // names this process among the others
	once   sync.Once
	stop   context.CancelFunc
	ctx    context.Context
	ended  chan struct{}
}

const (
	channel  = "sen_hints"
	silence  = 15 * time.Second // then the connection is tried
	pingFor  = 5 * time.Second
	laterMax = 2 * time.Second // between tries to connect
)

// news is what a process tells the others.
type news struct {
	From   string           `json:"from"`
	Topics map[string]int64 `json:"topics"`
}

func newListener(config *pgx.ConnConfig, s *Store) *listener {
	ctx, stop := context.WithCancel(context.Background())
	return &listener{config: config.Copy(), store: s, self: rand.Text(), ctx: ctx, stop: stop, ended: make(chan struct{})}
}

// tell sends the topics a transaction touched, should it commit.
func (l *listener) tell(ctx context.Context, t *Tx, touched map[string]int64) error {
	if len(touched) == 0 {
		return nil
	}
	payload, err := json.Marshal(news{l.self, touched})
	if err != nil {
		return err
	}
	return t.later(ctx, "SELECT pg_notify(?1, ?2)", channel, string(payload))
}

func (l *listener) listen() { l.once.Do(func() { go l.run() }) }

func (l *listener) close() {
	l.stop()
	l.once.Do(func() { close(l.ended) }) // it never began
	<-l.ended
}

func (l *listener) run() {
	defer close(l.ended)
	pace := &backoff.ExponentialBackOff{InitialInterval: 50 * time.Millisecond, RandomizationFactor: 0.5, Multiplier: 2, MaxInterval: laterMax}
	for l.ctx.Err() == nil {
		l.hear(pace.Reset)
		select {
		case <-l.ctx.Done():
		case <-time.After(pace.NextBackOff()):
		}
	}
}

// hear listens on one connection until it breaks.
func (l *listener) hear(connected func()) {
	conn, err := pgx.ConnectConfig(l.ctx, l.config)
	if err != nil {
		return // run tries again
	}
	defer conn.Close(context.WithoutCancel(l.ctx))
	if _, err := conn.Exec(l.ctx, "LISTEN "+channel); err != nil {
		return
	}
	connected()
	if l.hintAll() != nil {
		return
	}
	for {
		wait, cancel := context.WithTimeout(l.ctx, silence)
		note, err := conn.WaitForNotification(wait)
		quiet := wait.Err() != nil
		cancel()
		switch {
		case err == nil:
			l.pass(note.Payload)
		case l.ctx.Err() != nil || !quiet || !l.answers(conn):
			return
		}
	}
}

// answers finds out whether a silent connection still is one.
func (l *listener) answers(conn *pgx.Conn) bool {
	ctx, cancel := context.WithTimeout(l.ctx, pingFor)
	defer cancel()
	return conn.Ping(ctx) == nil
}

// pass passes on what another process changed.
func (l *listener) pass(payload string) {
	var n news
	if err := json.Unmarshal([]byte(payload), &n); err != nil || n.From == l.self {
		return // our own subscribers know already
	}
	l.store.hints.send(n.Topics)
}

// hintAll hints every topic with the version documents have now.
func (l *listener) hintAll() error {
	topics := map[string]int64{TopicHelp: 0, TopicFeedback: 0, TopicMeetings: 0, TopicAppointments: 0, TopicFleet: 0, TopicHook: 0, TopicApproval: 0, TopicAlarm: 0}
	err := l.store.Read(l.ctx, func(t *Tx) error {
		versions, err := t.Versions(l.ctx)
		for _, name := range kiosk.DocumentNames {
			topics[name] = versions[name]
		}
		return err
	})
	if err != nil {
		return err
	}
	l.store.hints.send(topics)
	return nil
}
