package staff

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"dongthap.vn/sen/center/store"
	"dongthap.vn/sen/center/store/storetest"
	"dongthap.vn/sen/kiosk"
)

var monday = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

const password = "hoa sen tháp mười"

// An office is staff under test.
type office struct {
	*Staff
	t    *testing.T
	dsn  string
	mu   sync.Mutex
	time time.Time
}

func TestMain(m *testing.M) { storetest.Main(m, store.Migrate) }

func open(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, dsn: storetest.DSN(t), time: monday}
	s, err := store.Open(t.Context(), o.dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	o.Staff = New(Config{Store: s, Now: o.clock})
	return o
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.time
}

func (o *office) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.time = o.time.Add(d)
}

func (o *office) hire(name string, roles ...Role) Account {
	o.t.Helper()
	a, err := o.Create(o.t.Context(), NewAccount{Name: name, Full: "Nguyễn Thị A", Password: password, Roles: roles, By: "admin"})
	if err != nil {
		o.t.Fatal(err)
	}
	return a
}

func (o *office) signIn(name, password string) error {
	_, err := o.SignIn(o.t.Context(), name, password)
	return err
}

func TestClerkSignsIn(t *testing.T) {
	o := open(t)
	hired := o.hire("lan", Clerk, Guide)
	a, err := o.SignIn(t.Context(), " LAN ", password)
	if err != nil || a.ID != hired.ID || a.Full != "Nguyễn Thị A" || !a.May(CallNumbers) || a.May(ReadFeedback) {
		t.Errorf("signed in as %+v, %v", a, err)
	}
	lines, err := o.Audit(t.Context(), 0, 10)
	if err != nil || lines[0].Action != "sign_in" || lines[0].Actor != a.ID {
		t.Errorf("audit %+v, %v", lines, err)
	}
}

func TestWrongNameAndWrongPasswordLookAlike(t *testing.T) {
	o := open(t)
	o.hire("lan", Clerk)
	gone := o.hire("hoa", Clerk)
	if err := o.Disable(t.Context(), gone.ID, true, "admin"); err != nil {
		t.Fatal(err)
	}
	noPassword, err := o.FirstAdmin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tries := map[string]string{"lan": "hoa mai vàng", "nobody": password, "hoa": password, noPassword.Name: "", "' OR 1=1 --": "x"}
	tries["lan"] = strings.Repeat("x", 1<<20) // a long one is as wrong
	for name, password := range tries {
		if err := o.signIn(name, password); err == nil || err.Error() != ErrWrong.Error() {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The decoy must cost what a real hash costs, or time tells who exists.
func TestDecoyHasTheSameParameters(t *testing.T) {
	o := open(t)
	o.hire("lan", Clerk)
	row, err := o.named(t.Context(), "lan")
	if err != nil {
		t.Fatal(err)
	}
	real, _, _, err := argon2id.DecodeHash(row.PasswordHash)
	if err != nil {
		t.Fatal(err)
	}
	decoy, _, _, err := argon2id.DecodeHash(o.hash.decoy)
	if err != nil || *real != *decoy || real.Memory != 46*1024 || real.Iterations != 1 || real.Parallelism != 1 {
		t.Errorf("a password costs %+v, the decoy %+v, %v", real, decoy, err)
	}
}

func TestGuessingGetsSlowerAndNobodyIsLockedOut(t *testing.T) {
	o := open(t)
	o.hire("lan", Clerk)
	for _, name := range []string{"lan", "nobody"} { // a name that does not exist is treated alike
		for i := range freeTries {
			if err := o.signIn(name, "wrong"); !errors.Is(err, ErrWrong) {
				t.Fatalf("%s, try %d: %v", name, i+1, err)
			}
		}
		last := time.Duration(0)
		for range 10 {
			var wait *WaitError
			if err := o.signIn(name, password); !errors.As(err, &wait) {
				t.Fatalf("%s: %v, want to be told to wait", name, err)
			}
			if wait.For < last || wait.For > longest {
				t.Fatalf("%s: wait %s after %s", name, wait.For, last)
			}
			last = wait.For
			o.pass(wait.For)
			if err := o.signIn(name, "wrong"); !errors.Is(err, ErrWrong) {
				t.Fatalf("%s after the wait: %v", name, err)
			}
		}
		if last != longest {
			t.Errorf("%s: the longest wait is %s, want %s", name, last, longest)
		}
	}
	o.pass(longest)
	if err := o.signIn("lan", password); err != nil {
		t.Errorf("the right password after the wait: %v", err)
	}
	if err := o.signIn("lan", "wrong"); !errors.Is(err, ErrWrong) {
		t.Errorf("the failures before were not forgiven: %v", err)
	}
}

func TestManyGuessAtOnceWithNoMoreTries(t *testing.T) {
	o := open(t)
	o.hire("lan", Clerk)
	var looked atomic.Int32
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			if err := o.signIn("lan", fmt.Sprint("guess number ", i)); errors.Is(err, ErrWrong) {
				looked.Add(1)
			}
		})
	}
	all.Wait()
	if n := looked.Load(); n != freeTries {
		t.Errorf("%d of 40 guesses were looked at, want %d", n, freeTries)
	}
}

