package main

import (
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strings"

	"dongthap.vn/sen/center/authority"
)

// A doorPlan is what the command line says of where and how the center answers.
type doorPlan struct {
	listen, road     string
	public           string
	certificate, key string
	hosts            string
	plain            bool
}

func doorFlags(f *flag.FlagSet) *doorPlan {
	var p doorPlan
	f.StringVar(&p.listen, "listen", "127.0.0.1:8470", "address and port of the pages")
	f.StringVar(&p.road, "road", "", "address and port for kiosks alone")
	f.StringVar(&p.public, "public-url", "", "where browsers and phones reach the center")
	f.StringVar(&p.certificate, "certificate", "", "the site's own certificate for the pages")
	f.StringVar(&p.key, "certificate-key", "", "its key")
	f.StringVar(&p.hosts, "host", "", "further names or addresses the center is reached by")
	f.BoolVar(&p.plain, "plain", false, "no TLS for the pages: a proxy does it")
	return &p
}

// A speech is how a center answers at the door of its pages.
type speech int

const (
	plainHTTP speech = iota // on this machine alone, or behind a proxy
	ownTLS                  // vouched for by the site's authority
	siteTLS                 // by the certificate the site was given
)

// Doors are where a center answers. Kiosks have one of their own, or share that
// of the pages.
type doors struct {
	pages, road net.Listener // road is nil when kiosks share
	speech      speech
	public      string // "https://sen.example.vn"
	hosts       []string
	files       *authority.Files // the site's certificate, when it has one

	forBrowsers authority.ForBrowsers // when the pages are vouched for by the authority
}

// open listens, and checks that what was asked for fits together. Nothing is
// answered before serve.
func (p *doorPlan) open(log *slog.Logger) (d *doors, err error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	d = &doors{}
	if p.certificate != "" {
		if d.files, err = authority.OpenFiles(p.certificate, p.key, log); err != nil {
			return nil, err
		}
	}
	if d.pages, err = net.Listen("tcp", p.listen); err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if p.road != "" {
		if d.road, err = net.Listen("tcp", p.road); err != nil {
			return nil, errors.Join(fmt.Errorf("listen for kiosks: %w", err), d.pages.Close())
		}
	}
	d.speech = p.speech(d.pages.Addr())
	if d.public, err = p.publicURL(d); err != nil {
		return nil, errors.Join(err, d.close())
	}
	d.hosts = p.reachedBy(d)
	return d, nil
}

func (p *doorPlan) check() error {
	switch {
	case (p.certificate == "") != (p.key == ""):
		return errors.New("--certificate and --certificate-key belong together")
	case p.certificate != "" && p.plain:
		return errors.New("give --plain or --certificate, not both: behind a proxy that does TLS the certificate belongs to the proxy")
	}
	return nil
}

// speech leaves TLS out only where nobody can listen in, or when told to.
func (p *doorPlan) speech(at net.Addr) speech {
	switch {
	case p.certificate != "":
		return siteTLS
	case p.plain || isLoopback(at):
		return plainHTTP
	}
	return ownTLS
}

func isLoopback(at net.Addr) bool {
	tcp, ok := at.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// publicURL checks the address people use, or makes one of where we listen.
func (p *doorPlan) publicURL(d *doors) (string, error) {
	scheme := "https"
	if d.speech == plainHTTP {
		scheme = "http"
	}
	if p.public == "" {
		return scheme + "://" + d.pages.Addr().String(), nil
	}
	u, err := url.Parse(p.public)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return "", fmt.Errorf("--public-url %q is not like https://sen.example.vn", p.public)
	}
	if u.Scheme == "http" && d.speech != plainHTTP {
		return "", fmt.Errorf("--public-url %s is not encrypted, and %s is no address of this machine alone, so the center speaks TLS there: write https://%s. Behind a proxy that does TLS, give --plain as well", p.public, d.pages.Addr(), u.Host)
	}
	return u.Scheme + "://" + u.Host, nil
}

// reachedBy lists the names and addresses that certificates are to hold for.
func (p *doorPlan) reachedBy(d *doors) (hosts []string) {
	if u, err := url.Parse(d.public); err == nil {
		hosts = append(hosts, u.Hostname())
	}
	for _, address := range []string{p.listen, p.road} {
		if host, _, err := net.SplitHostPort(address); err == nil {
			hosts = append(hosts, host)
		}
	}
	for h := range strings.SplitSeq(p.hosts, ",") {
		hosts = append(hosts, strings.TrimSpace(h))
	}
	hosts = slices.DeleteFunc(hosts, func(h string) bool { return h == "" || net.ParseIP(h).IsUnspecified() })
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

// vouched tells whether kiosks are to trust the center by the site's authority.
func (d *doors) vouched() bool { return d.road != nil || d.speech == ownTLS }

// kiosks is where they reach the center.
func (d *doors) kiosks() string {
	if d.road != nil {
		return "https://" + d.road.Addr().String()
	}
	return d.public
}

func (d *doors) close() error {
	err := d.pages.Close()
	if d.road != nil {
		err = errors.Join(err, d.road.Close())
	}
	return err
}

// lock puts TLS on the doors that need it.
func (h *house) lock(d *doors) (err error) {
	if d.speech == siteTLS {
		d.pages = tls.NewListener(porter{d.pages, d.public}, authority.Config(d.files.Certificate))
	}
	if !d.vouched() {
		return nil
	}
	config := authority.Config(h.authority.Leaves(d.hosts, h.now, h.noted).Certificate)
	if d.speech == ownTLS {
		d.pages = tls.NewListener(porter{d.pages, d.public}, config)
		if d.forBrowsers, err = h.authority.ForBrowsers(d.hosts); err != nil {
			return err
		}
	}
	if d.road != nil {
		d.road = tls.NewListener(d.road, config)
	}
	return nil
}
