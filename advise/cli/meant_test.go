package cli

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"mailadvisor/advise/locale"
)

// A word of another language stands for the flag's own.
func TestWordsOfOtherLanguages(t *testing.T) {
	for flag, others := range otherWords() {
		for other, own := range others {
			for word := range strings.SplitSeq(own, ",") {
				if list := words(flag); len(list) > 0 && !contains(list, word) {
					t.Errorf("--%s %s means %s, which the flag does not take", flag, other, own)
				}
			}
			if ownWord(flag, other) != own || ownWord(flag, strings.ToUpper(other)) != own {
				t.Errorf("--%s %s is %s", flag, other, ownWord(flag, other))
			}
		}
	}
	_, own, _ := runDemo(t, "advise", "--devices", "2", "--quota", "5GB", "--offline", "all", "--server-copy", "required", "--lang", "fr")
	status, french, stderr := runDemo(t, "advise", "--devices", "2", "--quota", "5Go", "--offline", "Tout", "--server-copy", "obligatoire", "--lang", "français")
	if status != StatusOK || strings.ReplaceAll(french, "5Go", "5GB") != own {
		t.Errorf("%d\n%s%s\nnot\n%s", status, french, stderr, own)
	}
}

func contains(list []string, word string) bool {
	return strings.Contains(" "+strings.Join(list, " ")+" ", " "+word+" ")
}

// What was nearly right is answered with what was meant, and a flag that took
// another for its value is named.
func TestWhatWasMeant(t *testing.T) {
	for _, c := range []struct {
		args string
		says []string
	}{
		{"advise --devices 2 --offline al", []string{"is it all?"}},
		{"advise --devices 2 --offline recnet", []string{"is it recent?"}},
		{"advise --devices 2 --old-mail every", []string{"is it everywhere?"}},
		{"advise --devices 2 --offline partiel --lang fr", []string{"Choisissez"}},
		{"advise --devices 2 --offline réce --lang fr", []string{"est-ce recent"}},
		{"probe --demo --timeout 5", []string{"is it --timeout 5s?"}},
		{"probe --demo --timeout soon", []string{"not a span of time"}},
		{"advise --quota 5", []string{"--quota 5MB, or --quota 5GB"}},
		{"check --demo --print-policy --lang fr", []string{"--print-policy a reçu --lang"}},
		{"probe --password-file --lang fr mail.example.test", []string{"--password-file a reçu --lang"}},
		{"advise --devices --quota 5GB", []string{"--devices was given --quota"}},
		{"probe --demo --only -v", []string{"--only was given -v"}},
		{"probe --demo --timeout 2mn", []string{"is it --timeout 2m?"}},
		{"settings --demo --client --qr --lang fr", []string{"--client a reçu --qr"}},
	} {
		status, stdout, stderr := runDemo(t, strings.Fields(c.args)...)
		if status != StatusUsage || stdout != "" {
			t.Errorf("%s: status %d\n%s", c.args, status, stdout)
		}
		for _, want := range c.says {
			if !strings.Contains(strings.Join(strings.Fields(stderr), " "), strings.Join(strings.Fields(want), " ")) {
				t.Errorf("%s does not say %q:\n%s", c.args, want, stderr)
			}
		}
	}
}

// Every flag of every command that takes another flag for its value says so, and
// every flag with words of a language takes those of the other.
func TestEveryFlagIsRead(t *testing.T) {
	technical := []string{"as", "auth", "token-tool", "protocol", "lang", "only"} // names and protocols
	english, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	a := &app{words: english, Streams: Streams{Env: func(string) string { return "" }}}
	seen := 0
	for _, c := range a.root(nil).Commands() {
		c, _, err := a.root([]string{c.Name()}).Find([]string{c.Name()})
		if err != nil {
			t.Fatal(err)
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Value.Type() == "bool" {
				return
			}
			seen++
			for _, w := range words(f.Name) {
				spoken := false
				for _, own := range otherWords()[f.Name] {
					spoken = spoken || own == w
				}
				same := map[string]bool{"recent": true, "auto": true}[w]
				if !spoken && !same && !slices.Contains(technical, f.Name) && f.Name != "publish" {
					t.Errorf("--%s %s has no French word", f.Name, w)
				}
			}
			if f.NoOptDefVal != "" {
				return
			}
			args := []string{c.Name(), "--" + f.Name, "--help"}
			if f.Name != "lang" { // of two, the last one counts
				args = append(args, "--lang", "en")
			}
			status, stdout, stderr := asTyped(t, args...)
			if said := strings.Join(strings.Fields(stderr), " "); status != StatusUsage || stdout != "" || !strings.Contains(said, "--"+f.Name+" was given --help") {
				t.Errorf("%s --%s --help: status %d, %s%s", c.Name(), f.Name, status, stdout, stderr)
			}
		})
	}
	if seen < 200 {
		t.Errorf("%d flags were looked at", seen)
	}
}

// Where the environment names no language, the system's is taken.
func TestLanguageOfTheSystem(t *testing.T) {
	for _, c := range []struct {
		environment map[string]string
		system      string
		french      bool
	}{
		{nil, "fr-FR", true},
		{nil, "fr", true},
		{nil, "fr_CA", true},
		{nil, "de-DE", false},
		{nil, "", false},
		{map[string]string{"LANG": "en_GB.UTF-8"}, "fr-FR", false},
		{map[string]string{"LC_ALL": "C"}, "fr-FR", false},
		{map[string]string{"LC_MESSAGES": "fr_FR.UTF-8"}, "en-US", true},
	} {
		var out bytes.Buffer
		Main(t.Context(), []string{"--help"}, Streams{In: strings.NewReader(""), Out: &out, Err: &out,
			Env: func(name string) string { return c.environment[name] }, Language: func() string { return c.system }})
		if got := strings.Contains(out.String(), "Commandes"); got != c.french {
			t.Errorf("%v, %q: French %v, want %v", c.environment, c.system, got, c.french)
		}
	}
	for said, want := range map[string]string{
		"(\n    \"fr-FR\",\n    \"en-US\"\n)\n": "fr-FR",
		"(\n    fr\n)\n":                        "fr",
		"fr_CA\n":                               "fr_CA",
		"":                                      "",
	} {
		if got := appleLanguage(said); got != want {
			t.Errorf("appleLanguage(%q) = %q, want %q", said, got, want)
		}
	}
}