func TestWhoGoesAwayHoldsNoSeat(t *testing.T) {
	o := open(t)
	ctx, leave := context.WithCancel(t.Context())
	for range atOnce {
		o.hash.take(t.Context())
	}
	leave()
	if _, err := o.compare(ctx, "x", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("who waits for a seat and leaves: %v", err)
	}
	o.hash.free()
	if _, err := o.compare(t.Context(), "x", ""); err != nil {
		t.Error(err)
	}
}

func TestAccountsThatCannotBeMade(t *testing.T) {
	o := open(t)
	o.hire("lan", Clerk)
	good := NewAccount{Name: "hoa", Full: "Hoa", Password: password, Roles: []Role{Clerk}, By: "admin"}
	for want, change := range map[error]func(*NewAccount){
		ErrTaken:       func(n *NewAccount) { n.Name = "lan" },
		ErrBadName:     func(n *NewAccount) { n.Name = "<script>" },
		ErrBadFull:     func(n *NewAccount) { n.Full = strings.Repeat("a", maxFull+1) },
		ErrBadPassword: func(n *NewAccount) { n.Password = "ngắn" },
		ErrBadRole:     func(n *NewAccount) { n.Roles = []Role{"root"} },
	} {
		n := good
		change(&n)
		if _, err := o.Create(t.Context(), n); !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	if all, err := o.Accounts(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("accounts %+v, %v", all, err)
	}
}

func TestChangesOfAnAccount(t *testing.T) {
	o := open(t)
	a := o.hire("lan", Clerk)
	if err := o.SetPassword(t.Context(), a.ID, "mật khẩu mới hơn", "admin"); err != nil {
		t.Fatal(err)
	}
	if err := o.SetRoles(t.Context(), a.ID, []Role{Director}, "admin"); err != nil {
		t.Fatal(err)
	}
	if err := o.signIn("lan", password); !errors.Is(err, ErrWrong) {
		t.Errorf("the old password: %v", err)
	}
	if now, err := o.SignIn(t.Context(), "lan", "mật khẩu mới hơn"); err != nil || now.May(CallNumbers) || !now.May(RevealPhone) {
		t.Errorf("signed in as %+v, %v", now, err)
	}
	if err := o.Disable(t.Context(), a.ID, true, "admin"); err != nil {
		t.Fatal(err)
	}
	if now, _ := o.Account(t.Context(), a.ID); now.May(RevealPhone) {
		t.Error("a disabled account may still do things")
	}
	if err := o.SetRoles(t.Context(), "nobody", nil, "admin"); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("roles of nobody: %v", err)
	}
	if err := o.SetRoles(t.Context(), a.ID, []Role{"root"}, "admin"); !errors.Is(err, ErrBadRole) {
		t.Errorf("unknown role: %v", err)
	}
}

func TestFirstAdminSignsInByLink(t *testing.T) {
	o := open(t)
	admin, err := o.FirstAdmin(t.Context())
	if err != nil || !admin.May(ManageStaff) {
		t.Fatalf("%+v, %v", admin, err)
	}
	if again, err := o.FirstAdmin(t.Context()); err != nil || again.ID != admin.ID {
		t.Errorf("a second first admin: %+v, %v", again, err)
	}
	token, expires, err := o.NewLink(t.Context(), admin.ID)
	if err != nil || !expires.Equal(monday.Add(15*time.Minute)) {
		t.Fatal(expires, err)
	}
	if a, err := o.UseLink(t.Context(), token); err != nil || a.ID != admin.ID {
		t.Errorf("the link signs in %+v, %v", a, err)
	}
	for what, token := range map[string]string{"used": token, "made up": strings.Repeat("A", 43), "empty": ""} {
		if _, err := o.UseLink(t.Context(), token); !errors.Is(err, ErrWrong) {
			t.Errorf("%s link: %v", what, err)
		}
	}
	late, _, _ := o.NewLink(t.Context(), admin.ID)
	o.pass(15 * time.Minute)
	if _, err := o.UseLink(t.Context(), late); !errors.Is(err, ErrWrong) {
		t.Errorf("late link: %v", err)
	}
	if _, _, err := o.NewLink(t.Context(), "nobody"); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("link for nobody: %v", err)
	}
}

func TestOneLinkIsUsedByOne(t *testing.T) {
	o := open(t)
	admin, _ := o.FirstAdmin(t.Context())
	token, _, err := o.NewLink(t.Context(), admin.ID)
	if err != nil {
		t.Fatal(err)
	}
	var won atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := o.UseLink(t.Context(), token); err == nil {
				won.Add(1)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("%d signed in by one link", won.Load())
	}
}

