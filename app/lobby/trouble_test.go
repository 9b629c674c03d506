package lobby

import (
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"dongthap.vn/sen/kiosk/bench"
	"dongthap.vn/sen/kiosk/proof"
	"dongthap.vn/sen/kiosk/store"
)

// take takes one ticket in the window and returns what was shown.
func take(t *testing.T, k *Kiosk) (number, address string) {
	t.Helper()
	k.Press("Lấy số")
	k.Press("Đất đai")
	k.WaitScreen("ticket")
	number = shown(k)
	address = scan(t, k)
	k.Press("Xong")
	k.WaitScreen("home")
	return number, address
}

// shown is the number on the ticket screen.
func shown(k *Kiosk) string {
	for _, s := range k.Seen().Texts {
		if number.MatchString(s) && len(s) <= 8 {
			return s
		}
	}
	k.t.Fatal("the ticket shows no number")
	return ""
}

// TestTheCableIsPulled stops the center while tickets are taken: all are shown,
// unique and stored; when it comes back each arrives exactly once.
func TestTheCableIsPulled(t *testing.T) {
	center, kiosk, clerk := inLobby(t)
	clerk.Click(`button[name=counter][value="3"]`)
	first, before := take(t, kiosk)
	center.Stop()
	kiosk.WaitText("Mất kết nối")
	numbers := map[string]bool{first: true}
	var addresses []string
	for range 5 {
		n, address := take(t, kiosk)
		if numbers[n] {
			t.Fatalf("%s was given twice", n)
		}
		numbers[n] = true
		addresses = append(addresses, address)
	}
	phone := OpenBrowser(t)
	kiosk.Freeze() // the center comes back before the kiosk has told it anything
	center.Start()
	phone.Go(before)
	phone.WaitText("Phiếu thật")
	phone.Go(addresses[4])
	phone.WaitText("chưa đồng bộ")
	kiosk.Thaw()
	phone.WaitText("Trước bạn")

	clerk.Go(center.URL + "/counter")
	for n := range numbers {
		clerk.WaitText(n)
	}
	for n := range numbers {
		if times := strings.Count(clerk.Text(), n); times != 1 {
			t.Errorf("%s stands %d times in the clerk's list", n, times)
		}
	}
}

// TestAForgedReceiptIsForged flips every bit of a real receipt's code.
func TestAForgedReceiptIsForged(t *testing.T) {
	center, kiosk, _ := inLobby(t)
	_, address := take(t, kiosk)
	path := address[strings.Index(address, "/R/"):]
	if body := get(t, center.URL+path); strings.Contains(body, "Phiếu giả") {
		t.Fatal("the real one is called forged")
	}
	for i := len("/R/"); i < len(path); i++ {
		for bit := range 5 {
			flipped := flip(path, i, bit)
			if body := get(t, center.URL+flipped); !strings.Contains(body, "Phiếu giả") {
				t.Fatalf("letter %d, bit %d: not called forged", i-len("/R/"), bit)
			}
		}
	}
}

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

// flip changes one of the five bits a letter of a code carries.
func flip(path string, i, bit int) string {
	v := strings.IndexByte(base32, path[i]) ^ 1<<bit
	return path[:i] + string(base32[v]) + path[i+1:]
}

// get reads a page that must be there or kindly not: never a server's fault.
func get(t *testing.T, url string) string {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode >= 500 {
		t.Fatalf("%s answers %s", url, r.Status)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestTheKioskIsKilledAtAnyMoment kills the real program 50 times while it
// gives tickets: no number that was shown is missing or given again.
func TestTheKioskIsKilledAtAnyMoment(t *testing.T) {
	center := OpenCenter(t)
	kiosk := OpenKiosk(t, center, OpenDisplay(t, 1280, 800), "2")
	kiosk.WaitScreen("home")
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	seen := map[string]bool{}
	var usable []time.Duration
	for range proof.Times(50, 500) {
		kiosk.Press("Lấy số")
		kiosk.WaitScreen("take")
		kiosk.Press("Đất đai")
		<-time.After(time.Duration(random.IntN(250)) * time.Millisecond)
		kiosk.Kill()
		if s := kiosk.Seen(); s.Screen == "ticket" {
			n := shown(kiosk)
			if seen[n] {
				t.Fatalf("%s was shown twice", n)
			}
			seen[n] = true
		}
		started := time.Now()
		kiosk.Start()
		kiosk.WaitScreen("home")
		usable = append(usable, time.Since(started))
	}
	kiosk.Stop()
	t.Logf("Home was drawn %s after a start at the median, %s at most", bench.Median(usable), slices.Max(usable))
	if len(seen) == 0 {
		t.Fatal("no ticket was ever shown before the kill: the test proves nothing")
	}
	t.Logf("%d numbers were shown before a kill", len(seen))
	for n := range seen {
		if !stored(t, kiosk, n) {
			t.Errorf("%s was shown and is not stored", n)
		}
	}
}

// stored reports whether the kiosk's database holds a ticket of that number.
func stored(t *testing.T, k *Kiosk, number string) bool {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Path: k.Data() + "/kiosk.db", Device: "2", Now: time.Now, Boot: store.Boot{ID: "test", Since: func() time.Duration { return 0 }}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	events, err := s.Outbox(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if strings.Contains(string(e.Body), `"`+number+`"`) {
			return true
		}
	}
	return false
}
