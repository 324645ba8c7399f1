package locale

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"text/template"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// value is a number or a list as a template sees it: it prints in the
// language's form and keeps the raw value for functions.
type value struct {
	raw  any
	text string
}

func (v value) String() string { return v.text }

// data turns arguments into template values, by the ending of each key.
func (p *Printer) data(args Args) map[string]any {
	out := make(map[string]any, len(args))
	for key, raw := range args {
		switch raw := plain(raw).(type) {
		case bool:
			out[key] = raw // for {{if}}
		case string:
			out[key] = p.Format(key, raw) // for {{if}} and {{eq}}
		default:
			out[key] = value{raw, p.Format(key, raw)}
		}
	}
	return out
}

// plain returns a word of a closed list, whose type has a name, as the string
// that templates compare; any other value as it is.
func plain(raw any) any {
	if v := reflect.ValueOf(raw); v.Kind() == reflect.String {
		return v.String()
	}
	return raw
}

// Format writes one value by the ending of its key (see the package's text).
func (p *Printer) Format(key string, raw any) string {
	raw = plain(raw)
	if t, ok := textOf(raw); ok {
		return p.T(t.ID, t.Args)
	}
	if s, ok := raw.(string); ok {
		switch {
		case key == "client":
			return p.program(s)
		case key == "provider":
			return p.Provider(s)
		case strings.HasSuffix(key, "_date"):
			if t, err := time.Parse(time.DateOnly, s); err == nil {
				return p.Date(t)
			}
		case strings.HasSuffix(key, "_month"):
			if t, err := time.Parse("2006-01", s); err == nil {
				return p.Month(t)
			}
		case strings.HasSuffix(key, "_at"):
			if t, err := time.Parse(time.RFC3339, s); err == nil {
				return p.Instant(t)
			}
		}
		return s
	}
	if list, ok := stringList(raw); ok {
		if key == "client_list" || key == "instead_list" {
			list = slices.Clone(list)
			for i := range list {
				list[i] = p.program(list[i])
			}
		}
		return p.List(list)
	}
	n, ok := number(raw)
	if !ok {
		return fmt.Sprint(raw)
	}
	switch {
	case strings.HasSuffix(key, "_bytes"):
		return p.Size(n, Nearest)
	case strings.HasSuffix(key, "_share"):
		return p.Percent(n)
	case strings.HasSuffix(key, "_ms"):
		return p.Duration(n)
	case strings.HasSuffix(key, "port"):
		return strconv.FormatFloat(n, 'f', 0, 64)
	}
	return p.Number(n)
}

// program returns what a mail program is called, by its name in --client; what
// has no such name stays as it is.
func (p *Printer) program(name string) string {
	if id := "program." + name; p.Has(id) {
		return p.T(id, nil)
	}
	return name
}

// Provider returns what a mail provider is called, by its name in the built-in
// table: "GMX (Germany, Austria, Switzerland)" is written with the countries of
// the language, and "Cox (at Yahoo)" with its word for "at". What is no word of
// a language stays as it is.
func (p *Printer) Provider(name string) string {
	own, brackets, ok := strings.Cut(name, " (")
	if !ok || !strings.HasSuffix(brackets, ")") {
		return name
	}
	parts := strings.Split(strings.TrimSuffix(brackets, ")"), ", ")
	for i, part := range parts {
		if host, at := strings.CutPrefix(part, "at "); at {
			parts[i] = p.T("provider-part.at", Args{"provider": host})
		} else if id := "provider-part." + strings.ReplaceAll(strings.ToLower(part), " ", "-"); p.Has(id) {
			parts[i] = p.T(id, nil)
		}
	}
	return own + " (" + strings.Join(parts, ", ") + ")"
}

// textOf accepts a message among the arguments of another, as Go code makes
// it and as JSON reads it back.
func textOf(raw any) (Text, bool) {
	switch t := raw.(type) {
	case Text:
		return t, true
	case map[string]any:
		id, ok := t["id"].(string)
		args, _ := t["args"].(map[string]any)
		return Text{ID: id, Args: args}, ok
	}
	return Text{}, false
}

func number(raw any) (float64, bool) {
	switch n := raw.(type) {
	case value:
		return number(n.raw)
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case float64:
		return n, true
	}
	return math.NaN(), false
}

// stringList accepts a list as Go code makes it and as JSON reads it back.
func stringList(raw any) ([]string, bool) {
	switch list := raw.(type) {
	case []string:
		return list, true
	case []any:
		out := make([]string, len(list))
		for i, v := range list {
			out[i] = fmt.Sprint(v)
		}
		return out, true
	}
	return nil, false
}

// functions returns what messages may call.
func (p *Printer) functions() template.FuncMap {
	size := func(r Rounding) func(any) (string, error) {
		return func(v any) (string, error) {
			n, ok := number(v)
			if !ok {
				return "", fmt.Errorf("%v is not a size", v)
			}
			return p.Size(n, r), nil
		}
	}
	return template.FuncMap{
		"seconds": func(v any) (string, error) {
			ms, ok := number(v)
			if !ok {
				return "", fmt.Errorf("%v is not a time in milliseconds", v)
			}
			return p.Seconds(ms), nil
		},
		"limit": func(v any) (string, error) {
			n, ok := number(v)
			if !ok {
				return "", fmt.Errorf("%v is not a size", v)
			}
			return p.Limit(n), nil
		},
		"up":    size(Up),
		"down":  size(Down),
		"upper": func(v any) string { return Capital(fmt.Sprint(v)) },
		"count": func(noun string, v any) (string, error) {
			n, ok := number(v)
			if !ok {
				return "", fmt.Errorf("%v is not a number", v)
			}
			return p.Count(noun, n)
		},
		"ref": func(id string, data map[string]any) (string, error) {
			return p.localize(id, data)
		},
	}
}

// Count writes a number with its noun in the right plural: the nouns are the
// messages noun.day.one, noun.day.other and so on, whose {{.n}} is the number.
// An unknown noun is an error.
func (p *Printer) Count(noun string, n float64) (string, error) {
	data := map[string]any{"n": p.Number(n)}
	if p.plural(n) == plural.One {
		return p.localize("noun."+noun+".one", data)
	}
	return p.localize("noun."+noun+".other", data)
}

// plural returns the form that a number takes (Unicode CLDR), by its digits.
func (p *Printer) plural(n float64) plural.Form {
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(math.Abs(n), 'f', -1, 64), ".")
	digits := []byte(whole + fraction)
	for i := range digits {
		digits[i] -= '0'
	}
	return plural.Cardinal.MatchDigits(language.Make(p.lang), digits, len(whole), len(fraction))
}

// Capital begins a text with a capital letter.
func Capital(s string) string {
	if s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// Nouns returns the words that messages count things in, in every language:
// what stands behind a number.
func Nouns() []string {
	var out []string
	for _, style := range styles() {
		for _, m := range style.messages {
			words, counted := strings.CutPrefix(m.words, "{{.n}} ")
			if noun, _, _ := strings.Cut(words, " "); counted && strings.HasPrefix(m.id, "noun.") && !slices.Contains(out, noun) {
				out = append(out, noun)
			}
		}
	}
	return out
}
