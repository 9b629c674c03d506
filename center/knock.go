package main

import (
	"io"
	"net"
)

// A porter sends on who speaks plain HTTP at a door where TLS is spoken, as a
// browser does that was told an address without https.
type porter struct {
	net.Listener
	to string // "https://sen.example.vn"
}

// Accept lets somebody in.
func (p porter) Accept() (net.Conn, error) {
	line, err := p.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &knock{Conn: line, to: p.to}, nil
}

// A knock is a connection of which the first byte tells what is spoken. One that
// is plain is written to once: net/http says that TLS is spoken here, in English.
// It is told where to go instead.
type knock struct {
	net.Conn
	to          string
	heard, said bool
	plain       bool
}

// helloRecord is the first byte of a TLS connection (RFC 8446, 5.1).
const helloRecord = 22

// Read listens.
func (k *knock) Read(b []byte) (int, error) {
	n, err := k.Conn.Read(b)
	if n > 0 && !k.heard {
		k.heard, k.plain = true, b[0] != helloRecord
	}
	return n, err
}

// Write answers.
func (k *knock) Write(b []byte) (int, error) {
	if !k.plain {
		return k.Conn.Write(b)
	}
	if k.said {
		return len(b), nil
	}
	k.said = true
	_, err := io.WriteString(k.Conn, "HTTP/1.1 302 Found\r\nLocation: "+k.to+"/\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
	return len(b), err
}
