package fleet

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dongthap.vn/sen/center/fleet/fleettest"
	"dongthap.vn/sen/kiosk"
	"dongthap.vn/sen/sync/wire"
)

// asks sends a machine's first message.
func (y *yard) asks(k *fleettest.Kiosk) (err error) {
	k.Offer, err = y.Enrol(y.t.Context(), k.Asked)
	return err
}

func (y *yard) refuses(what string, k fleettest.Kiosk) {
	y.t.Helper()
	if err := y.asks(&k); !errors.Is(err, ErrRefused) {
		y.t.Errorf("%s: %v, want it refused", what, err)
	}
}

// verdict opens a machine's commitment.
func (y *yard) verdict(k fleettest.Kiosk) wire.Verdict {
	y.t.Helper()
	v, err := y.Verdict(y.t.Context(), k.Offer.Device, k.Opening())
	if err != nil {
		y.t.Fatal(err)
	}
	if !v.Proven(k.Secret, k.Asked, k.Offer) {
		y.t.Error("the verdict does not prove the code")
	}
	return v
}

// waiting is a machine that waits to be let in.
func (y *yard) waiting(device string) fleettest.Kiosk {
	y.t.Helper()
	k := fleettest.Ask(y.code(device))
	if err := y.asks(&k); err != nil {
		y.t.Fatal(err)
	}
	if v := y.verdict(k); v.State != wire.EnrolWaiting {
		y.t.Fatalf("verdict %+v", v)
	}
	return k
}

func (y *yard) isDevice(device string) bool {
	y.t.Helper()
	_, err := y.Device(y.t.Context(), device)
	if err != nil && !errors.Is(err, kiosk.ErrNotFound) {
		y.t.Fatal(err)
	}
	return err == nil
}

func TestAKioskIsLetInByWhoComparesTheDigits(t *testing.T) {
	y := openYard(t)
	code := y.code("2")
	if len(code) != 15 || strings.ContainsAny(code, "ILOU") {
		t.Errorf("the code %s is hard to read out", code)
	}
	typed := strings.NewReplacer("0", "o", "1", "l", "-", " ").Replace(strings.ToLower(code)) // as people type
	k := fleettest.Ask(typed)
	if err := y.asks(&k); err != nil {
		t.Fatal(err)
	}
	if o := k.Offer; !o.Proven(k.Secret, k.Asked) || o.Device != "2" || o.SiteID != 1 || len(o.PublicationKey) != 32 || o.Server == "" {
		t.Fatalf("offered %+v", o)
	}
	if all, err := y.Applicants(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("digits can be compared before the kiosk has opened its commitment: %+v, %v", all, err)
	}
	if v := y.verdict(k); v.State != wire.EnrolWaiting || v.ReceiptKeyID != 0 {
		t.Errorf("verdict %+v before anybody looked", v)
	}
	all, err := y.Applicants(t.Context())
	if err != nil || len(all) != 1 || all[0].Device != "2" || all[0].Name != "Sảnh" || all[0].Digits != k.Digits() || !all[0].AskedAt.Equal(monday) {
		t.Fatalf("applicants %+v, %v; the kiosk shows %s", all, err, k.Digits())
	}
	if y.isDevice("2") {
		t.Fatal("it is a device though nobody let it in")
	}
	if err := y.Approve(t.Context(), "2", k.Digits()[:3]+" "+k.Digits()[3:], "admin"); err != nil {
		t.Fatal(err)
	}
	if v := y.verdict(k); v.State != wire.EnrolAdmitted || v.ReceiptKeyID != 1 {
		t.Errorf("verdict %+v", v)
	}
	devices, err := y.Devices(t.Context())
	if err != nil || len(devices) != 1 || devices[0].Name != "Sảnh" || !devices[0].Key.Equal(k.Key.Public()) || y.published.Load() != 1 {
		t.Errorf("devices %+v, %v; receipt keys published %d times", devices, err, y.published.Load())
	}
	if want := []string{"admin device.code device:2", "admin device.enrol device:2"}; !slices.Equal(y.logged(), want) {
		t.Errorf("the audit log tells %q", y.logged())
	}
	y.refuses("another with the code", fleettest.Ask(code))
}

func TestOtherDigitsLetNobodyIn(t *testing.T) {
	y := openYard(t)
	k := y.waiting("2")
	for _, digits := range []string{"", "000000", "1000000", k.Digits() + "0", wire.Digits(k.Asked, k.Offer, make([]byte, 32))} {
		if err := y.Approve(t.Context(), "2", digits, "admin"); !errors.Is(err, ErrDigits) {
			t.Errorf("digits %q: %v", digits, err)
		}
	}
	if err := y.Approve(t.Context(), "3", k.Digits(), "admin"); !errors.Is(err, ErrNobody) {
		t.Errorf("another kiosk: %v", err)
	}
	if y.isDevice("2") || y.verdict(k).State != wire.EnrolWaiting {
		t.Error("it is let in all the same")
	}
}

