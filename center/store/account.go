package store

import (
	"context"
	"fmt"
	"time"

	"dongthap.vn/sen/kiosk"
)

// An Account is a person who may sign in.
type Account struct {
	ID           string
	Name         string // typed to sign in
	FullName     string
	PasswordHash string // argon2id, or "" for none yet
	Roles        string // separated by spaces
	Disabled     bool
	MadeAt       time.Time
	Generation   int64 // grows when sessions begun before must end
	TOTP         TOTP
}

// TOTP is an account's second factor: codes made from a key and the time.
type TOTP struct {
	Key   []byte
	Since time.Time // of the first right code; zero while the key is only shown
	Step  int64     // of the newest code used: none is good twice
}

const accountColumns = "id, name, full_name, password_hash, roles, disabled, made_at, generation, totp_key, totp_since, totp_step"

// AddAccount adds an account, or returns ErrExists when the name is taken.
func (t *Tx) AddAccount(ctx context.Context, a Account) error {
	const query = "INSERT INTO accounts (" + accountColumns + ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
	_, err := t.exec(ctx, query, a.ID, a.Name, a.FullName, a.PasswordHash, a.Roles, flag(a.Disabled), millis(a.MadeAt),
		a.Generation, bytesOf(a.TOTP.Key), millis(a.TOTP.Since), a.TOTP.Step)
	return err
}

// PutAccount replaces what may change of an account.
func (t *Tx) PutAccount(ctx context.Context, a Account) error {
	const query = `UPDATE accounts SET full_name = ?2, password_hash = ?3, roles = ?4, disabled = ?5, generation = ?6,
		totp_key = ?7, totp_since = ?8, totp_step = ?9 WHERE id = ?1`
	n, err := t.exec(ctx, query, a.ID, a.FullName, a.PasswordHash, a.Roles, flag(a.Disabled), a.Generation,
		bytesOf(a.TOTP.Key), millis(a.TOTP.Since), a.TOTP.Step)
	if err == nil && n == 0 {
		return fmt.Errorf("account: %w", kiosk.ErrNotFound)
	}
	return err
}

// Account reads an account, or returns kiosk.ErrNotFound.
func (t *Tx) Account(ctx context.Context, id string) (Account, error) {
	return t.account(ctx, "SELECT "+accountColumns+" FROM accounts WHERE id = ?1", id)
}

// AccountNamed reads the account that signs in with a name.
func (t *Tx) AccountNamed(ctx context.Context, name string) (Account, error) {
	return t.account(ctx, "SELECT "+accountColumns+" FROM accounts WHERE name = ?1", name)
}

func (t *Tx) account(ctx context.Context, query, arg string) (Account, error) {
	all, err := list(ctx, t, scanAccount, query, arg)
	switch {
	case err != nil:
		return Account{}, err
	case len(all) == 0:
		return Account{}, fmt.Errorf("account: %w", kiosk.ErrNotFound)
	}
	return all[0], nil
}

// Accounts lists all accounts by name.
func (t *Tx) Accounts(ctx context.Context) ([]Account, error) {
	return list(ctx, t, scanAccount, "SELECT "+accountColumns+" FROM accounts ORDER BY name")
}

func scanAccount(row scanner) (a Account, err error) {
	var made, since int64
	err = row.Scan(&a.ID, &a.Name, &a.FullName, &a.PasswordHash, &a.Roles, &a.Disabled, &made,
		&a.Generation, &a.TOTP.Key, &since, &a.TOTP.Step)
	a.MadeAt, a.TOTP.Since = moment(made), moment(since)
	return a, err
}

// SignInTries reads how often a name failed in a row, and when last.
func (t *Tx) SignInTries(ctx context.Context, nameHash []byte) (failures int, last time.Time, err error) {
	rows, err := list(ctx, t, func(row scanner) (v [2]int64, err error) {
		err = row.Scan(&v[0], &v[1])
		return v, err
	}, "SELECT failures, last_at FROM sign_in_tries WHERE name_hash = ?1", nameHash)
	if err != nil || len(rows) == 0 {
		return 0, time.Time{}, err
	}
	return int(rows[0][0]), moment(rows[0][1]), nil
}

// CountSignIn counts a failed try of a name; those before forget are forgotten.
func (t *Tx) CountSignIn(ctx context.Context, nameHash []byte, now, forget time.Time) error {
	if _, err := t.exec(ctx, "DELETE FROM sign_in_tries WHERE last_at < ?1", millis(forget)); err != nil {
		return fmt.Errorf("forget tries: %w", err)
	}
	const query = `INSERT INTO sign_in_tries (name_hash, failures, last_at) VALUES (?1, 1, ?2)
		ON CONFLICT (name_hash) DO UPDATE SET failures = sign_in_tries.failures + 1, last_at = excluded.last_at`
	_, err := t.exec(ctx, query, nameHash, millis(now))
	return err
}

// ForgiveSignIn forgets the failures of a name.
func (t *Tx) ForgiveSignIn(ctx context.Context, nameHash []byte) error {
	_, err := t.exec(ctx, "DELETE FROM sign_in_tries WHERE name_hash = ?1", nameHash)
	return err
}

// AddSignInLink keeps the hash of a one-time link; those that are over are forgotten.
func (t *Tx) AddSignInLink(ctx context.Context, hash []byte, account string, expires, now time.Time) error {
	if _, err := t.exec(ctx, "DELETE FROM sign_in_links WHERE expires_at < ?1", millis(now)); err != nil {
		return fmt.Errorf("forget links: %w", err)
	}
	_, err := t.exec(ctx, "INSERT INTO sign_in_links (hash, account, expires_at) VALUES (?1, ?2, ?3)", hash, account, millis(expires))
	return err
}

// TakeSignInLink uses a link up, or returns kiosk.ErrNotFound.
func (t *Tx) TakeSignInLink(ctx context.Context, hash []byte, now time.Time) (account string, err error) {
	err = t.one(ctx, "DELETE FROM sign_in_links WHERE hash = ?1 AND expires_at > ?2 RETURNING account", []any{hash, millis(now)}, &account)
	return account, err
}
