package kiosk

import (
	"errors"
	"testing"
)

func TestDossierCodesAreReadAsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"H20.16-230130-0012": "H20.16-230130-0012", "h20.16-230130-0012": "H20.16-230130-0012", " 000.00.16.H20-230130-0012 ": "000.00.16.H20-230130-0012",
		"H58-260105-123456": "H58-260105-123456", "H20.16.1.22–230130–0012": "H20.16.1.22-230130-0012",
	} {
		if got, err := ParseDossier(typed); err != nil || got != want {
			t.Errorf("%q is read as %q, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "B2-047", "H20", "H20-2301-0012", "H20.16-230130-001", "H20.16-230130-0012x", "000.00.H20-230130-0012", "H20-230130-0012\n"} {
		if got, err := ParseDossier(typed); !errors.Is(err, ErrBadDossier) {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
}
