package render

import "github.com/fatih/color"

// look is how a word stands out. Colour only repeats what a word or a sign
// beside it already says.
type look uint8

const (
	bold   look = 1 << iota // verdict, headings
	green                   // works, recommended
	yellow                  // soon, a limit
	red                     // fails, full
	dim                     // evidence, codes
	cyan                    // commands
	blue                    // lines of a chart, and their letters
	magenta
	plain look = 0
)

// palette colours words for one writer. Each colour is an instance that is
// switched on or off by itself: the package variables of the colour library
// follow the environment, and a renderer has none.
type palette map[look]*color.Color

func newPalette(on bool) palette {
	if !on {
		return nil
	}
	return palette{}
}

// paint gives a text its look.
func (p palette) paint(text string, l look) string {
	if p == nil || l == plain || text == "" {
		return text
	}
	c, ok := p[l]
	if !ok {
		c = color.New()
		for _, a := range []struct {
			look look
			code color.Attribute
		}{
			{bold, color.Bold}, {green, color.FgGreen}, {yellow, color.FgYellow},
			{red, color.FgRed}, {dim, color.Faint}, {cyan, color.FgCyan},
			{blue, color.FgBlue}, {magenta, color.FgMagenta},
		} {
			if l&a.look != 0 {
				c.Add(a.code)
			}
		}
		c.EnableColor()
		p[l] = c
	}
	return c.Sprint(text)
}