func TestAKioskThatIsNotOursIsSentAway(t *testing.T) {
	y := openYard(t)
	k := y.waiting("2")
	if err := y.Reject(t.Context(), "2", k.Digits(), "admin"); err != nil {
		t.Fatal(err)
	}
	if err := y.Approve(t.Context(), "2", k.Digits(), "admin"); !errors.Is(err, ErrNobody) {
		t.Errorf("let in afterwards: %v", err)
	}
	if v := y.verdict(k); v.State != wire.EnrolRefused || y.isDevice("2") {
		t.Errorf("verdict %+v", v)
	}
	if all, _ := y.Applicants(t.Context()); len(all) != 0 || !slices.Contains(y.logged(), "admin device.reject device:2") {
		t.Errorf("applicants %+v, log %q", all, y.logged())
	}
}

func TestNobodyComesInTenMinutes(t *testing.T) {
	y := openYard(t)
	k := y.waiting("2")
	y.pass(digitsLast)
	if v := y.verdict(k); v.State != wire.EnrolExpired {
		t.Errorf("verdict %+v", v)
	}
	if err := y.Approve(t.Context(), "2", k.Digits(), "admin"); !errors.Is(err, ErrNobody) || y.isDevice("2") {
		t.Errorf("let in afterwards: %v", err)
	}
}

// A kiosk whose answer was lost, or that was restarted, says the same again.
func TestAnswersOfAnEnrolmentAreLost(t *testing.T) {
	y := openYard(t)
	k := fleettest.Ask(y.code("2"))
	if err := y.asks(&k); err != nil {
		t.Fatal(err)
	}
	first := k.Offer
	for range 2 * codeTries { // a right proof is no guess
		if err := y.asks(&k); err != nil || fmt.Sprint(k.Offer) != fmt.Sprint(first) {
			t.Fatalf("the same question is answered %+v after %+v, %v", k.Offer, first, err)
		}
	}
	y.verdict(k)
	if v := y.verdict(k); v.State != wire.EnrolWaiting {
		t.Errorf("verdict %+v", v)
	}
	if err := y.asks(&k); err != nil || fmt.Sprint(k.Offer) != fmt.Sprint(first) {
		t.Errorf("after the opening: %v", err)
	}
	if err := y.Approve(t.Context(), "2", k.Digits(), "admin"); err != nil {
		t.Fatal(err)
	}
	y.pass(digitsLast + time.Hour) // it was without power
	if v := y.verdict(k); v.State != wire.EnrolAdmitted || v.ReceiptKeyID != 1 {
		t.Errorf("verdict %+v", v)
	}
}

func TestCodesThatMakeNoDevice(t *testing.T) {
	y := openYard(t)
	code := y.code("2")
	y.refuses("another", fleettest.Ask("8W3K-0QZ7-4MJXT"))
	short := fleettest.Ask(code)
	short.Asked.DeviceKey = short.Asked.DeviceKey[1:]
	short.Asked.Prove(short.Secret)
	y.refuses("a short key", short)
	bare := fleettest.Ask(code)
	bare.Asked.Commitment = nil
	bare.Asked.Prove(bare.Secret)
	y.refuses("no commitment", bare)
	y.refuses("nothing", fleettest.Kiosk{})
	older := code
	code = y.code("2")
	y.refuses("replaced by a newer", fleettest.Ask(older))
	y.pass(codeLasts)
	y.refuses("late", fleettest.Ask(code))
	if devices, _ := y.Devices(t.Context()); len(devices) != 0 {
		t.Errorf("devices %+v", devices)
	}
	for _, device := range []string{"", "0", "01", "100", "A", "2 "} {
		if _, err := y.NewCode(t.Context(), device, "x", "admin"); !errors.Is(err, ErrBadDevice) {
			t.Errorf("kiosk code %q: %v", device, err)
		}
	}
}

// What a kiosk has said cannot be said otherwise later, by nobody.
func TestNothingOfAnEnrolmentCanBeChanged(t *testing.T) {
	y := openYard(t)
	k := fleettest.Ask(y.code("2"))
	if err := y.asks(&k); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*wire.Enrol){
		"device key":  func(e *wire.Enrol) { e.DeviceKey = make([]byte, 32) },
		"receipt key": func(e *wire.Enrol) { e.ReceiptKey = make([]byte, 32) },
		"commitment":  func(e *wire.Enrol) { e.Commitment = wire.Commit([]byte("another")) },
	} {
		other := k
		change(&other.Asked)
		y.refuses(name+" without a new proof", other)
		other.Asked.Prove(other.Secret) // who knows the code
		y.refuses(name+" with a new proof", other)
	}
	if _, err := y.Verdict(t.Context(), "2", wire.Opening{Nonce: make([]byte, 32)}); !errors.Is(err, ErrRefused) {
		t.Errorf("another nonce than it was committed to: %v", err)
	}
	if v := y.verdict(k); v.State != wire.EnrolWaiting {
		t.Errorf("the kiosk itself gets %+v", v)
	}
	if all, err := y.Applicants(t.Context()); err != nil || len(all) != 1 || all[0].Digits != k.Digits() {
		t.Errorf("applicants %+v, %v", all, err)
	}
}

