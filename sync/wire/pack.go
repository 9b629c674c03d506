package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"unicode/utf8"

	strict "github.com/go-json-experiment/json"
	"github.com/klauspost/compress/zstd"
)

// ErrTooLarge tells that a batch is over one of the caps.
var ErrTooLarge = errors.New("batch over its cap")

// window is the zstd window both ends use: it bounds what a decoder must keep.
const window = 1 << 20

var encoder = sync.OnceValue(func() *zstd.Encoder {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithWindowSize(window), zstd.WithLowerEncoderMem(true))
	if err != nil {
		panic(err) // the options are constants
	}
	return e
})

var decoder = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(MaxUnpacked), zstd.WithDecoderConcurrency(2))
	if err != nil {
		panic(err)
	}
	return d
})

// Pack writes a batch as zstd JSON, or ErrTooLarge.
func Pack(b Batch) ([]byte, error) {
	if len(b.Events) > MaxEvents {
		return nil, ErrTooLarge
	}
	plain, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("pack batch: %w", err)
	}
	if len(plain) > MaxUnpacked {
		return nil, ErrTooLarge
	}
	packed := encoder().EncodeAll(plain, nil)
	if len(packed) > MaxPacked {
		return nil, ErrTooLarge
	}
	return packed, nil
}

// Unpack reads what Pack wrote. Whatever the bytes claim, it takes no more
// memory than the caps allow. It refuses what two readers could understand in
// two ways, such as a key given twice.
func Unpack(packed []byte) (Batch, error) {
	plain, err := inflate(packed)
	if err != nil {
		return Batch{}, err
	}
	if err := checkPlain(plain); err != nil {
		return Batch{}, fmt.Errorf("unpack batch: %w", err)
	}
	var b Batch
	if err := strict.Unmarshal(plain, &b); err != nil {
		return Batch{}, fmt.Errorf("unpack batch: %w", err)
	}
	if len(b.Events) > MaxEvents {
		return Batch{}, ErrTooLarge
	}
	return b, nil
}

func inflate(packed []byte) ([]byte, error) {
	if len(packed) > MaxPacked {
		return nil, ErrTooLarge
	}
	plain, err := decoder().DecodeAll(packed, nil)
	switch {
	case errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrWindowSizeExceeded):
		return nil, ErrTooLarge
	case err != nil:
		return nil, fmt.Errorf("unpack batch: %w", err)
	case !utf8.Valid(plain):
		return nil, errors.New("unpack batch: not UTF-8")
	}
	return plain, nil
}
