package lobby

import (
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // "sqlite3", for the control
	"golang.org/x/sys/unix"

	"dongthap.vn/sen/kiosk/faulty"
	"dongthap.vn/sen/kiosk/proof"
)

// Numbers no two figures of which follow each other alike: a finger that strikes
// one key twice has to rest.
var canaries = map[string]string{
	"typed and left":             "0357190264",
	"typed and taken back":       "0768302915",
	"sent without a center":      "0843612709",
	"sent and taken by a center": "0529704381",
	"cleared by the idle clock":  "0387415206",
	"typed when it was killed":   "0971538246",
	"typed when it broke":        "0956281473",
}

func e164() (all []string) {
	for _, local := range canaries {
		all = append(all, "+84"+local[1:])
	}
	return all
}

const smallest = 48 << 20 // bytes of a disk

// TestAStolenTabletHoldsNoNumber types numbers at the real kiosk, whose disk is
// then taken out and searched, every byte of it, in every form.
func TestAStolenTabletHoldsNoNumber(t *testing.T) {
	image := faulty.NewImage(t, smallest)
	letCoresBe(t)
	center := OpenCenter(t)
	k := NewKioskOn(t, center, OpenDisplay(t, 1280, 800), image.Dir(), "[idle]\nform_s = 30\nquestion_s = 10\n\n")
	if out, err := k.Enrol(center, "2"); err != nil {
		t.Fatalf("enrol: %v\n%s", err, out)
	}
	k.Start()

	k.number(t, "typed and left")
	k.Press("Trang đầu")
	k.number(t, "typed and taken back")
	k.Press("Quay lại")
	k.WaitScreen("words")
	k.Press("Quay lại")
	k.WaitScreen("reasons")
	k.Press("Trang đầu")

	k.number(t, "sent and taken by a center")
	k.send(t)
	Until(t, "the center to hold the number", func() bool { return strings.HasPrefix(asked(t, center, "sent and taken by a center"), "1 ") })
	center.Stop()
	k.number(t, "sent without a center")
	k.send(t)

	k.number(t, "cleared by the idle clock")
	k.WaitScreen("idle")
	k.WaitScreen("home")

	k.number(t, "typed when it was killed")
	k.Kill()
	k.Start()
	k.number(t, "typed when it broke")
	k.Abort()
	k.Start()
	k.WaitScreen("home")
	center.Start()
	Until(t, "the center to hold the second number", func() bool { return strings.HasPrefix(asked(t, center, "sent without a center"), "1 ") })
	k.Stop()
	center.Stop()

	if cores := matching(t, image.Dir(), "core"); len(cores) > 0 {
		t.Errorf("the program left its memory: %q", cores)
	}
	raw := image.Raw()
	if found := proof.Search(raw, e164()...); len(found) > 0 {
		t.Errorf("the disk of %d MiB holds: %q", len(raw)>>20, found)
	}
	if len(proof.Search(raw, "feedback.given")) == 0 {
		t.Error("the search does not even find what is stored: it shows nothing")
	}
	// What the center keeps, and both logs, hold none either.
	files := append(matching(t, center.dir, ""), k.Log())
	if found := proof.SearchFiles(t, files, e164()...); len(found) > 0 {
		t.Errorf("the center's files and the logs hold: %q", found)
	}
}

// letCoresBe lets this process and those it starts leave their memory in a file
// when they die of a signal, as a careless machine would.
func letCoresBe(t *testing.T) {
	t.Helper()
	var was unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &was); err != nil {
		t.Fatal(err)
	}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{Cur: was.Max, Max: was.Max}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Setrlimit(unix.RLIMIT_CORE, &was) })
	t.Setenv("GOTRACEBACK", "crash") // or Go ends by itself, and the system is not asked
}

// A program that takes no care leaves its memory, and the same look finds it.
func TestControlProgramThatLeavesItsMemory(t *testing.T) {
	letCoresBe(t)
	pattern, err := os.ReadFile("/proc/sys/kernel/core_pattern")
	proof.Needs(t, err == nil && strings.HasPrefix(string(pattern), "core"), "memory of programs that die written where they ran (kernel.core_pattern)")
	careless := exec.Command("sleep", "600")
	careless.Dir = t.TempDir()
	if err := careless.Start(); err != nil {
		t.Fatal(err)
	}
	if err := careless.Process.Signal(unix.SIGABRT); err != nil {
		t.Fatal(err)
	}
	_ = careless.Wait() // it died of the signal
	proof.Control(t, "a program whose memory the system may write down", "TestAStolenTabletHoldsNoNumber", matching(t, careless.Dir, "core")...)
}

// number goes from the first screen to the one that asks for a phone number and
// types it on the pad.
func (k *Kiosk) number(t *testing.T, which string) {
	t.Helper()
	k.WaitScreen("home")
	k.Press("Góp ý")
	k.Press("Hài lòng")
	k.Press("Tiếp tục")
	k.WaitScreen("reasons")
	k.Press("Tiếp tục")
	k.WaitScreen("words")
	k.Press("Tiếp tục")
	k.WaitScreen("reply")
	for _, figure := range canaries[which] {
		k.PressKey(string(figure))
	}
	k.WaitText(canaries[which])
}

// send consents and sends.
func (k *Kiosk) send(t *testing.T) {
	t.Helper()
	k.Press("Tôi đồng ý")
	k.Press("Gửi")
	k.WaitScreen("thanks")
	k.Press("Xong")
}

// asked is what the center says of a number when a person asks.
func asked(t *testing.T, c *Center, which string) string {
	t.Helper()
	cmd := exec.Command(Build(t).Center, "person", "find", "--data", c.dir)
	cmd.Stdin = strings.NewReader(canaries[which] + "\n")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("person find: %v", err)
	}
	return lastLine(string(out))
}

// matching lists the files below a folder whose name begins so.
func matching(t *testing.T, dir, begins string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && strings.HasPrefix(d.Name(), begins) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A number that was stored in clear, deleted and vacuumed away is still there,
// and the same search finds it.
func TestControlNumberDeletedAndVacuumed(t *testing.T) {
	image := faulty.NewImage(t, smallest)
	db, err := sql.Open("sqlite3", filepath.Join(image.Dir(), "kiosk.db")+"?_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		t.Fatal(err)
	}
	canary := e164()[0]
	for _, statement := range []string{
		"CREATE TABLE feedback (phone TEXT)", fmt.Sprintf("INSERT INTO feedback VALUES ('%s')", canary), "DELETE FROM feedback", "VACUUM",
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, file := range matching(t, image.Dir(), "") {
		if whole, err := os.ReadFile(file); err != nil || len(proof.Search(whole, canary)) > 0 {
			t.Logf("%s itself still holds it, %v", filepath.Base(file), err)
		}
	}
	proof.Control(t, "a number in clear, deleted and vacuumed", "TestAStolenTabletHoldsNoNumber", proof.Search(image.Raw(), canary)...)
}
