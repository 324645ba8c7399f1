package locale

import (
	"fmt"
	"regexp"
	"testing"
	"text/template"
	"text/template/parse"
)

func printer(t *testing.T, lang string) *Printer {
	t.Helper()
	p, err := New(lang)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestElision(t *testing.T) {
	french := printer(t, "fr")
	for name, want := range map[string]string{
		"outlook.com": "d’outlook.com", "Orange": "d’Orange", "éole.example": "d’éole.example", "icloud.com": "d’icloud.com", "hôte": "d’hôte", "yves.example": "d’yves.example",
		"free.fr": "de free.fr", "Yahoo": "de Yahoo", "Hotmail": "de Hotmail", "one.com": "de one.com", "user@orange.fr": "de user@orange.fr", "1und1.example": "de 1und1.example",
		"": "de ",
	} {
		if got, err := french.fill("de {{.name}}", map[string]any{"name": name}); err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", name, got, err, want)
		}
	}
	for words, want := range map[string]string{
		"Jusque {{.name}}":                               "Jusqu’orange.fr",
		"ce que {{if .name}}{{.name}}{{end}} dit":        "ce qu’orange.fr dit",
		"de «" + Narrow + "{{.name}}" + Narrow + "»":     "d’«" + Narrow + "orange.fr" + Narrow + "»",
		"code {{.name}}":                                 "code orange.fr",
		"x.de {{.name}}":                                 "x.de orange.fr",
		"à {{.name}}, le même {{.name}}":                 "à orange.fr, le même orange.fr",
		"{{.said}}, {{.name}}":                           "que orange reste de, orange.fr",
		"{{if .name}}de {{end}}{{if .said}}orage{{end}}": "d’orage",
	} {
		if got, err := french.fill(words, map[string]any{"name": "orange.fr", "said": "que orange reste de"}); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", words, got, err, want)
		}
	}
	if got, _ := printer(t, "en").fill("de {{.name}}", map[string]any{"name": "orange.fr"}); got != "de orange.fr" {
		t.Errorf("in English: %q", got)
	}
}

// TestFrenchNamesWithAVowel writes every French message with a name that begins
// with a vowel in the place of each of its values, once for each branch of each
// condition.
func TestFrenchNamesWithAVowel(t *testing.T) {
	const name = "outlook.com"
	before := regexp.MustCompile(`(?i)(^|[^\p{L}\p{N}’'.@-])(de|le|la|que|ne|se|je|me|te|jusque|lorsque|puisque|quoique|du|au|ce|cette|beau|nouveau|vieux) («` + Narrow + `)?` + name)
	number := regexp.MustCompile(`(_date|_month|_at|_day|_share|_bytes|_ms|until)$`)
	french := printer(t, "fr")
	french.prepare()
	always := func(...any) string { return name }
	french.templates.Funcs(template.FuncMap{"count": always, "up": always, "down": always, "limit": always, "seconds": always, "ref": always, "upper": always})
	for id, words := range messages(t, "fr") {
		tree := parse.New(id)
		tree.Mode = parse.SkipFuncCheck
		tree, err := tree.Parse(words, "", "", map[string]*parse.Tree{})
		if err != nil {
			t.Fatal(id, err)
		}
		for _, text := range branches(tree.Root) {
			args := map[string]any{}
			for _, field := range argument.FindAllString(text, -1) {
				args[field[1:]] = name
				if number.MatchString(field) {
					args[field[1:]] = "5"
				}
			}
			got, err := french.fill(text, args)
			if err != nil {
				t.Errorf("%s: %s: %v", id, text, err)
			}
			if bad := before.FindString(got); bad != "" {
				t.Errorf("%s: %q in %q", id, bad, got)
			}
		}
	}
}

// branches writes a message without its conditions: once where all hold, and once for
// each further branch, with the others as they were.
func branches(list *parse.ListNode) []string {
	all := []string{""}
	for _, node := range list.Nodes {
		condition, ok := node.(*parse.IfNode)
		if !ok {
			for i := range all {
				all[i] += fmt.Sprint(node)
			}
			continue
		}
		inside := branches(condition.List)
		if condition.ElseList != nil {
			inside = append(inside, branches(condition.ElseList)...)
		} else {
			inside = append(inside, "")
		}
		first := all[0]
		for i := range all {
			all[i] += inside[0]
		}
		for _, other := range inside[1:] {
			all = append(all, first+other)
		}
	}
	return all
}

// TestFrenchTextElides looks for a short word before a vowel in what no value
// is part of.
func TestFrenchTextElides(t *testing.T) {
	pair := regexp.MustCompile(`(?i)(?:^|[^\p{L}\p{N}’'.@_-])((?:de|le|la|que|ne|se|je|me|te|jusque|lorsque|puisque|quoique) )(\p{L}[\p{L}\p{N}@.]*)`)
	for id, text := range messages(t, "fr") {
		for _, part := range action.Split(text, -1) {
			for _, found := range pair.FindAllStringSubmatch(part, -1) {
				if startsWithVowel(found[2]) {
					t.Errorf("%s: %q", id, found[0])
				}
			}
		}
	}
}
