//go:build !linux

package store

import (
	"time"

	"github.com/google/uuid"
)

// ThisBoot names each start of the program a boot of its own: where the system
// does not tell one boot from another, times of two starts are not compared.
func ThisBoot() (Boot, error) {
	id, err := uuid.NewRandom()
	if err != nil {
		return Boot{}, err
	}
	start := time.Now()
	return Boot{ID: id.String(), Since: func() time.Duration { return time.Since(start) }}, nil
}