func TestCodeIsLockedAfterFiveWrongGuesses(t *testing.T) {
	y := openYard(t)
	code := y.code("2")
	right := fleettest.Ask(code)
	for i := range codeTries {
		y.refuses(fmt.Sprint("guess ", i), guess(right, i))
	}
	y.refuses("the right code after five guesses", right)
	right = fleettest.Ask(y.code("2"))
	for i := range codeTries - 1 {
		y.refuses(fmt.Sprint("guess ", i), guess(right, i))
	}
	if err := y.asks(&right); err != nil {
		t.Errorf("the right code after four guesses: %v", err)
	}
}

// guess is a message of who knows the letters that find a code, and not the rest.
func guess(k fleettest.Kiosk, i int) fleettest.Kiosk {
	k.Asked.Prove(wire.Secret(fmt.Sprintf("a secret of 32 bytes %011d", i)))
	return k
}

func TestManyGuessAtOnce(t *testing.T) {
	y := openYard(t)
	right := fleettest.Ask(y.code("2"))
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() { k := guess(right, i); y.asks(&k) })
	}
	all.Wait()
	y.refuses("the right code after 50 guesses at once", right)
}

// Fifty machines with one code: one may wait, the others never existed.
func TestManyKiosksRaceForOneCode(t *testing.T) {
	y := openYard(t)
	right := fleettest.Ask(y.code("2"))
	kiosks := make([]fleettest.Kiosk, 50)
	var won atomic.Int32
	var all sync.WaitGroup
	for i := range kiosks {
		all.Go(func() {
			k := fleettest.With(right.Asked.Locator, right.Secret)
			err := y.asks(&k)
			switch {
			case err == nil:
				won.Add(1)
				kiosks[i] = k
			case !errors.Is(err, ErrRefused):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Fatalf("%d kiosks wait with one code", won.Load())
	}
	winner := kiosks[slices.IndexFunc(kiosks, func(k fleettest.Kiosk) bool { return k.Offer.Device != "" })]
	y.verdict(winner)
	if err := y.Approve(t.Context(), "2", winner.Digits(), "admin"); err != nil {
		t.Fatal(err)
	}
	if d, err := y.Device(t.Context(), "2"); err != nil || !d.Key.Equal(winner.Key.Public()) {
		t.Errorf("device %+v, %v", d, err)
	}
}

// An approval is for the kiosk that was looked at: not for one that came in
// between with a newer code.
func TestANewerKioskIsNotLetInByAnOlderLook(t *testing.T) {
	y := openYard(t)
	older := y.waiting("2")
	newer := y.waiting("2")
	if err := y.Approve(t.Context(), "2", older.Digits(), "admin"); !errors.Is(err, ErrDigits) || y.isDevice("2") {
		t.Errorf("let in: %v", err)
	}
	if _, err := y.Verdict(t.Context(), "2", older.Opening()); !errors.Is(err, ErrRefused) {
		t.Errorf("the older one is told %v", err)
	}
	if err := y.Approve(t.Context(), "2", newer.Digits(), "admin"); err != nil {
		t.Error(err)
	}
}

// A kiosk that works goes on until the one that takes its place is let in.
func TestAKioskWorksUntilItsSuccessorIsLetIn(t *testing.T) {
	y := openYard(t)
	before, _ := y.enrolled("2")
	next := y.waiting("2")
	if d, err := y.Device(t.Context(), "2"); err != nil || !d.Key.Equal(before.Key.Public()) {
		t.Fatalf("device %+v, %v", d, err)
	}
	if err := y.Approve(t.Context(), "2", next.Digits(), "admin"); err != nil {
		t.Fatal(err)
	}
	if d, err := y.Device(t.Context(), "2"); err != nil || !d.Key.Equal(next.Key.Public()) {
		t.Errorf("device %+v, %v", d, err)
	}
}

// What a kiosk was offered stays what it was, whoever looks: a command beside
// the center, or a center that was started another way meanwhile.
func TestTheDigitsAreOfWhatWasOffered(t *testing.T) {
	y := openYard(t)
	y.authority = []byte("the site's own")
	k := y.waiting("2")
	y.authority = nil
	if all, err := y.Applicants(t.Context()); err != nil || len(all) != 1 || all[0].Digits != k.Digits() {
		t.Fatalf("applicants %+v, %v; the kiosk shows %s", all, err, k.Digits())
	}
	if err := y.Approve(t.Context(), "2", k.Digits(), "admin"); err != nil {
		t.Fatal(err)
	}
	y.verdict(k) // proves what was offered
}
