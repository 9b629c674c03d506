// Package staff keeps the accounts of the people at the center: who they are,
// what they may do, how they sign in, and the log of what they did.
//
// It promises that a password is kept only as an argon2id hash, that a wrong
// name and a wrong password look alike in answer and time, that guessing gets
// slower and slower but locks nobody out for good, that no code is good twice, and that a
// changed audit line is found. It knows no cookies; the web keeps sessions.
package staff

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/kiosk"
)

// Errors a caller branches on.
var (
	ErrWrong       = errors.New("wrong name or password")
	ErrForbidden   = errors.New("not allowed in this role")
	ErrTaken       = errors.New("sign-in name is taken")
	ErrBadName     = errors.New("sign-in name is not 2 to 32 letters a-z, digits, dots or hyphens")
	ErrBadFull     = errors.New("a person's name is 1 to 80 letters, without control characters")
	ErrBadPassword = errors.New("password is not 10 to 128 characters")
	ErrBadRole     = errors.New("unknown role")
)

// An Account is a person who may sign in.
type Account struct {
	ID       string
	Name     string // typed to sign in
	Full     string // "Nguyễn Thị A"
	Roles    []Role
	Disabled bool
	// Generation grows with every change of password, roles, codes or rights:
	// a session begun under another one has ended.
	Generation int64
}

// Config is what Staff needs.
type Config struct {
	Store *store.Store
	Now   func() time.Time
}

// Staff is the people of a center.
type Staff struct {
	store *store.Store
	now   func() time.Time
	hash  hasher
}

// New makes Staff.
func New(c Config) *Staff { return &Staff{store: c.Store, now: c.Now, hash: newHasher()} }

// A NewAccount is an account to be made; By is the account that makes it.
type NewAccount struct {
	Name     string
	Full     string
	Password string // "" for none yet: such an account signs in by link
	Roles    []Role
	By       string
}

var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,31}$`)

const maxFull = 80

// Create makes an account. It returns ErrBadName, ErrBadFull, ErrBadPassword, ErrBadRole
// or ErrTaken.
func (s *Staff) Create(ctx context.Context, n NewAccount) (Account, error) {
	if !nameForm.MatchString(n.Name) {
		return Account{}, ErrBadName
	}
	if letters := utf8.RuneCountInString(n.Full); letters < 1 || letters > maxFull || kiosk.CheckWords(n.Full) != nil {
		return Account{}, ErrBadFull
	}
	if err := checkRoles(n.Roles); err != nil {
		return Account{}, err
	}
	row := store.Account{ID: uuid.Must(uuid.NewV7()).String(), Name: n.Name, FullName: n.Full, Roles: joinRoles(n.Roles), MadeAt: s.now()}
	if n.Password != "" {
		var err error
		if row.PasswordHash, err = s.hashPassword(ctx, n.Password); err != nil {
			return Account{}, err
		}
	}
	err := s.store.Write(ctx, func(t *store.Tx) error {
		if err := t.AddAccount(ctx, row); err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: s.now(), Actor: n.By, Action: "account.create", Subject: "account:" + row.ID})
	})
	if errors.Is(err, store.ErrExists) {
		return Account{}, ErrTaken
	}
	if err != nil {
		return Account{}, fmt.Errorf("create account: %w", err)
	}
	return fromRow(row), nil
}

// SetPassword gives an account another password.
func (s *Staff) SetPassword(ctx context.Context, id, password, by string) error {
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.change(ctx, id, by, "account.password", func(a *store.Account) { a.PasswordHash = hash })
}

// SetRoles gives an account other roles.
func (s *Staff) SetRoles(ctx context.Context, id string, roles []Role, by string) error {
	if err := checkRoles(roles); err != nil {
		return err
	}
	return s.change(ctx, id, by, "account.roles", func(a *store.Account) { a.Roles = joinRoles(roles) })
}

// Disable ends an account's right to sign in, or gives it back.
func (s *Staff) Disable(ctx context.Context, id string, disabled bool, by string) error {
	action := "account.enable"
	if disabled {
		action = "account.disable"
	}
	return s.change(ctx, id, by, action, func(a *store.Account) { a.Disabled = disabled })
}

func (s *Staff) change(ctx context.Context, id, by, action string, do func(*store.Account)) error {
	err := s.store.Write(ctx, func(t *store.Tx) error {
		row, err := t.Account(ctx, id)
		if err != nil {
			return err
		}
		do(&row)
		row.Generation++
		if err := t.PutAccount(ctx, row); err != nil {
			return err
		}
		return t.Audit(ctx, store.Entry{At: s.now(), Actor: by, Action: action, Subject: "account:" + id})
	})
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	return nil
}

// Account reads an account, or returns kiosk.ErrNotFound.
func (s *Staff) Account(ctx context.Context, id string) (Account, error) {
	var row store.Account
	err := s.store.Glance(ctx, func(t *store.Tx) (err error) {
		row, err = t.Account(ctx, id)
		return err
	})
	return fromRow(row), err
}

// Accounts lists all accounts by sign-in name.
func (s *Staff) Accounts(ctx context.Context) ([]Account, error) {
	var rows []store.Account
	err := s.store.Read(ctx, func(t *store.Tx) (err error) {
		rows, err = t.Accounts(ctx)
		return err
	})
	all := make([]Account, len(rows))
	for i, row := range rows {
		all[i] = fromRow(row)
	}
	return all, err
}

// FirstAdmin is the account "admin". A center that has none gets it,
// without a password: it signs in by link. It is supervisor too, because
// whoever sets a center up alone has to see all of it; the role can be taken
// away once others have accounts.
func (s *Staff) FirstAdmin(ctx context.Context) (Account, error) {
	var row store.Account
	err := s.store.Read(ctx, func(t *store.Tx) (err error) {
		row, err = t.AccountNamed(ctx, "admin")
		return err
	})
	if !errors.Is(err, kiosk.ErrNotFound) {
		return fromRow(row), err
	}
	made, err := s.Create(ctx, NewAccount{Name: "admin", Full: "Quản trị", Roles: []Role{Admin, Supervisor}, By: "start"})
	if errors.Is(err, ErrTaken) { // another center on the same database was quicker
		row, err = s.named(ctx, "admin")
		return fromRow(row), err
	}
	return made, err
}

func fromRow(row store.Account) Account {
	a := Account{ID: row.ID, Name: row.Name, Full: row.FullName, Disabled: row.Disabled, Generation: row.Generation}
	for _, r := range strings.Fields(row.Roles) {
		a.Roles = append(a.Roles, Role(r))
	}
	return a
}
