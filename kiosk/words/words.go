// Package words gives the sentences a person reads, in the language chosen.
//
// It promises that every key exists in every language: Load fails otherwise,
// so a missing word is found at start and never by a visitor. The sentences
// themselves live in assets/words.
package words

import (
	"fmt"
	"io/fs"
	"sort"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	assets "dongthap.vn/sen/assets/words"
	"dongthap.vn/sen/kiosk"
)

// Args fill the {{.Name}} places of a sentence; Count also chooses the plural.
type Args map[string]any

// A Book holds all sentences in all languages.
type Book struct{ langs map[kiosk.Lang]*Words }

// Words are the sentences of one language.
type Words struct {
	Lang      kiosk.Lang
	localizer *i18n.Localizer
	keys      map[string]bool
	plain     map[string]string // sentences without places, looked up without formatting
	plural    map[string]bool   // sentences that say one differently from many
}

// Load reads the embedded sentences and checks that the languages agree.
func Load() (*Book, error) { return load(assets.Files, everyPart) }

// LoadKiosk reads what a kiosk says and nothing of the center's pages, which are
// two thirds of all sentences.
func LoadKiosk() (*Book, error) { return load(assets.Files, "kiosk") }

const everyPart = "*"

func load(files fs.FS, part string) (*Book, error) {
	bundle := i18n.NewBundle(language.Vietnamese)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	book := &Book{langs: map[kiosk.Lang]*Words{}}
	for _, lang := range []kiosk.Lang{kiosk.Vietnamese, kiosk.English} {
		w := &Words{Lang: lang, keys: map[string]bool{}, plain: map[string]string{}, plural: map[string]bool{}}
		if err := w.read(bundle, files, part); err != nil {
			return nil, err
		}
		w.localizer = i18n.NewLocalizer(bundle, string(lang))
		book.langs[lang] = w
	}
	return book, book.agree()
}

func (w *Words) read(bundle *i18n.Bundle, files fs.FS, part string) error {
	paths, err := fs.Glob(files, part+"."+string(w.Lang)+".toml")
	if err != nil {
		return fmt.Errorf("words: %w", err)
	}
	for _, path := range paths {
		messages, err := bundle.LoadMessageFileFS(files, path)
		if err != nil {
			return fmt.Errorf("words: %s: %w", path, err)
		}
		for _, m := range messages.Messages {
			if w.keys[m.ID] {
				return fmt.Errorf("words: %s: %s is said twice", path, m.ID)
			}
			w.keys[m.ID], w.plural[m.ID] = true, m.One != ""
			if m.One == "" && !strings.Contains(m.Other, "{{") {
				w.plain[m.ID] = m.Other
			}
		}
	}
	return nil
}

func (b *Book) agree() error {
	vi, en := b.langs[kiosk.Vietnamese].keys, b.langs[kiosk.English].keys
	if lack := append(missing(vi, en), missing(en, vi)...); len(lack) > 0 {
		return fmt.Errorf("words: not in both languages: %s", strings.Join(lack, ", "))
	}
	return nil
}

func missing(of, in map[string]bool) []string {
	var list []string
	for k := range of {
		if !in[k] {
			list = append(list, k)
		}
	}
	sort.Strings(list)
	return list
}

// In gives the sentences of a language; an unknown one is Vietnamese.
func (b *Book) In(l kiosk.Lang) *Words {
	if w, ok := b.langs[l]; ok {
		return w
	}
	return b.langs[kiosk.Vietnamese]
}

// Has reports whether the key exists.
func (w *Words) Has(key string) bool { return w.keys[key] }

// Keys lists every key, sorted.
func (w *Words) Keys() []string { return missing(w.keys, nil) }

// T gives the sentence of a key. An unknown key is shown as itself in brackets:
// ugly enough for the test that draws every screen, harmless to a visitor.
func (w *Words) T(key string, args ...Args) string {
	if s, ok := w.plain[key]; ok {
		return s
	}
	config := &i18n.LocalizeConfig{MessageID: key}
	if len(args) > 0 {
		config.TemplateData = args[0]
		if n, ok := args[0]["Count"]; ok && w.plural[key] {
			config.PluralCount = n
		}
	}
	s, err := w.localizer.Localize(config)
	if err != nil {
		return "[" + key + "]"
	}
	return s
}
