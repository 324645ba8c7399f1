package settings

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"howett.net/plist"

	"mailadvisor/advise/client"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// Every file of every program is read back in its format, with awkward values
// in every place: the user name, the host and the address come back as they
// were, or the file is refused with a reason.
func TestFormats(t *testing.T) {
	proofs := newProofs(t, client.Validated)
	awkward := []string{
		"user@example.org", "o'neil", `the "boss"`, `back\slash`, `trailing\`, "a b", "#1", "a # b", "100%", "%U", "%(home)s", "a&b", "<b>", "]]>",
		"a=b", "a;b", "$HOME", "`id`", "$(id)", "jörg@exämple.org", "用户", "{{.}}", "-- x", "a,b", "{x}", "[x]", "it''s", " space",
	}
	p := printer(t, "en")
	for k, row := range client.Table() {
		t.Run(row.Name, func(t *testing.T) {
			for _, form := range row.Forms {
				for _, file := range form.Files {
					if proves(file.Format) {
						proofs.saw(t, row.Name, string(file.Format), "")
					}
				}
			}
			for _, service := range services(row) {
				for _, form := range row.Forms {
					for i, v := range awkward {
						if testkit.Raced && (i+k)%4 != 0 {
							continue
						}
						s := sample(service, result.TLS)
						s.Incoming.Username, s.Outgoing.Username, s.Address = v, v, v+"@example.org"
						if s.Folders != nil {
							s.Folders[`\Sent`] = v
						}
						files, err := Files(s, row.Name, form.From, p)
						var refusal *Error
						if errors.As(err, &refusal) && refusal.ID == "setting-value" && v != awkward[0] {
							continue // said, not written wrong
						}
						if err != nil {
							t.Fatalf("%q: %v", v, err)
						}
						for i, f := range files {
							got, err := values(form.Files[i].Format, string(f.Content))
							if err != nil {
								t.Fatalf("%s: %v\n%s", f.Name, err, f.Content)
							}
							want := v
							if row.Name == "imapfilter" { // as it crosses the wire
								want = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v)
							}
							server := form.Files[i].Incoming || form.Files[i].Outgoing && row.Name != "evolution"
							if server && !strings.Contains(string(f.Content), "%EMAIL") && !strings.Contains(string(f.Content), "'%u'") && !holds(got, want) {
								t.Errorf("%s: the user %q does not come back from\n%s", f.Name, v, f.Content)
							}
							for _, line := range got {
								if strings.Contains(line, "wonderland") {
									t.Errorf("%s holds a password", f.Name)
								}
							}
						}
					}
				}
			}
		})
	}
}

// proves reports whether a format has a grammar of its own, so that reading a
// file back says something of its form.
func proves(f client.Format) bool {
	return slices.Contains([]client.Format{client.Plist, client.XML, client.JSON, client.TOML, client.KeyFile, client.Lisp, client.JS, client.PHP}, f)
}

// holds looks for a value, also in the authority of a URL.
func holds(values []string, want string) bool {
	return slices.ContainsFunc(values, func(v string) bool {
		if v == want || strings.Contains(v, "/user="+want) {
			return true
		}
		u, err := url.Parse(v)
		return err == nil && u.User != nil && u.User.Username() == want
	})
}

// values returns the strings of a file, as a reader of the format gets them.
func values(f client.Format, text string) ([]string, error) {
	switch f {
	case client.JSON:
		var tree any
		err := json.Unmarshal([]byte(text), &tree)
		return leaves(tree), err
	case client.TOML:
		var tree map[string]any
		_, err := toml.Decode(text, &tree)
		return leaves(tree), err
	case client.Plist:
		var tree any
		_, err := plist.Unmarshal([]byte(text), &tree)
		return leaves(tree), err
	case client.XML:
		return xmlValues(text)
	case client.Lisp:
		return lispValues(text)
	case client.PHP:
		return phpValues(text)
	case client.Lua:
		return luaValues(text), nil
	case client.Text:
		return strings.Fields(text), nil
	}
	return lineValues(f, text)
}

func leaves(tree any) []string {
	switch v := tree.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, e := range v {
			out = append(out, leaves(e)...)
		}
		return out
	case map[string]any:
		var out []string
		for _, e := range v {
			out = append(out, leaves(e)...)
		}
		return out
	}
	return nil
}

func xmlValues(text string) ([]string, error) {
	var out []string
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if chars, ok := token.(xml.CharData); ok {
			out = append(out, string(chars))
		}
	}
}

// luaValues reads the strings of Lua in double quotes.
func luaValues(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "--") {
			continue
		}
		for _, m := range quoted.FindAllStringSubmatch(line, -1) {
			out = append(out, escaped.ReplaceAllString(m[1], "$1"))
		}
	}
	return out
}

var phpSetting = regexp.MustCompile(`^\$config\['[a-z_]+'\] = '((?:[^'\\]|\\.)*)';$`)

