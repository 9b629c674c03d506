package authority

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// Files are a certificate and its key that somebody else renews in place.
type Files struct {
	certificate, key string
	log              *slog.Logger

	mu   sync.Mutex
	seen [2]os.FileInfo
	held *tls.Certificate
}

// OpenFiles reads a certificate (PEM, with what vouches for it behind) and its
// key.
func OpenFiles(certificate, key string, log *slog.Logger) (*Files, error) {
	f := &Files{certificate: certificate, key: key, log: log}
	f.seen = f.look()
	var err error
	if f.held, err = f.load(); err != nil {
		return nil, err
	}
	return f, nil
}

func (f *Files) load() (*tls.Certificate, error) {
	c, err := tls.LoadX509KeyPair(f.certificate, f.key)
	if err != nil {
		return nil, fmt.Errorf("certificate %s with key %s: %w", f.certificate, f.key, err)
	}
	return &c, nil
}

// Expires is when the certificate in use ends.
func (f *Files) Expires() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.held.Leaf.NotAfter
}

// Certificate is tls.Config's GetCertificate. Files that have changed are read
// anew; what cannot be read leaves the last good pair in use and is told of
// once.
func (f *Files) Certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.look()
	if same(now[0], f.seen[0]) && same(now[1], f.seen[1]) {
		return f.held, nil
	}
	f.seen = now
	fresh, err := f.load()
	if err != nil {
		f.log.Warn("tls: the certificate has changed and cannot be used; the one before stays", "error", err)
		return f.held, nil
	}
	f.held = fresh
	f.log.Info("tls: a new certificate is in use", "until", fresh.Leaf.NotAfter)
	return f.held, nil
}

// look tells which files there are now, nil for one that is not there.
func (f *Files) look() (seen [2]os.FileInfo) {
	for i, path := range []string{f.certificate, f.key} {
		if info, err := os.Stat(path); err == nil {
			seen[i] = info
		}
	}
	return seen
}

func same(a, b os.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}
