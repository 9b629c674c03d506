package agent

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
)

// A cable joins a client and a server inside a test, without the machine's
// network, so that time in the bubble passes only when both wait.
type cable struct {
	calls chan net.Conn
	end   chan struct{}

	mu   sync.Mutex
	down bool
	open []net.Conn
}

func newCable() *cable { return &cable{calls: make(chan net.Conn), end: make(chan struct{})} }

// pull breaks every connection and lets none be made until plug.
func (c *cable) pull() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = true
	for _, conn := range c.open {
		conn.Close()
	}
	c.open = nil
}

func (c *cable) plug() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = false
}

var errPulled = errors.New("no link")

func (c *cable) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	c.mu.Lock()
	down := c.down
	if !down {
		c.open = append(c.open, near, far)
	}
	c.mu.Unlock()
	if down {
		return nil, errPulled
	}
	select {
	case c.calls <- far:
		return near, nil
	case <-c.end:
		return nil, errPulled
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c *cable) client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: c.dial}}
}

func (c *cable) Accept() (net.Conn, error) {
	select {
	case conn := <-c.calls:
		return conn, nil
	case <-c.end:
		return nil, net.ErrClosed
	}
}

func (c *cable) Close() error   { close(c.end); return nil }
func (c *cable) Addr() net.Addr { return &net.UnixAddr{Name: "cable"} }
