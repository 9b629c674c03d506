package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"dongthap.vn/sen/app/supervise"
	"dongthap.vn/sen/kiosk/config"
	"dongthap.vn/sen/kiosk/disk"
)

// superviseVar adds the flags of supervise, and those it starts a kiosk with.
func (f *flags) superviseVar() {
	f.set.DurationVar(&f.hang, "hang", supervise.Default.Hang, "")
	f.set.DurationVar(&f.rests, "rests", supervise.Default.Rest, "")
	f.set.BoolVar(&f.beating, "beating", false, "")
	f.set.BoolVar(&f.rest, "rest", false, "")
}

// beats is what a kiosk calls each second.
func (f *flags) beats() func() {
	if !f.beating {
		return func() {}
	}
	return supervise.Beats()
}

// keep keeps a kiosk running, and tells systemd, when that started it, that it
// does.
func keep(ctx context.Context, f *flags) error {
	if f.hang < time.Second || f.rests < time.Second {
		return errors.New("supervise: --hang and --rests are 1s or more")
	}
	if _, err := config.Load(f.config); err != nil {
		return err // one sentence, before any kiosk is started in vain
	}
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("supervise: %w", err)
	}
	args := []string{"--beating", "--config", f.config, "--witness", f.witness}
	manners := supervise.Default
	manners.Hang, manners.Rest = f.hang, f.rests
	tell := func(state string) { _, _ = daemon.SdNotify(false, state) } // nobody may be there to hear it
	tell(daemon.SdNotifyReady)
	return supervise.Run(ctx, supervise.Config{
		Command: func(rest bool) *exec.Cmd {
			cmd := exec.Command(program, args...)
			if rest {
				cmd.Args = append(slices.Clone(cmd.Args), "--rest")
			}
			cmd.Stderr = os.Stderr
			return cmd
		},
		Manners: manners,
		Alive:   func() { tell(daemon.SdNotifyWatchdog) },
		Log:     slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
}

// exitCode tells a supervisor whether starting the program again may help.
func exitCode(err error) int {
	var wrong *config.Error
	if errors.Is(err, disk.ErrTaken) || errors.As(err, &wrong) || errors.Is(err, supervise.ErrRefused) {
		return supervise.Refused
	}
	return 1
}

// survived makes an error of a panic.
func survived(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("it broke: %v", p)
	}
}
