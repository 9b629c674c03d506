package screen

import "testing"

// TestTheVolumeStaffSetOutlivesARestart makes the voice louder at the staff screen,
// pulls the plug, and lets a visitor of the next start listen.
func TestTheVolumeStaffSetOutlivesARestart(t *testing.T) {
	dir := t.TempDir()
	v := newVisitorOn(t, glasses[0].screen, dir)
	v.voiced()
	v.staff()
	v.press("To hơn")
	v.mustRead("được giữ, cả khi mở lại máy")
	v.mustRead("Âm lượng 4/5")
	if err := v.store.Close(); err != nil {
		t.Fatal(err)
	}
	again := newVisitorOn(t, glasses[0].screen, dir)
	if again.stage.Volume != 4 {
		t.Errorf("after a restart the usual volume is %d", again.stage.Volume)
	}
	again.stage.Volume = 1 // a window that comes before the kiosk is open
	again.stage.Rest(fault)
	again.stage.Serve(again.desk)
	e := &ear{}
	again.stage.Voice = e
	again.stage.Show()
	again.press("Nghe")
	if n := len(e.said); n == 0 || e.said[n-1].Volume != 4 {
		t.Errorf("a visitor hears %+v", e.said)
	}
}

// TestASecondPressWhileTheVolumeIsStored does nothing: what is heard is what is kept.
func TestASecondPressWhileTheVolumeIsStored(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.voiced()
	v.staff()
	work := v.slowly()
	v.press("To hơn")
	v.press("To hơn")
	if v.stage.Volume != 3 {
		t.Errorf("not stored yet, and the volume is %d", v.stage.Volume)
	}
	work.finish()
	if kept, err := v.store.Volume(t.Context(), 0); v.stage.Volume != 4 || kept != 4 || err != nil {
		t.Errorf("the volume is %d, kept is %d, %v", v.stage.Volume, kept, err)
	}
	for range 2 {
		v.press("Nhỏ hơn") // each after the other counts
		work.finish()
	}
	if kept, err := v.store.Volume(t.Context(), 0); v.stage.Volume != 2 || kept != 2 || err != nil {
		t.Errorf("quieter: the volume is %d, kept is %d, %v", v.stage.Volume, kept, err)
	}
	v.wait(121)
	v.at("home")
}

// TestAVolumeThatIsNotKeptIsTold plays on a disk that takes nothing.
func TestAVolumeThatIsNotKeptIsTold(t *testing.T) {
	v := newVisitor(t, glasses[0].screen)
	v.voiced()
	v.staff()
	v.store.Close()
	v.press("To hơn")
	v.mustRead("đĩa chưa lưu được")
	if v.stage.Volume != 4 {
		t.Errorf("the volume is %d", v.stage.Volume)
	}
}
