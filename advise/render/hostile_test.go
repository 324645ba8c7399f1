package render_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/tell"
)

// hostile is what a server may send to take over a terminal: colours, the
// title, a bell, C1 controls, a line of its own, right-to-left marks, invisible
// letters, broken UTF-8.
const hostile = "<a>\x1b[31mred\x1b]0;title\x07\r\nFAIL\u009b2J\u202egpj.exe\u2066\u200b\u00ad\u061c\U000e0041\x80\xff\x00end"

// inert reports every character that a terminal might obey.
func inert(t *testing.T, s string) {
	t.Helper()
	for i, r := range s {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			t.Fatalf("%U in %q", r, s[max(0, i-20):min(len(s), i+20)])
		}
	}
}

// poison puts a text into every string of a document that does not choose
// what is done with it.
func poison(v reflect.Value, with string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			poison(v.Elem(), with)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			poison(v.Field(i), with)
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), with)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			value := v.MapIndex(key)
			if value.Kind() == reflect.Interface {
				value = value.Elem()
			}
			if value.Kind() == reflect.String {
				v.SetMapIndex(key, reflect.ValueOf(value.String()+with))
			}
		}
	case reflect.String:
		if v.CanSet() && v.Type() == reflect.TypeFor[string]() {
			v.SetString(v.String() + with)
		}
	}
}

func TestHostileTextComesOutInert(t *testing.T) {
	for _, f := range fixtures() {
		for _, lang := range locale.Languages() {
			t.Run(f.name+"/"+lang, func(t *testing.T) {
				d := f.make(lang)
				poison(reflect.ValueOf(d), hostile)
				d.Lang = lang
				got := text(t, d, f.options())
				inert(t, got)
				tooWide(t, got, 80)
			})
		}
	}
}

func TestClean(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"plain text", "Ünïcode, 日本語, «\u202fmot\u202f»", "Ünïcode, 日本語, «\u202fmot\u202f»"},
		{"an escape", "a\x1b[1mb", "a\ufffd[1mb"},
		{"a line break", "a\r\nb\u2028c\td", "a  b c d"},
		{"C1 controls", "a\u009b0mb\u0085c", "a\ufffd0mb c"},
		{"marks of direction", "a\u202eb\u2069c\u200fd", "a\ufffdb\ufffdc\ufffdd"},
		{"broken UTF-8", "a\xffb", "a\ufffdb"},
		{"a joiner of Persian", "می\u200cخواهم", "می\u200cخواهم"},
		{"a tag", "a\U000e0041b", "a\ufffdb"},
	}
	for _, c := range cases {
		if got := tell.Clean(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// FuzzText renders a document with foreign text in every place that a server
// fills.
func FuzzText(f *testing.F) {
	f.Add(hostile, 80)
	f.Add("日本語のメールボックス", 24)
	f.Add("e\u0301\u0301\u0301 👩\u200d👩\u200d👧 "+strings.Repeat("x", 300), 61)
	f.Fuzz(func(t *testing.T, foreign string, width int) {
		d := badDay("en")
		p := &d.Probes[0]
		p.Host, p.Paths[0].Address, p.Paths[0].Implementation = foreign, foreign, foreign
		p.Paths[0].TLS.Chain[0].Names[0] = foreign
		d.Findings[0].Evidence[1], d.Findings[0].Title = "S: "+foreign, foreign
		d.Accounts = probeHealthy("en").Accounts
		d.Accounts[0].Mailbox.Folders[0].Name = foreign
		for _, o := range []render.TextOptions{
			{View: "probe", Verbose: true, Width: width},
			{View: "probe", Verbose: true, Width: width, ASCII: true},
		} {
			var out bytes.Buffer
			if err := render.Text(&out, d, printer(t, "en"), o); err != nil {
				t.Fatal(err)
			}
			inert(t, strings.ReplaceAll(strings.ReplaceAll(out.String(), "\u200c", ""), "\u200d", ""))
			limit := 80
			if width > 0 {
				limit = min(max(width, 40), 80) // no narrower than 40, whatever a terminal says
			}
			tooWide(t, out.String(), limit)
		}
	})
}

func TestErrorIsInert(t *testing.T) {
	var out bytes.Buffer
	e := render.ErrorText{What: hostile, Why: hostile, Next: hostile, Commands: []string{"mailadvisor probe " + hostile}}
	if err := render.Error(&out, e, printer(t, "en"), render.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	inert(t, out.String())
}
