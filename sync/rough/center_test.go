package rough_test

import (
	"bufio"
	"database/sql"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // the witness reads the center's database

	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/sync/rough"
)

// program is the real center, "" until build.
var program string

// build compiles it once for all tests.
var build = sync.OnceValue(func() error {
	dir, err := os.MkdirTemp("", "sen-center-")
	if err != nil {
		return err
	}
	program = filepath.Join(dir, "sen-center")
	if out, err := exec.Command("go", "build", "-o", program, "dongthap.vn/sen/center").CombinedOutput(); err != nil {
		return fmt.Errorf("build the center: %w\n%s", err, out)
	}
	return nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if program != "" {
		_ = os.RemoveAll(filepath.Dir(program))
	}
	os.Exit(code)
}

// A center is the real program in a process of its own, its data in a folder
// the witness can read.
type center struct {
	t       testing.TB
	under   []string // what starts it, to run elsewhere
	dir     string
	address string   // where kiosks reach it
	flags   []string // how it listens
	secure  bool     // it speaks TLS to kiosks
	cmd     *exec.Cmd
	log     *os.File
	db      *sql.DB
	code    int // the last kiosk's
}

// localCenter is a center on a loopback port, without TLS.
func localCenter(t testing.TB) *center {
	t.Helper()
	at := freeAddress(t)
	return openCenter(&center{t: t, address: at, flags: []string{"--listen", at}})
}

// secureCenter is a center on a loopback port to which kiosks speak TLS.
func secureCenter(t testing.TB) *center {
	t.Helper()
	at := freeAddress(t)
	return openCenter(&center{t: t, address: at, flags: []string{"--listen", freeAddress(t), "--road", at}, secure: true})
}

// distantCenter is a center at the end of a road: it speaks TLS there.
func distantCenter(t testing.TB, r *rough.Road) *center {
	t.Helper()
	at := rough.Center.Host() + ":8470"
	return openCenter(&center{t: t, address: at, flags: []string{"--listen", at, "--verbose"}, secure: true, under: r.Under(rough.Center)})
}

// freeAddress is a loopback port that nobody uses now.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// openCenter starts a center.
func openCenter(c *center) *center {
	t := c.t
	t.Helper()
	err := build()
	if err != nil {
		t.Fatal(err)
	}
	c.dir = t.TempDir()
	if c.log, err = os.Create(filepath.Join(c.dir, "log")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.log.Close() })
	c.start()
	t.Cleanup(c.kill)
	if c.db, err = sql.Open("sqlite3", "file:"+filepath.Join(c.dir, "center.db")+"?_query_only=1&_busy_timeout=5000"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.db.Close() })
	return c
}

func (c *center) url() string {
	if c.secure {
		return "https://" + c.address
	}
	return "http://" + c.address
}

// authority is what kiosks are to trust the center by, as DER, or nil.
func (c *center) authority() []byte {
	c.t.Helper()
	if !c.secure {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(c.dir, "keys", "authority.key"))
	if err != nil {
		c.t.Fatal(err)
	}
	first, _ := pem.Decode(text)
	if first == nil || first.Type != "CERTIFICATE" {
		c.t.Fatal("the authority's key file does not begin with its certificate")
	}
	return first.Bytes
}

// start starts the center (again) and waits until it listens.
func (c *center) start() {
	c.t.Helper()
	line := slices.Concat(c.under, []string{program, "serve", "--data", c.dir}, c.flags)
	c.cmd = exec.Command(line[0], line[1:]...)
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	c.cmd.Stderr = c.log
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	greeted := make(chan bool, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if strings.Contains(lines.Text(), "lobby board") {
				greeted <- true
			}
		}
	}()
	select {
	case <-greeted:
	case <-time.After(proof.Patience):
		said, _ := os.ReadFile(c.log.Name())
		c.t.Fatalf("waited %s in vain for the center\n%s", proof.Patience, said)
	}
}

// kill ends the center as a crash does.
func (c *center) kill() {
	_ = c.cmd.Process.Kill() // it may have ended
	_ = c.cmd.Wait()
}

// A door is where one more kiosk comes in.
type door struct {
	URL, Code    string
	Authority    []byte // that vouches for the center, or nil
	Program, Dir string // of the center, for who stands at its console
}

// open makes an enrolment code for one more kiosk.
func (c *center) open() door {
	c.t.Helper()
	c.code++
	out, err := exec.Command(program, "enrol", "--data", c.dir, "--device", fmt.Sprint(c.code)).Output()
	if err != nil {
		c.t.Fatalf("make an enrolment code: %v", err)
	}
	return door{URL: c.url(), Code: strings.TrimSpace(string(out)), Authority: c.authority(), Program: program, Dir: c.dir}
}

// approve lets a kiosk in that shows these digits.
func (d door) approve(t testing.TB, device, digits string) {
	t.Helper()
	if out, err := exec.Command(d.Program, "approve", "--data", d.Dir, "--device", device, "--digits", digits).CombinedOutput(); err != nil {
		t.Fatalf("approve: %v\n%s", err, out)
	}
}

// committed is the last event of an epoch in the center's database.
func (c *center) committed(epoch string) (seq int64) {
	c.t.Helper()
	if err := c.db.QueryRow("SELECT COALESCE(MAX(seq), 0) FROM events WHERE epoch = ?", epoch).Scan(&seq); err != nil {
		c.t.Fatal(err)
	}
	return seq
}

// writer reaches into the database as a fault would.
func (c *center) writer() *sql.DB {
	c.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(c.dir, "center.db")+"?_busy_timeout=5000")
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { db.Close() })
	return db
}

// said counts the lines of the center's log that hold a text.
func (c *center) said(text string) (n int) {
	c.t.Helper()
	log, err := os.ReadFile(c.log.Name())
	if err != nil {
		c.t.Fatal(err)
	}
	for line := range strings.Lines(string(log)) {
		if strings.Contains(line, text) {
			n++
		}
	}
	return n
}

// memory is the most the program ever had in memory, in bytes.
func (c *center) memory() int64 {
	c.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		c.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var kb int64
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kb); n == 1 {
			return kb << 10
		}
	}
	c.t.Fatal("the kernel does not tell how much memory the center has")
	return 0
}
