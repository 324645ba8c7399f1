package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A sentence whose English changed without its translation is named until the
// translation changes too, or somebody says that it still says the same.
func TestStaleTranslations(t *testing.T) {
	dir := t.TempDir()
	place := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	english := func(greeting string) {
		place("a.en.toml", "[hello]\nworld = \""+greeting+"\"\nmoon = 'Good \"night\"'\n")
	}
	french := func(greeting string) {
		place("a.fr.toml", "[hello]\nworld = \""+greeting+"\"\nmoon = \"\"\"\nBonne\u202fnuit\"\"\"\n")
	}
	steps := []struct {
		what  string
		do    func()
		same  string
		stale []old
	}{
		{what: "first", do: func() { english("Hello"); french("Bonjour") }},
		{what: "again", do: func() {}},
		{what: "the English changes", do: func() { english("Good day") }, stale: []old{{"fr", "hello.world", "Bonjour", "Good day"}}},
		{what: "and is still stale", do: func() {}, stale: []old{{"fr", "hello.world", "Bonjour", "Good day"}}},
		{what: "the English returns", do: func() { english("Hello") }},
		{what: "it changes again", do: func() { english("Good day") }, stale: []old{{"fr", "hello.world", "Bonjour", "Good day"}}},
		{what: "the translation says the same", do: func() {}, same: "hello.world"},
		{what: "both change", do: func() { english("Hi"); french("Salut") }},
		{what: "the translation alone", do: func() { french("Coucou") }},
	}
	for _, step := range steps {
		step.do()
		stale, err := write(dir, []string{step.same})
		if err != nil || !slices.Equal(stale, step.stale) {
			t.Fatalf("%s: %v, %v, want %v", step.what, stale, err, step.stale)
		}
	}
	if rows, err := written(filepath.Join(dir, "messages_fr.go")); err != nil || len(rows) != 2 || rows["hello.moon"].words != "Bonne\u202fnuit" {
		t.Errorf("read back: %v, %v", rows, err)
	}
	place("b.en.toml", "[hello]\nworld = \"twice\"\n")
	if _, err := write(dir, nil); err == nil {
		t.Error("a message in two files is taken")
	}
}

// TestTranslationsAreOfThisEnglish holds the sums of the program's own tables.
func TestTranslationsAreOfThisEnglish(t *testing.T) {
	source, err := read("..", english)
	if err != nil {
		t.Fatal(err)
	}
	languages, err := languagesOf("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range languages {
		if lang == english {
			continue
		}
		rows, err := written(filepath.Join("..", "messages_"+lang+".go"))
		if err != nil || len(rows) < len(source) {
			t.Errorf("%s: %d of %d messages, %v: go generate ./advise/locale", lang, len(rows), len(source), err)
		}
		for id, row := range rows {
			if row.sum != sum(source[id]) {
				t.Errorf("%s: the English of %s has changed since it was translated: go generate ./advise/locale", lang, id)
			}
		}
	}
}