// Nothing a person could sign in with is in the file.
func TestDatabaseHoldsNoSecretInClear(t *testing.T) {
	o := open(t)
	a := o.hire("lan", Clerk)
	token, _, err := o.NewLink(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	o.plant(func(db *sql.DB) error {
		for _, column := range []string{"SELECT password_hash FROM accounts", "SELECT hash FROM sign_in_links"} {
			var kept string
			if err := db.QueryRow(column).Scan(&kept); err != nil {
				return err
			}
			if strings.Contains(kept, password) || strings.Contains(kept, token) || kept == "" {
				t.Errorf("%s gives %q", column, kept)
			}
		}
		return nil
	})
}

func (o *office) plant(do func(*sql.DB) error) {
	o.t.Helper()
	storetest.SQL(o.t, o.dsn, do)
}

func TestAuditLogTellsWhereItWasBroken(t *testing.T) {
	for name, fault := range map[string]struct {
		sql  string
		line int64 // 0: whole in itself, but not the log noted before
	}{
		"edited":    {"UPDATE audit SET actor = 'someone else' WHERE n = 5", 5},
		"deleted":   {"DELETE FROM audit WHERE n = 5", 5},
		"reordered": {"UPDATE audit SET n = 99 WHERE n = 5; UPDATE audit SET n = 5 WHERE n = 6; UPDATE audit SET n = 6 WHERE n = 99", 5},
		"backdated": {"UPDATE audit SET at = at - 1 WHERE n = 5", 5},
		"cut off":   {"DELETE FROM audit WHERE n > 7", 0},
		"emptied":   {"DELETE FROM audit", 0},
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			for i := range 10 {
				if err := o.Note(t.Context(), "admin", "test", fmt.Sprint("thing:", i)); err != nil {
					t.Fatal(err)
				}
			}
			before, err := o.VerifyAudit(t.Context(), Head{})
			if err != nil || before.N != 10 {
				t.Fatalf("a whole log: %+v, %v", before, err)
			}
			o.plant(func(db *sql.DB) error {
				_, err := db.Exec(fault.sql)
				return err
			})
			_, err = o.VerifyAudit(t.Context(), before)
			var broken *BrokenLine
			var rewritten *Rewritten
			if fault.line > 0 && (!errors.As(err, &broken) || broken.N != fault.line) {
				t.Errorf("%v, want line %d", err, fault.line)
			}
			if fault.line == 0 && !errors.As(err, &rewritten) {
				t.Errorf("a log that is not the one noted: %v", err)
			}
		})
	}
}

// Who writes the whole log anew makes a log without a flaw; only a head kept
// elsewhere tells.
func TestAuditLogWrittenAnewIsFoundByItsHead(t *testing.T) {
	honest, forged := open(t), open(t)
	for i := range 5 {
		for name, o := range map[string]*office{"admin": honest, "someone else": forged} {
			if err := o.Note(t.Context(), name, "test", fmt.Sprint("thing:", i)); err != nil {
				t.Fatal(err)
			}
		}
	}
	noted, err := honest.VerifyAudit(t.Context(), Head{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := forged.VerifyAudit(t.Context(), Head{}); err != nil {
		t.Fatalf("control: the forged log is whole in itself: %v", err)
	}
	read, err := ParseHead(noted.String())
	if err != nil || read != noted {
		t.Fatalf("the head is read back as %v, %v", read, err)
	}
	var rewritten *Rewritten
	if _, err := forged.VerifyAudit(t.Context(), read); !errors.As(err, &rewritten) {
		t.Errorf("a log written anew: %v", err)
	}
	if _, err := honest.VerifyAudit(t.Context(), read); err != nil {
		t.Errorf("the honest log: %v", err)
	}
}

func TestEveryRoleHasItsRights(t *testing.T) {
	for _, r := range Roles {
		if len(rights[r]) == 0 {
			t.Errorf("%s may do nothing", r)
		}
	}
	admin, clerk := Account{Roles: []Role{Admin}}, Account{Roles: []Role{Clerk}}
	if admin.May(ReadFeedback) || admin.May(RevealPhone) {
		t.Error("who manages machines reads what visitors wrote")
	}
	if clerk.May(ManageStaff) || clerk.May(RevealPhone) || (Account{}).May(CallNumbers) {
		t.Error("a clerk may too much")
	}
}

func TestANameThatIsNoTextIsWrongLikeAnyOther(t *testing.T) {
	o := open(t)
	for _, name := range []string{"ho\x00a", "ho\xffa", "", strings.Repeat("x", 10_000)} {
		if _, err := o.SignIn(t.Context(), name, password); !errors.Is(err, ErrWrong) {
			t.Errorf("%.10q: %v", name, err)
		}
	}
}
