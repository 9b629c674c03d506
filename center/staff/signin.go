package staff

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// params are OWASP's first choice for argon2id (Password Storage Cheat Sheet).
var params = argon2id.Params{Memory: 46 * 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// atOnce bounds the memory that people who sign in at the same moment take.
const atOnce = 2

const (
	minPassword = 10
	maxPassword = 128
)

// A hasher hashes a bounded number of passwords at a time.
type hasher struct {
	seats chan struct{}
	decoy string // compared with when there is no account, so that it takes as long
}

func newHasher() hasher {
	decoy, err := argon2id.CreateHash("no password has this hash", &params)
	if err != nil {
		panic(err) // the parameters are constants
	}
	debug.FreeOSMemory() // as free does
	return hasher{seats: make(chan struct{}, atOnce), decoy: decoy}
}

func (h hasher) take(ctx context.Context) error {
	select {
	case h.seats <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// free gives the seat back, and the memory: left to the collector, 46 MiB that were
// there at a collection let the heap grow to twice that before the next.
func (h hasher) free() {
	debug.FreeOSMemory()
	<-h.seats
}

func (s *Staff) hashPassword(ctx context.Context, password string) (string, error) {
	if n := utf8.RuneCountInString(password); n < minPassword || n > maxPassword {
		return "", ErrBadPassword
	}
	if err := s.hash.take(ctx); err != nil {
		return "", err
	}
	defer s.hash.free()
	hash, err := argon2id.CreateHash(password, &params)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// Tries without a wait, and the longest wait after more of them. It is short
// enough that nobody can keep a clerk out of the counter page.
const (
	freeTries = 5
	longest   = time.Minute
	forget    = 24 * time.Hour
)

// A WaitError tells that a name was tried too often; no password is looked at
// for as long as For.
type WaitError struct{ For time.Duration }

func (e *WaitError) Error() string {
	return fmt.Sprintf("too many tries, wait %s", e.For.Round(time.Second))
}

// SignIn checks a name and a password. It returns ErrWrong, the same for an
// unknown name, or *WaitError. An account that NeedsCode is not in yet:
// CheckCode lets it in.
func (s *Staff) SignIn(ctx context.Context, name, password string) (Account, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	key := sha256.Sum256([]byte(name))
	if err := s.count(ctx, key[:]); err != nil {
		return Account{}, err
	}
	row, err := s.named(ctx, name)
	if err != nil {
		return Account{}, err
	}
	right, err := s.compare(ctx, password, row.PasswordHash)
	if err != nil {
		return Account{}, err
	}
	if !right || row.Disabled {
		return Account{}, ErrWrong
	}
	err = s.store.Write(ctx, func(t *store.Tx) error {
		if err := t.ForgiveSignIn(ctx, key[:]); err != nil {
			return err
		}
		action := "sign_in"
		if fromRow(row).NeedsCode() {
			action = "sign_in.password"
		}
		return t.Audit(ctx, store.Entry{At: s.now(), Actor: row.ID, Action: action, Subject: "account:" + row.ID})
	})
	return fromRow(row), err
}

// count notes a try before the password is looked at, so that many at once
// have no more tries than one after the other.
func (s *Staff) count(ctx context.Context, key []byte) error {
	return s.store.Write(ctx, func(t *store.Tx) error {
		failures, last, err := t.SignInTries(ctx, key)
		if err != nil {
			return fmt.Errorf("count tries: %w", err)
		}
		if left := last.Add(delay(failures)).Sub(s.now()); left > 0 {
			return &WaitError{For: left}
		}
		return t.CountSignIn(ctx, key, s.now(), s.now().Add(-forget))
	})
}

// delay doubles with each failure: none, then 1 s, 2 s, 4 s … one minute.
func delay(failures int) time.Duration {
	if failures < freeTries {
		return 0
	}
	return min(longest, time.Second<<min(failures-freeTries, 10))
}

// named reads the account of a name, the zero account when there is none. What
// can be no name is not asked for: it may be no text at all.
func (s *Staff) named(ctx context.Context, name string) (row store.Account, err error) {
	if !nameForm.MatchString(name) {
		return store.Account{}, nil
	}
	err = s.store.Read(ctx, func(t *store.Tx) error {
		row, err = t.AccountNamed(ctx, name)
		return err
	})
	if errors.Is(err, kiosk.ErrNotFound) {
		return store.Account{}, nil
	}
	return row, err
}

func (s *Staff) compare(ctx context.Context, password, hash string) (bool, error) {
	if err := s.hash.take(ctx); err != nil {
		return false, err
	}
	defer s.hash.free()
	if len(password) > 4*maxPassword {
		password = "" // nobody has it; hashing megabytes would only take time
	}
	if hash == "" {
		argon2id.ComparePasswordAndHash(password, s.hash.decoy)
		return false, nil
	}
	right, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("compare password: %w", err)
	}
	return right, nil
}
