package queue

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"dongthap.vn/sen/kiosk"
)

const mostPolicy = 64 << 10 // bytes of a file

// OtherPolicy reads a policy to compare with the one in force: a file, or the
// name of an order, which keeps the rest of the policy in force.
func OtherPolicy(p kiosk.Policy, name string) (kiosk.Policy, error) {
	switch order := kiosk.Order(name); order {
	case kiosk.ByTime, kiosk.ByRatio:
		p.Order = order
		return p, nil
	case kiosk.ByAge:
		p.Order = order
		if len(p.HeadStart) == 0 {
			p.HeadStart = map[kiosk.Class]int{}
			for _, class := range kiosk.Classes {
				p.HeadStart[class] = 15 // minutes; nobody has decided otherwise yet
			}
		}
		return p, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return kiosk.Policy{}, fmt.Errorf("%q is not time, ratio or ageing, nor a file: %w", name, err)
	}
	defer f.Close()
	var other kiosk.Policy
	read := json.NewDecoder(io.LimitReader(f, mostPolicy))
	read.DisallowUnknownFields()
	if err := errors.Join(read.Decode(&other), other.Check()); err != nil {
		return kiosk.Policy{}, fmt.Errorf("policy of %s: %w", name, err)
	}
	return other, nil
}
