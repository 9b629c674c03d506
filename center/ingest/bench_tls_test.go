package ingest

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"dongthap.vn/sen/center/authority"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk/bench"
)

// BenchmarkIngestByTLS compares ingest by TLS 1.3 with the same without, by turns
// in one run. Kiosks keep their connections, as they do.
func BenchmarkIngestByTLS(b *testing.B) {
	if storetest.Kind() == storetest.Postgres {
		b.Skip("the road is the same")
	}
	secure, plain := openFlood(b, openCenter(b)), openFlood(b, openCenter(b))
	secure.byTLS()
	var ours, theirs []time.Duration
	for b.Loop() {
		for range benchRounds {
			a, _ := secure.prepare(benchEach, benchBatch)
			ours = append(ours, took(func() { secure.send(a) }))
			p, _ := plain.prepare(benchEach, benchBatch)
			theirs = append(theirs, took(func() { plain.send(p) }))
		}
	}
	bench.Figure{Name: "ingest_200_tls", Ours: eventRate(ours), Unit: "events/s", Limit: eventRate(theirs), Want: 0.8}.Print(b)
}

// byTLS puts a flood's center behind TLS, as sen-center does.
func (f *flood) byTLS() {
	a, err := authority.Open(f.b.TempDir(), "", time.Now())
	if err != nil {
		f.b.Fatal(err)
	}
	root, err := x509.ParseCertificate(a.Certificate())
	if err != nil {
		f.b.Fatal(err)
	}
	server := httptest.NewUnstartedServer(f.machines[0].center.gate)
	server.Listener = tls.NewListener(server.Listener, authority.Config(a.Leaves([]string{"127.0.0.1"}, time.Now, time.Time{}).Certificate))
	server.Start()
	f.b.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(root)
	f.url = "https://" + server.Listener.Addr().String()
	f.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchClients, TLSClientConfig: &tls.Config{RootCAs: roots}}}
}
