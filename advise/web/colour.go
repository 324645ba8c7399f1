package web

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"mailadvisor/advise/config"
	"mailadvisor/advise/render"
)

// A provider's page may have its colour: for what can be pressed, and for its
// name. Text in it, and text on it, keep the contrast that all others have.

// leastContrast is that of WCAG 2.2, success criterion 1.4.6 (AAA).
const leastContrast = 7

// colourScheme is one of the two ways in which a page is shown.
type colourScheme struct {
	word  string   // of the message that says what is wanted
	among []string // the variables of the style sheet that the colour meets
}

func lightScheme() colourScheme { return colourScheme{"web-colour", schemeColours(0)} }
func darkScheme() colourScheme  { return colourScheme{"web-dark-colour", schemeColours(1)} }

var colourVariable = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`--(page|soft|on-accent): (#[0-9a-f]{6});`) })

// schemeColours returns the colours that an accent stands on, or that stand on
// it: in the style sheet the light ones come first, then the dark ones.
func schemeColours(n int) []string {
	var out []string
	for _, found := range colourVariable().FindAllStringSubmatch(render.StyleSheet(), -1) {
		out = append(out, found[2])
	}
	return out[3*n : 3*n+3]
}

// colourWord returns a colour of six hexadecimal digits that can be read in a
// scheme.
func colourWord(s colourScheme) *config.Word {
	return &config.Word{ID: s.word, Pattern: "^#[0-9A-Fa-f]{6}$", Read: func(text string) (any, bool) {
		_, ok := luminance(text)
		ok = ok && !slices.ContainsFunc(s.among, func(other string) bool { return contrast(text, other) < leastContrast })
		return text, ok
	}}
}

// luminance returns the relative luminance of a colour "#rrggbb", from 0 to 1
// (WCAG 2.2, "relative luminance").
func luminance(colour string) (float64, bool) {
	digits, found := strings.CutPrefix(colour, "#")
	rgb, err := strconv.ParseUint(digits, 16, 32)
	if !found || len(digits) != 6 || err != nil {
		return 0, false
	}
	linear := func(shift uint) float64 {
		c := float64(rgb>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0), true
}

// contrast returns the contrast ratio of two colours, from 1 to 21.
func contrast(a, b string) float64 {
	x, _ := luminance(a)
	y, _ := luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// style has a page in the colours of its provider, on a screen; "" without any.
func (c *Config) style() string {
	if c == nil || c.Colour == "" && c.DarkColour == "" {
		return ""
	}
	rule := ""
	if c.Colour != "" {
		rule += fmt.Sprintf("@media screen and (prefers-color-scheme: light) { :root { --accent: %s; } }\n", c.Colour)
	}
	if c.DarkColour != "" {
		rule += fmt.Sprintf("@media screen and (prefers-color-scheme: dark) { :root { --accent: %s; } }\n", c.DarkColour)
	}
	return rule + "@media screen { .top { border-bottom: 3px solid var(--accent); } .brand { color: var(--accent); } }\n"
}
