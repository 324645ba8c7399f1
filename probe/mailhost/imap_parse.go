package mailhost

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// command is one IMAP command; UID stands with the verb that it modifies.
type command struct {
	tag, verb string
	args      []node
}

// node is an argument: a word, or a parenthesised list of them.
type node struct {
	text   string
	isList bool
	list   []node
}

// texts returns the words of a list.
func texts(list []node) []string {
	var words []string
	for _, n := range list {
		words = append(words, n.text)
	}
	return words
}

// syntaxError is a command that cannot be read; tag is "*" where not even
// that could.
type syntaxError struct{ tag, what string }

func (e *syntaxError) Error() string { return e.what }

const maxLiteral = 64 << 10 // octets

// command reads the next command with its literals (RFC 3501 section 4.3, and
// RFC 7888 for those that do not wait).
func (c *imapSession) command() (command, error) {
	var text strings.Builder
	for {
		line, err := c.line()
		if err != nil {
			return command{}, err
		}
		text.WriteString(line)
		size, waits, ok := literal(line)
		if !ok {
			return parseCommand(text.String())
		}
		if size > maxLiteral || text.Len() > maxLine {
			if waits {
				tag, _, _ := strings.Cut(text.String(), " ")
				return command{}, &syntaxError{sayable(tag), "Too long literal"}
			}
			return command{}, errLineLong
		}
		if waits {
			c.write("+ OK\r\n")
			if err := c.w.Flush(); err != nil {
				return command{}, err
			}
		}
		octets := make([]byte, size)
		if _, err := io.ReadFull(c.r, octets); err != nil {
			return command{}, err
		}
		text.WriteString("\r\n")
		text.Write(octets)
	}
}

// literal reads the {n} or {n+} at the end of a line.
func literal(line string) (size int64, waits, ok bool) {
	open := strings.LastIndexByte(line, '{')
	if open < 0 || !strings.HasSuffix(line, "}") {
		return 0, false, false
	}
	number, immediate := strings.CutSuffix(line[open+1:len(line)-1], "+")
	n, err := strconv.ParseUint(number, 10, 32)
	return int64(n), !immediate, err == nil
}

// parseCommand reads a whole command. Literals stand in text as they came:
// {n} CRLF and the octets.
func parseCommand(text string) (command, error) {
	tag, rest, _ := strings.Cut(text, " ")
	if tag == "" || strings.ContainsAny(tag, "(){%*\"\\+\r\n") || sayable(tag) != tag {
		return command{}, &syntaxError{"*", "Invalid tag"}
	}
	p := parser{rest: rest}
	args := p.nodes(0)
	if p.wrong != "" || p.rest != "" || len(args) == 0 || args[0].isList {
		return command{}, &syntaxError{tag, "Invalid arguments" + p.wrong}
	}
	cmd := command{tag: tag, verb: strings.ToUpper(args[0].text), args: args[1:]}
	if cmd.verb == "UID" && len(cmd.args) > 0 && !cmd.args[0].isList {
		cmd.verb, cmd.args = "UID "+strings.ToUpper(cmd.args[0].text), cmd.args[1:]
	}
	return cmd, nil
}

// parser reads arguments from the front of rest.
type parser struct {
	rest  string
	wrong string // the first thing wrong, after ": "
}

const maxDepth = 8 // of lists within lists

// nodes reads arguments up to the end, or up to a closing parenthesis.
func (p *parser) nodes(depth int) []node {
	var list []node
	for p.wrong == "" {
		p.rest = strings.TrimLeft(p.rest, " ")
		if p.rest == "" || p.rest[0] == ')' {
			break
		}
		switch p.rest[0] {
		case '(':
			if depth == maxDepth {
				p.wrong = ": too many parentheses"
				break
			}
			p.rest = p.rest[1:]
			n := node{isList: true, list: p.nodes(depth + 1)}
			if !strings.HasPrefix(p.rest, ")") {
				p.wrong = ": missing parenthesis"
				break
			}
			p.rest = p.rest[1:]
			list = append(list, n)
		case '"':
			list = append(list, node{text: p.quoted()})
		case '{':
			list = append(list, node{text: p.literal()})
		default:
			list = append(list, node{text: p.atom()})
		}
	}
	return list
}

// quoted reads a quoted string (RFC 3501 section 9).
func (p *parser) quoted() string {
	var text strings.Builder
	for i := 1; i < len(p.rest); i++ {
		switch b := p.rest[i]; b {
		case '"':
			p.rest = p.rest[i+1:]
			return text.String()
		case '\\':
			if i++; i == len(p.rest) {
				continue
			}
			text.WriteByte(p.rest[i])
		default:
			text.WriteByte(b)
		}
	}
	p.wrong = ": missing quote"
	return ""
}

func (p *parser) literal() string {
	head, body, ok := strings.Cut(p.rest, "\r\n")
	size, _, good := literal(head)
	if !ok || !good || int64(len(body)) < size {
		p.wrong = ": invalid literal"
		return ""
	}
	p.rest = body[size:]
	return body[:size]
}

// atom reads a word; what stands in brackets belongs to it, as in
// BODY[HEADER.FIELDS (SUBJECT)].
func (p *parser) atom() string {
	inBrackets := false
	end := len(p.rest)
scan:
	for i := range len(p.rest) {
		switch p.rest[i] {
		case '[':
			inBrackets = true
		case ']':
			inBrackets = false
		case ' ', '(', ')', '"', '{', '\r', '\n':
			if !inBrackets {
				end = i
				break scan
			}
		}
	}
	word := p.rest[:end]
	p.rest = p.rest[end:]
	if word == "" {
		p.wrong = ": unexpected character"
	}
	return word
}

// astring returns a name as it may be sent: a quoted string, or a literal where
// it has what a quoted string may not.
func astring(s string) string {
	for _, b := range []byte(s) {
		if b < ' ' || b > '~' {
			return fmt.Sprintf("{%d}\r\n%s", len(s), s)
		}
	}
	if s != "" && !strings.ContainsAny(s, " (){%*\"\\]") {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
