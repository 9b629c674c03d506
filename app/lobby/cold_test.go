package lobby

import (
	"testing"

	"dongthap.vn/sen/kiosk/proof"
)

// A kiosk is switched on in the morning and there is no network at all, not even
// its own loopback: it serves with what it had fetched, and what it gives
// arrives later.
func TestAKioskStartsWithoutANetwork(t *testing.T) {
	proof.NeedsRoot(t)
	center := OpenCenter(t)
	k := OpenKiosk(t, center, OpenDisplay(t, 1280, 800), "2")
	k.WaitText("Đang mở")
	k.Stop()

	k.under = []string{"unshare", "--net"}
	k.Start()
	k.WaitScreen("home")
	k.WaitText("Mất kết nối")
	_, address := take(t, k)
	k.Press("Tra cứu")
	k.WaitScreen("find")
	k.Keys("khai sinh")
	k.WaitText("Đăng ký khai sinh")
	k.Stop()

	k.under = nil
	k.Start()
	guarded{k, center}.arrived(address)
}
