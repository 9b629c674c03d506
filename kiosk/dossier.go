package kiosk

import (
	"errors"
	"regexp"
	"strings"
)

// Errors of a dossier that a caller branches on.
var (
	ErrBadDossier = errors.New("not a dossier code, or not the last three digits")
	// ErrNoDossiers tells that the center gives kiosks no dossiers at all: nothing
	// can be said of this one.
	ErrNoDossiers = errors.New("no dossiers are known here")
)

// LongestDossier is more letters than any dossier code has; LastDigits is how many
// digits of the phone number left with a dossier are asked for.
const (
	LongestDossier = 32
	LastDigits     = 3
)

// Codes of the national single-window systems: agency, day, running number
// (Decision 20/2020/QĐ-TTg, and the older form of QCVN 102:2016 before it).
var dossierForm = regexp.MustCompile(`^(000\.[0-9]{2}\.[0-9]{2}\.)?H[0-9]{2}(\.[0-9]{1,3}){0,3}-[0-9]{6}-[0-9]{4,6}$`)

var lastForm = regexp.MustCompile(`^[0-9]{3}$`)

// InDossier reports whether people type such a letter in a dossier code.
func InDossier(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune(".-– ", r)
}

// ParseDossier reads a dossier code as people type it, or returns ErrBadDossier.
func ParseDossier(typed string) (string, error) {
	code := strings.ToUpper(strings.NewReplacer(" ", "", "–", "-").Replace(typed))
	if !dossierForm.MatchString(code) {
		return "", ErrBadDossier
	}
	return code, nil
}

// CheckLast accepts the last digits of a phone number.
func CheckLast(digits string) error {
	if !lastForm.MatchString(digits) {
		return ErrBadDossier
	}
	return nil
}