// phpValues reads the strings of PHP in single quotes, of lines that set one.
func phpValues(text string) ([]string, error) {
	var out []string
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		m := phpSetting.FindStringSubmatch(line)
		switch {
		case line == "<?php" || strings.HasPrefix(line, "//"):
		case m == nil:
			return nil, fmt.Errorf("not a setting: %q", line)
		default:
			out = append(out, escaped.ReplaceAllString(m[1], "$1"))
		}
	}
	return out, nil
}

// lispValues reads the strings of Emacs Lisp, and counts its parentheses.
func lispValues(text string) ([]string, error) {
	var out []string
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case ';':
			for i < len(text) && text[i] != '\n' {
				i++
			}
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return nil, errors.New("a parenthesis too many")
			}
		case '"':
			var b strings.Builder
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
				b.WriteByte(text[i])
			}
			out = append(out, b.String())
		}
	}
	if depth != 0 {
		return nil, errors.New("a parenthesis is missing")
	}
	return out, nil
}

var (
	commentLine = regexp.MustCompile(`^\s*(#|;|//)`)
	quoted      = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
	shellQuoted = regexp.MustCompile(`'((?:[^']|'\\'')*)'`)
	numbered    = regexp.MustCompile(`\\x([0-9a-f]{2})`)
	escaped     = regexp.MustCompile(`\\(.)`)
)

// lineValues reads the formats of lines. A value may be read in several ways,
// by the rules of the programs that share a format: each is given.
func lineValues(f client.Format, text string) ([]string, error) {
	var out []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if commentLine.MatchString(line) || strings.TrimSpace(line) == "" || strings.HasPrefix(line, "[") {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		switch f {
		case client.INI:
			if !ok {
				return nil, fmt.Errorf("not a setting: %q", line)
			}
			value = strings.TrimSpace(value)
			out = append(out, value, strings.ReplaceAll(value, "%%", "%"))
		case client.KeyFile:
			if !ok || key != strings.TrimSpace(key) {
				return nil, fmt.Errorf("not a setting: %q", line)
			}
			out = append(out, strings.NewReplacer(`\\`, `\`, `\s`, " ").Replace(value))
		case client.Lines, client.JS:
			_, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			if len(rest) > 1 && rest[0] == '"' && rest[len(rest)-1] == '"' {
				out = append(out, rest[1:len(rest)-1]) // msmtp, mpop: nothing is special inside
			}
			for _, m := range shellQuoted.FindAllStringSubmatch(line, -1) {
				out = append(out, strings.ReplaceAll(m[1], `'\''`, "'"))
			}
			if words := strings.Fields(line); len(words) > 1 && words[0] == "set" { // S-nail, of plain words
				for _, word := range words[1:] {
					_, value, _ := strings.Cut(word, "=")
					out = append(out, value)
				}
			}
			for _, m := range quoted.FindAllStringSubmatch(line, -1) {
				out = append(out, escaped.ReplaceAllString(m[1], "$1"), numbered.ReplaceAllStringFunc(m[1], func(x string) string {
					n, _ := strconv.ParseUint(x[2:], 16, 8)
					return string(rune(n))
				}))
			}
		}
	}
	return out, nil
}
