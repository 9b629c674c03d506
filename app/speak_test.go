package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dongthap.vn/sen/kiosk/voice/voicetest"
)

// TestATechnicianHearsTheVoice speaks with programs that witness, and with what
// a machine may lack.
func TestATechnicianHearsTheVoice(t *testing.T) {
	w := voicetest.New(t)
	speaks := func(engine, player string) (string, error) {
		path := filepath.Join(t.TempDir(), "sen-kiosk.toml")
		if err := os.WriteFile(path, fmt.Appendf(nil, "[voice]\nengine = %q\nplayer = %q\n", engine, player), 0o600); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		err := run(context.Background(), []string{"speak", "--config", path}, &out)
		return out.String(), err
	}
	out, err := speaks(w.Engine(), w.Player())
	if err != nil || !strings.HasPrefix(out, "Both languages") {
		t.Errorf("%q, %v", out, err)
	}
	if got := w.Heard(); !slices.Equal(got, []string{"Xin chào! Bạn cần làm gì hôm nay?", "Welcome! What do you need today?"}) {
		t.Errorf("said %q", got)
	}
	w.Break()
	for _, c := range []struct{ engine, player, want string }{
		{w.Engine(), w.Player(), "is there a sound card?"},
		{"sen-no-engine", w.Player(), "espeak-ng"},
		{w.Engine(), "sen-no-player", "alsa-utils"},
	} {
		if out, err := speaks(c.engine, c.player); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %s: %q, %v", c.engine, c.player, out, err)
		}
	}
}
