package storetest

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const missing = "PostgreSQL is not installed here, so nothing was tested on it: apt-get install postgresql-15"

// programs is where Debian keeps the newest PostgreSQL's own programs, or "".
func programs() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) == 0 {
		return ""
	}
	return filepath.Dir(slices.Max(found))
}

func installed() bool { return programs() != "" }

// A server is a PostgreSQL of this test binary alone, reached by a socket in
// its folder.
type server struct {
	dir     string
	lock    *os.File // held while this process lives
	process *exec.Cmd
	ended   chan error
	made    atomic.Int64 // databases
	spare   chan string  // DSNs of some that wait for a test
	log     bytes.Buffer
}

const (
	prefix     = "sen-postgres-"
	startsIn   = 60 * time.Second
	stopsIn    = 30 * time.Second
	superuser  = "postgres"
	ownerOfAll = "sen"
)

func (s *server) data() string { return filepath.Join(s.dir, "data") }

// newServer makes a cluster that sorts texts as Vietnamese dictionaries do:
// what the center's statements rely on must not come from the server's taste.
func newServer() (*server, error) {
	sweep()
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, spare: make(chan string, 2)}
	if s.lock, err = hold(dir); err != nil {
		return nil, err
	}
	who, err := credential()
	if err != nil {
		return nil, err
	}
	if who != nil {
		if err := os.Chown(dir, int(who.Uid), int(who.Gid)); err != nil {
			return nil, err
		}
	}
	initdb := exec.Command(filepath.Join(programs(), "initdb"), "--pgdata", s.data(), "--username", superuser, "--auth", "trust", "--no-sync",
		"--encoding", "UTF8", "--locale", "C.UTF-8", "--locale-provider", "icu", "--icu-locale", "vi")
	initdb.Dir, initdb.SysProcAttr = "/", &syscall.SysProcAttr{Credential: who}
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	if err := s.start(); err != nil {
		return nil, err
	}
	if err := s.admin("CREATE ROLE " + ownerOfAll + " LOGIN"); err != nil {
		return nil, err
	}
	if err := s.makeTemplate(); err != nil {
		return nil, err
	}
	go s.makeSpares()
	return s, nil
}

// credential is who the server runs as: PostgreSQL refuses to be root.
func credential() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func (s *server) start() error {
	who, err := credential()
	if err != nil {
		return err
	}
	s.log.Reset()
	s.process = exec.Command(filepath.Join(programs(), "postgres"), "-D", s.data(), "-k", s.dir,
		"-c", "listen_addresses=", "-c", "autovacuum=off", "-c", "shared_buffers=32MB", "-c", "max_connections=60")
	s.process.Dir, s.process.Stdout, s.process.Stderr = "/", &s.log, &s.log
	s.process.SysProcAttr = &syscall.SysProcAttr{Credential: who, Pdeathsig: syscall.SIGQUIT}
	started := make(chan error)
	s.ended = make(chan error, 1)
	go func() {
		// The server dies with the thread that started it, so that stays; and a
		// thread whose goroutine ends locked is ended, with what else it started.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := s.process.Start()
		started <- err
		if err == nil {
			s.ended <- s.process.Wait()
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	return s.ready()
}

// ready waits until the server answers.
func (s *server) ready() error {
	for deadline := time.Now().Add(startsIn); ; {
		err := s.admin("SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case ended := <-s.ended:
			return fmt.Errorf("the server ended: %v: %s", ended, s.log.String())
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return err
		}
	}
}

func (s *server) stop(how os.Signal) error {
	if err := s.process.Process.Signal(how); err != nil {
		return err
	}
	select {
	case <-s.ended:
		return nil
	case <-time.After(stopsIn):
		return fmt.Errorf("not within %s", stopsIn)
	}
}

func (s *server) remove() {
	s.stop(syscall.SIGQUIT)
	os.RemoveAll(s.dir)
	s.lock.Close()
}

func (s *server) dsn(role, database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(role), Path: "/" + database, RawQuery: url.Values{"host": {s.dir}}.Encode()}
	return u.String()
}

func (s *server) admin(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), startsIn)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.dsn(superuser, "postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

const template = "center_0" // has the tables and no row

func (s *server) makeTemplate() error {
	if err := s.create(template, "template1"); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startsIn)
	defer cancel()
	return migrate(ctx, s.dsn(ownerOfAll, template))
}

func (s *server) newDatabase() (dsn string, err error) {
	if dsn, ok := <-s.spare; ok {
		return dsn, nil
	}
	return s.copyTemplate() // no spares since a restart
}

func (s *server) copyTemplate() (dsn string, err error) {
	name := "center_" + strconv.FormatInt(s.made.Add(1), 10)
	return s.dsn(ownerOfAll, name), s.create(name, template)
}

// makeSpares copies databases while tests run, for a copy waits for the disk.
func (s *server) makeSpares() {
	defer close(s.spare)
	for {
		dsn, err := s.copyTemplate()
		if err != nil {
			return
		}
		s.spare <- dsn
	}
}

func (s *server) create(name, from string) error {
	return s.admin("CREATE DATABASE " + name + " OWNER " + ownerOfAll + " TEMPLATE " + from)
}

// hold marks a folder as in use for as long as this process lives.
func hold(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "in-use"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// sweep removes the folders of tests that were killed.
func sweep() {
	old, _ := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	for _, dir := range old {
		if info, err := os.Stat(dir); err != nil || time.Since(info.ModTime()) < startsIn {
			continue // being made just now
		}
		if f, err := hold(dir); err == nil {
			os.RemoveAll(dir)
			f.Close()
		}
	}
}
