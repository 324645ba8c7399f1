package locale

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/BurntSushi/toml"
)

// messages returns the sentences of one language, by ID.
func messages(t *testing.T, lang string) map[string]string {
	t.Helper()
	names, err := filepath.Glob("*." + lang + ".toml")
	if err != nil || len(names) == 0 {
		t.Fatal("no messages in", lang, err)
	}
	all := map[string]string{}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := toml.Unmarshal(content, &tree); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		flatten(all, "", tree)
	}
	for id := range all {
		if strings.HasPrefix(id, "twice: ") {
			t.Errorf("%s: %s stands in two files", lang, strings.TrimPrefix(id, "twice: "))
		}
	}
	return all
}

func flatten(into map[string]string, prefix string, tree map[string]any) {
	for key, v := range tree {
		switch v := v.(type) {
		case map[string]any:
			flatten(into, prefix+key+".", v)
		case string:
			if _, ok := into[prefix+key]; ok {
				into["twice: "+prefix+key] = v
			}
			into[prefix+key] = v
		}
	}
}

var (
	argument  = regexp.MustCompile(`\.[a-z][a-z0-9_]*`)
	action    = regexp.MustCompile(`\{\{.*?\}\}`)
	condition = regexp.MustCompile(`^\{\{(if|else if) `)
	query     = regexp.MustCompile(`\?[a-z]+=`) // of a URL
	quoted    = regexp.MustCompile(`"[^"]*"`)
)

// arguments returns the fields that a message writes. A condition writes
// nothing, and .used is .used_bytes without its unit: languages differ there.
func arguments(message string) []string {
	used := map[string]bool{}
	for _, a := range action.FindAllString(message, -1) {
		if condition.MatchString(a) {
			continue
		}
		for _, field := range argument.FindAllString(quoted.ReplaceAllString(a, ""), -1) {
			used[strings.TrimSuffix(field, "_bytes")] = true
		}
	}
	return slices.Sorted(maps.Keys(used))
}

// TestLanguagesAreComplete compares every language with English: the same
// messages, with the same arguments.
func TestLanguagesAreComplete(t *testing.T) {
	english := messages(t, "en")
	for _, lang := range Languages()[1:] {
		other := messages(t, lang)
		for id, text := range english {
			translated, ok := other[id]
			if !ok {
				t.Errorf("%s: %s is missing", lang, id)
				continue
			}
			if want, got := arguments(text), arguments(translated); !slices.Equal(want, got) {
				t.Errorf("%s: %s uses %v, in English %v", lang, id, got, want)
			}
		}
		for id := range other {
			if _, ok := english[id]; !ok {
				t.Errorf("%s: %s does not exist in English", lang, id)
			}
		}
	}
}

// TestMessages finds every message in the table that was made of the files, and
// parses it, so that no screen meets a broken one. What the files do not have,
// the table does not have either.
func TestMessages(t *testing.T) {
	for _, lang := range Languages() {
		p, err := New(lang)
		if err != nil {
			t.Fatal(err)
		}
		kept := messages(t, lang)
		if n := len(p.style.messages); n != len(kept) {
			t.Errorf("%s: %d messages in the table, %d in the files: go generate ./advise/locale", lang, n, len(kept))
		}
		for id, text := range kept {
			found, err := p.message(id)
			if err != nil || found != text {
				t.Errorf("%s: %s: %q, %v, want %q: go generate ./advise/locale", lang, id, found, err, text)
			}
			if strings.Contains(text, "TODO") {
				t.Errorf("%s: %s is not written yet: %q", lang, id, text)
			}
			if _, err := template.New("").Funcs(p.functions()).Parse(text); err != nil {
				t.Errorf("%s: %s: %v", lang, id, err)
			}
		}
	}
}

// TestFrenchTypography looks for what a French reader stumbles over.
func TestFrenchTypography(t *testing.T) {
	rules := []struct {
		bad *regexp.Regexp
		say string
	}{
		{regexp.MustCompile(` [;:?!%»]`), "an ordinary space before ; : ? ! % or », where U+202F belongs"},
		{regexp.MustCompile(`« `), "an ordinary space after «, where U+202F belongs"},
		{regexp.MustCompile(`\p{L}'\p{L}`), "a straight apostrophe, where ’ belongs"},
		{regexp.MustCompile(`\p{L}[;?!»]`), "no space before ; ? ! or », where U+202F belongs"},
		{regexp.MustCompile(`[0-9] (%|o|ko|Mo|Go|ms|s)(\s|[.,)]|$)`), "an ordinary space before a unit, where U+202F belongs"},
		{regexp.MustCompile(`\.\.\.`), "three dots in place of …"},
	}
	for id, text := range messages(t, "fr") {
		if strings.HasPrefix(id, "program.") { // The Bat!
			continue
		}
		text = query.ReplaceAllString(action.ReplaceAllString(text, "0"), "")
		for _, r := range rules {
			if found := r.bad.FindString(text); found != "" {
				t.Errorf("%s: %q: %s", id, found, r.say)
			}
		}
	}
}
