package settings

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/testkit"
)

// locales is where programs install their language files.
var locales = flag.String("locales", "/usr/share/locale", "the folder of installed gettext catalogues")

// The names that we say a program shows are those of its own language file,
// where that is installed. Elsewhere the row's citation stands for it.
func TestLabelsAreTheProgramsOwn(t *testing.T) {
	en, fr := printer(t, "en"), printer(t, "fr")
	for _, row := range client.Table() {
		if row.Labels == nil || len(row.Labels.Catalogs) == 0 {
			continue
		}
		t.Run(row.Name, func(t *testing.T) {
			french := map[string][]string{}
			for _, domain := range row.Labels.Catalogs {
				content, err := os.ReadFile(filepath.Join(*locales, "fr", "LC_MESSAGES", domain+".mo"))
				if errors.Is(err, fs.ErrNotExist) {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				for id, text := range catalogue(t, content) {
					french[shown(id)] = append(french[shown(id)], shown(text))
				}
			}
			if len(french) == 0 {
				t.Skipf("%s is not installed in %s", strings.Join(row.Labels.Catalogs, ", "), *locales)
			}
			compare := func(what, english, ours string) {
				texts := french[shown(english)]
				if len(texts) == 0 && shown(english) == shown(ours) {
					return // a word such as StartTLS, which nobody translates
				}
				if !slices.Contains(texts, shown(ours)) {
					t.Errorf("%s: %q, in French %q; the program says %q", what, english, ours, texts)
				}
			}
			english := Labels(row, en)
			for key, ours := range Labels(row, fr) {
				compare(key, english[key], ours)
			}
			if where := "settings.type." + row.Name; en.Has(where) {
				theirs, ours := quotations(en.T(where, nil)), quotations(fr.T(where, nil))
				if len(theirs) != len(ours) {
					t.Fatalf("%s quotes %q, in French %q", where, theirs, ours)
				}
				for i := range theirs {
					compare(where, theirs[i], ours[i])
				}
			}
		})
	}
}

// quotations returns the names that a sentence quotes.
func quotations(s string) []string {
	var out []string
	for _, m := range regexp.MustCompile("\"([^\"]*)\"|«\u202f([^»]*)\u202f»").FindAllStringSubmatch(s, -1) {
		out = append(out, m[1]+m[2])
	}
	return out
}

// shown returns a message as a person reads it: without the marks of keys and
// values, and whatever the apostrophes and the spaces are.
func shown(s string) string {
	_, s, _ = cutContext(s)
	s = regexp.MustCompile(`%[0-9]*\$?[a-z]|%[0-9]`).ReplaceAllString(s, "…")
	s = strings.NewReplacer("...", "", "_", "", "&", "", "’", "'", "\u202f", " ", "\u00a0", " ", " :", ":").Replace(s)
	return strings.TrimSpace(s)
}

// cutContext takes off the context of a message, which stands before an EOT.
func cutContext(s string) (context, text string, found bool) {
	if context, text, found = strings.Cut(s, "\x04"); found {
		return context, text, true
	}
	return "", s, false
}

// catalogue reads a compiled gettext catalogue (GNU gettext manual, "The
// Format of GNU MO Files"). Of plurals it takes the first form.
func catalogue(t *testing.T, b []byte) map[string]string {
	t.Helper()
	var order binary.ByteOrder = binary.LittleEndian
	if len(b) < 28 || order.Uint32(b) != 0x950412de {
		t.Fatal("not a catalogue of a little-endian machine")
	}
	out := map[string]string{}
	text := func(table, i uint32) string {
		at := table + 8*i
		size, offset := order.Uint32(b[at:]), order.Uint32(b[at+4:])
		first, _, _ := bytes.Cut(b[offset:offset+size], []byte{0})
		return string(first)
	}
	for i := range order.Uint32(b[8:]) {
		out[text(order.Uint32(b[12:]), i)] = text(order.Uint32(b[16:]), i)
	}
	return out
}

// Where Thunderbird can sign in by OAuth2 is what its own list says.
func TestThunderbirdSignsIn(t *testing.T) {
	archive, err := zip.OpenReader(testkit.File(t, "/usr/lib/thunderbird/omni.ja", "thunderbird"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	content, err := fs.ReadFile(archive, "modules/OAuth2Providers.sys.mjs")
	if err != nil {
		t.Fatal(err)
	}
	list, _, _ := strings.Cut(string(content), "For testing purposes")
	_, list, found := strings.Cut(list, "kHostnames = new Map")
	hosts := regexp.MustCompile(`\[\s*"([a-z0-9.-]+)",\s*\[`).FindAllStringSubmatch(list, -1)
	if !found || len(hosts) < 15 {
		t.Fatalf("%d hosts: the list has another form", len(hosts))
	}
	// Of calendars and contacts, of other protocols, and of those who make it.
	others := regexp.MustCompile(`googleapis|googleusercontent|^graph\.|davs?\.|^stage-`)
	for _, m := range hosts {
		if !others.MatchString(m[1]) && !client.SignsIn("thunderbird", m[1]) {
			t.Errorf("Thunderbird can sign in at %s", m[1])
		}
	}
	for _, host := range []string{"mail.example.org", "gmail.com.example.org", "notgmail.com", "org", ""} {
		if client.SignsIn("thunderbird", host) {
			t.Errorf("%q is none of them", host)
		}
	}
}

// Thunderbird's names are in its own archive: values of Fluent files and of
// DTDs.
func TestLabelsOfThunderbird(t *testing.T) {
	archive, err := zip.OpenReader(testkit.File(t, "/usr/lib/thunderbird/omni.ja", "thunderbird"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	value := regexp.MustCompile(`(?m)(?:^[\w.-]+|^ +\.label) = (.+)$|<!ENTITY [\w.-]+\s+"([^"]*)"`)
	theirs := map[string]bool{}
	for _, name := range []string{
		"localization/en-US/messenger/accountcreation/accountHub.ftl",
		"chrome/en-US/locale/en-US/messenger/am-server-top.dtd",
		"chrome/en-US/locale/en-US/messenger/am-offline.dtd",
	} {
		content, err := fs.ReadFile(archive, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range value.FindAllSubmatch(content, -1) {
			theirs[string(m[1])+string(m[2])] = true
		}
	}
	row, _ := client.Lookup("thunderbird")
	for key, ours := range Labels(row, printer(t, "en")) {
		if !theirs[ours] {
			t.Errorf("%s: %q is none of Thunderbird's names", key, ours)
		}
	}
}

// So are the words of the way to a new profile.
func TestWayToAProfileOfThunderbird(t *testing.T) {
	archive, err := zip.OpenReader(testkit.File(t, "/usr/lib/thunderbird/omni.ja", "thunderbird"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	theirs := ""
	for _, name := range []string{"messenger/menubar.ftl", "messenger/appmenu.ftl", "toolkit/about/aboutProfiles.ftl", "toolkit/about/aboutSupport.ftl"} {
		content, err := fs.ReadFile(archive, "localization/en-US/"+name)
		if err != nil {
			t.Fatal(err)
		}
		theirs += string(content)
	}
	quoted := regexp.MustCompile(`"([^"]+)"`).FindAllStringSubmatch(printer(t, "en").T("settings.place.thunderbird.user.js-page", nil), -1)
	if len(quoted) < 8 {
		t.Fatalf("only %q are named", quoted)
	}
	for _, m := range quoted {
		if !regexp.MustCompile(`(?m)(?: =|\]) ` + regexp.QuoteMeta(m[1]) + `$`).MatchString(theirs) {
			t.Errorf("%q is none of Thunderbird's words", m[1])
		}
	}
}

// Every mail program has a name for sentences, in each language.
func TestProgramsHaveNames(t *testing.T) {
	for _, lang := range locale.Languages() {
		p := printer(t, lang)
		for _, row := range client.Table() {
			if !p.Has("program." + row.Name) {
				t.Errorf("%s: %s has no name", lang, row.Name)
			}
		}
		if got := p.Format("client_list", []string{"k9", "nobody's"}); !strings.HasPrefix(got, "K-9 Mail ") || !strings.HasSuffix(got, " nobody's") {
			t.Error(got)
		}
	}
}
