package proof

import (
	"strings"
	"testing"
	"unsafe"
)

// A holder holds a text in ways a walk with package reflect sees and does not.
type holder struct {
	field string
	do    func() string
	any   any
	keyed map[int][]byte
	door  *holder
}

func TestWhatIsReachableIsFound(t *testing.T) {
	words := func() string { return strings.Join([]string{"giấy", "tờ", "đất"}, " ") } // nowhere in one piece but where it is held
	for how, hold := range map[string]func(*holder, string){
		"a field":             func(h *holder, s string) { h.field = s },
		"a function":          func(h *holder, s string) { h.do = func() string { return s } },
		"a function's holder": func(h *holder, s string) { o := &holder{field: s}; h.do = func() string { return o.field } },
		"an interface":        func(h *holder, s string) { h.any = []string{"", s} },
		"bytes in a map":      func(h *holder, s string) { h.keyed = map[int][]byte{7: []byte(s)} },
		"behind a door":       func(h *holder, s string) { h.door = &holder{field: s} },
	} {
		h := &holder{}
		hold(h, words())
		found := Search(Dump(t).Reach(unsafe.Pointer(h)), words())
		if len(found) == 0 {
			t.Errorf("%s: not found", how)
		}
		if h.door != nil {
			if found := Search(Dump(t).Reach(unsafe.Pointer(h), unsafe.Pointer(h.door)), words()); len(found) > 0 {
				t.Errorf("%s: found", how)
			}
		}
		h.field, h.do, h.any, h.keyed, h.door = "", nil, nil, nil, nil
		if found := Search(Dump(t).Reach(unsafe.Pointer(h)), words()); len(found) > 0 {
			t.Errorf("%s: found though it was let go: %q", how, found)
		}
	}
}
