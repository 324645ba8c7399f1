package accounts

import (
	"strings"

	"gopkg.in/ini.v1"
)

// dialect is what differs between the programs that keep a file of sections.
type dialect struct {
	python  bool // of Python's RawConfigParser: a value goes on in indented lines, and ":" parts as "=" does
	percent bool // and interpolates: %% is one
	glib    bool // a GLib key file: a backslash escapes
	lower   bool // keys are the same in any case of letters
}

// section is a part of a file under its heading.
type section struct {
	name string
	keys keys
}

// get returns the section of a name; an empty one where there is none.
func get(all []section, name string) keys {
	for _, s := range all {
		if strings.EqualFold(s.name, name) {
			return s.keys
		}
	}
	return keys{}
}

// sections reads a file of sections. What is no line of such a file is passed
// over. Secrets are dropped here.
func (in *Input) sections(file, text string, d dialect) []section {
	delimiters := "="
	if d.python {
		delimiters = "=:"
	}
	parsed, err := ini.LoadSources(ini.LoadOptions{
		Loose: true, Insensitive: d.lower, InsensitiveKeys: d.lower, IgnoreContinuation: true, IgnoreInlineComment: true,
		AllowBooleanKeys: true, AllowPythonMultilineValues: d.python, SpaceBeforeInlineComment: true, PreserveSurroundedQuote: true,
		SkipUnrecognizableLines: true, KeyValueDelimiters: delimiters, UnescapeValueDoubleQuotes: false, AllowShadows: true,
		AllowDuplicateShadowValues: true, ReaderBufferSize: 1 << 20,
	}, []byte(plainINI(text, d)))
	if err != nil {
		in.note(NoteBroken, in.line(file, 0, ""))
		return nil
	}
	at := places(text, delimiters)
	var out []section
	for _, s := range parsed.Sections() {
		k := keys{}
		for _, key := range s.Keys() {
			name := strings.ToLower(key.Name())
			number := at[strings.ToLower(s.Name())+"\n"+name]
			if secret(name) {
				if key.Value() != "" {
					k[name] = in.hidden(file, number, key.Name())
				}
				continue
			}
			v := key.Value()
			if all := key.ValueWithShadows(); len(all) > 1 && !d.python { // the last one counts
				v = all[len(all)-1]
			}
			switch {
			case d.glib:
				v = unescapeGLib(v)
			case d.percent:
				v = strings.ReplaceAll(v, "%%", "%")
			}
			k[name] = in.at(file, number, key.Name(), v)
		}
		out = append(out, section{s.Name(), k})
	}
	return out
}

// plainINI takes out of a text what the library gives a meaning that none of
// these programs knows: values in backquotes or three quotes that go on over
// lines, and "+=" and "key:" forms are left alone.
func plainINI(text string, d dialect) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		trimmed := strings.TrimLeft(line, " \t")
		if !d.python {
			line = trimmed // indentation says nothing
		}
		key, v, ok := strings.Cut(line, "=")
		if ok {
			v = strings.TrimLeft(v, " \t")
			if strings.HasPrefix(v, "`") || strings.HasPrefix(v, `"""`) {
				line = key + "=" + zeroWidth + v
			}
			line = strings.TrimLeft(line, "`\"") // a key in quotes may go on as well
		}
		b.WriteString(line)
	}
	return b.String()
}

// zeroWidth keeps a value from beginning with a quote; nobody writes one.
const zeroWidth = "\u200b"

// places finds the line of each key: "section\nkey", in small letters. The last
// one counts.
func places(text, delimiters string) map[string]int {
	at := map[string]int{}
	name := strings.ToLower(ini.DefaultSection)
	for n, line := range numbered(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			if end := strings.LastIndex(line, "]"); end > 0 {
				name = strings.ToLower(line[1:end])
			}
			continue
		}
		if i := strings.IndexAny(line, delimiters); i > 0 {
			at[name+"\n"+strings.ToLower(strings.TrimSpace(line[:i]))] = n
		} else if line != "" {
			at[name+"\n"+strings.ToLower(line)] = n
		}
	}
	return at
}

// unescapeGLib undoes the escapes of a GLib key file.
func unescapeGLib(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		if at := strings.IndexByte("sntr", s[i]); at >= 0 {
			b.WriteByte(" \n\t\r"[at])
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
