package guide

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// Synonyms is how citizens say it: data, edited without touching code.
type Synonyms struct {
	Version int `json:"version"`
	// Spell turns other spellings into the usual one, a word at a time:
	// southern ("sanh" is "sinh"), shortened ("dk" is "đăng ký").
	Spell map[string]string `json:"spell"`
	// Same lists ways to say the same; each is read as the first of its list.
	Same [][]string `json:"same"`
	// Drop lists what people say around the matter: "cho tôi hỏi".
	Drop []string `json:"drop"`
	// Light lists words too common to decide anything.
	Light []string `json:"light"`
	// Telling lists words that make another matter of it: «lại», «mất». A
	// phrase that has one is meant less by a question that has not.
	Telling []string `json:"telling"`
	// Say gives for a procedure's code the phrases people ask for it with.
	Say map[string][]string `json:"say"`
}

// What Synonyms may hold.
const (
	maxSynonymBytes = 4 << 20
	maxPhrase       = 120 // letters
)

// ParseSynonyms reads and checks synonyms; its errors name what is wrong.
func ParseSynonyms(body []byte) (Synonyms, error) {
	if len(body) > maxSynonymBytes {
		return Synonyms{}, fmt.Errorf("synonyms: %d bytes are more than %d", len(body), maxSynonymBytes)
	}
	var s Synonyms
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Synonyms{}, fmt.Errorf("synonyms: %w", err)
	}
	if err := s.check(); err != nil {
		return Synonyms{}, fmt.Errorf("synonyms: %w", err)
	}
	return s, nil
}

func (s Synonyms) check() error {
	if s.Version < 1 {
		return fmt.Errorf("version: %d is not 1 or more", s.Version)
	}
	if err := s.checkGroups(); err != nil {
		return err
	}
	return s.eachPhrase(func(part, phrase string) error {
		if len(fields(phrase)) == 0 || utf8.RuneCountInString(phrase) > maxPhrase || !utf8.ValidString(phrase) {
			return fmt.Errorf("%s: %q is not a phrase of 1 to %d letters", part, phrase, maxPhrase)
		}
		return nil
	})
}

// checkGroups refuses a phrase in two groups: it cannot be read as both.
func (s Synonyms) checkGroups() error {
	seen := map[string]string{}
	for _, group := range s.Same {
		if len(group) < 2 {
			return fmt.Errorf("same: %q is alone", group)
		}
		for _, phrase := range group {
			key := fmt.Sprint(split(phrase))
			if first, known := seen[key]; known {
				return fmt.Errorf("same: %q is read as %q and as %q", phrase, first, group[0])
			}
			seen[key] = group[0]
		}
	}
	return nil
}

// eachPhrase calls f with every phrase until it gives an error.
func (s Synonyms) eachPhrase(f func(part, phrase string) error) error {
	lists := map[string][]string{"drop": s.Drop, "light": s.Light, "telling": s.Telling}
	for _, group := range s.Same {
		lists["same "+group[0]] = group
	}
	for from, to := range s.Spell {
		lists["spell "+from] = []string{from, to}
	}
	for code, phrases := range s.Say {
		lists["say "+code] = phrases
	}
	for part, phrases := range lists {
		for _, phrase := range phrases {
			if err := f(part, phrase); err != nil {
				return err
			}
		}
	}
	return nil
}
