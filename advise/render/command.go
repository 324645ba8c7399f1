package render

import "strings"

// command writes a command to copy, folded at its flags: a backslash ends a
// line that goes on, and the lines after it are indented by four more.
func (s *screen) command(in int, text string) {
	for i, l := range s.fold(in, text) {
		extra := 0
		if i > 0 {
			extra = 4
		}
		s.line(indent(in+extra), s.of(l, cyan))
	}
}

// fold splits a command into lines. One that has no flag to fold at stays
// whole: a command that was cut cannot be copied.
func (s *screen) fold(in int, text string) []string {
	if in+s.measure(s.of(text, cyan)) <= s.width {
		return []string{text}
	}
	var lines []string
	line := ""
	for _, part := range flagParts(text) {
		room := s.width - in - 3 // " \" and one column to spare
		if len(lines) > 0 {
			room -= 4
		}
		if line != "" && s.measure(s.of(line+" "+part, cyan)) > room {
			lines, line = append(lines, line+` \`), part
			continue
		}
		line = strings.TrimLeft(line+" "+part, " ")
	}
	return append(lines, line)
}

// flagParts splits a command before each flag, and not inside quotes.
func flagParts(text string) []string {
	var parts []string
	quote, start := rune(0), 0
	for i, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '\'' || r == '"':
			quote = r
		case r == ' ' && strings.HasPrefix(text[i+1:], "-"):
			parts, start = append(parts, text[start:i]), i+1
		}
	}
	return append(parts, text[start:])
}
