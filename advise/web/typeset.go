package web

import (
	"bytes"
	"html/template"
	"io"
	"regexp"
	"sync"

	"golang.org/x/net/html"

	"mailadvisor/advise/render"
	"mailadvisor/probe/hostname"
)

// internationalised finds names of hosts in A-labels (RFC 5890 section 2.3.2.1).
var internationalised = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:[a-z0-9-]+\.)*xn--[a-z0-9-]+(?:\.[a-z0-9-]+)*`)
})

// typeset does to every text of a page what holds for all of them: no number
// parts from its unit, and a host is called as people read it. Different letters
// can look the same, so a name that is not of the mailbox's own domain has its
// A-labels beside it. What is to be copied stays as it is.
func typeset(page []byte, own string) []byte {
	var out bytes.Buffer
	exact := 0 // how many open elements hold what is copied
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		kind := z.Next()
		raw := z.Raw()
		if kind == html.ErrorToken {
			if z.Err() != io.EOF { // as it was made
				return page
			}
			return out.Bytes()
		}
		if kind == html.TextToken && exact == 0 {
			raw = []byte(render.Glued(internationalised().ReplaceAllStringFunc(string(raw), func(name string) string { return readable(name, own) })))
		}
		out.Write(raw)
		name, _ := z.TagName()
		switch tag := string(name); {
		case tag != "pre" && tag != "textarea" && tag != "title" && tag != "kbd":
		case kind == html.StartTagToken:
			exact++
		case kind == html.EndTagToken:
			exact--
		}
	}
}

// readable returns a name of a host in A-labels as people read it.
func readable(name, own string) string {
	read := hostname.Unicode(name)
	switch {
	case read == "":
		return name
	case own != "" && hostname.Registrable(name) == own:
		return template.HTMLEscapeString(read)
	}
	return template.HTMLEscapeString(read) + " (" + name + ")"
}
