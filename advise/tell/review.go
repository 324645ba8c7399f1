package tell

import (
	"strconv"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/review"
)

// ReviewLine returns a line that shows a finding of a review.
func ReviewLine(l accounts.Line, p *locale.Printer) string {
	id := "line"
	if l.Number == 0 {
		id = "unset"
	}
	return reviewed(p, id, locale.Args{"file": l.File, "number": strconv.Itoa(l.Number), "text": l.Text})
}

// ReviewUnknown returns what a review cannot know, and where that stands.
func ReviewUnknown(x *review.Unknown, p *locale.Printer) string {
	file := x.Line.File
	if x.Line.Number > 0 {
		file = reviewed(p, "place", locale.Args{"file": file, "number": strconv.Itoa(x.Line.Number)})
	}
	return reviewed(p, "known-file", locale.Args{"file": file, "text": x.Text})
}

// ReviewPassed returns what a review left out, and why.
func ReviewPassed(x *review.Passed, p *locale.Printer) string {
	id := "known"
	if x.Name == "" {
		id = "known-file"
	}
	return reviewed(p, id, locale.Args{"name": x.Name, "file": x.File, "text": x.Text})
}

// ReviewNotChecked says which rules had nothing to go by; "" for none.
func ReviewNotChecked(r *review.Review, p *locale.Printer) string {
	if len(r.NotChecked) == 0 || len(r.Accounts) == 0 {
		return ""
	}
	return reviewed(p, "notchecked", locale.Args{"known_list": r.NotChecked})
}

// Change is what a review has somebody change, as every screen words it.
type Change struct {
	Text    string
	Where   string   // the line of a file, or the way to a screen; "" for neither
	Write   []string // what is to stand in the file
	Instead string   // of what; "" for nothing
	Fields  []string // what is to be set on the screen
}

// ReviewChange returns a change of a review in words.
func ReviewChange(c *review.Change, p *locale.Printer) Change {
	out := Change{Text: Clean(c.Text)}
	if len(c.Write) > 0 {
		out.Where = reviewed(p, "write", locale.Args{"file": c.File, "line": c.Line > 0, "number": strconv.Itoa(c.Line)})
		for _, line := range c.Write {
			out.Write = append(out.Write, Clean(line))
		}
		if c.Instead != "" {
			out.Instead = reviewed(p, "instead", locale.Args{"text": c.Instead})
		}
		return out
	}
	if c.Screen != "" {
		out.Where = reviewed(p, "screen", locale.Args{"client": c.Program(), "screen": c.Screen})
	}
	for _, x := range c.Fields {
		out.Fields = append(out.Fields, reviewed(p, "field", locale.Args{"name": x.Name, "value": x.Value}))
	}
	return out
}

func reviewed(p *locale.Printer, id string, args locale.Args) string {
	return Clean(p.T("screen.review."+id, args))
}
