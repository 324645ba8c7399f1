package locale

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// section is what stands under one heading of a message file. It stays in the
// file until one of its messages is asked for: a start needs some forty of two
// thousand messages, and to read all, or only to copy all to memory, costs
// more than the rest of the program's start.
type section struct {
	file     string
	from, to int32    // octets of the file, the heading's line among them
	next     *section // with the same heading, in another file
}

// sections finds the sections of a language by their headings.
func sections(lang string) (map[string]*section, error) {
	names, err := fs.Glob(files, "*."+lang+".toml")
	if err != nil {
		return nil, err
	}
	found := make(map[string]*section, 640)
	text := bufio.NewReader(nil)
	for _, name := range names {
		file, err := files.Open(name)
		if err != nil {
			return nil, err
		}
		text.Reset(file)
		last := new(section)
		before := byte('\n') // what stands before the bracket
		for at := int32(0); ; {
			passed, err := text.ReadSlice('[')
			at += int32(len(passed))
			last.to = at
			if err == bufio.ErrBufferFull {
				before = passed[len(passed)-1]
				continue
			}
			if err != nil {
				break // the end: nothing else can happen to an embedded file
			}
			if len(passed) > 1 {
				before = passed[len(passed)-2]
			}
			if before == '\n' { // a heading is a line that begins with a bracket
				heading, _ := text.ReadSlice(']')
				last.to = at - 1
				last = &section{file: name, from: at - 1, next: found[string(heading[:len(heading)-1])]}
				found[string(heading[:len(heading)-1])] = last
				at += int32(len(heading))
			}
			before = 0
		}
	}
	return found, nil
}

// text copies a section from its file, once.
func (p *Printer) text(s *section) []byte {
	if text, ok := p.texts.Load(s); ok {
		return text.([]byte)
	}
	text := make([]byte, s.to-s.from)
	if file, err := files.Open(s.file); err == nil {
		file.(io.ReaderAt).ReadAt(text, int64(s.from)) // as every file of an embed.FS
	}
	p.texts.Store(s, text)
	return text
}

// message finds the words of a message under one of the headings that its ID
// begins with: [help.root] holds help.root.short, [noun.day] noun.day.one.
func (p *Printer) message(id string) (string, error) {
	if words, ok := p.found.Load(id); ok {
		return words.(string), nil
	}
	for dot := strings.LastIndexByte(id, '.'); dot > 0; dot = strings.LastIndexByte(id[:dot], '.') {
		for s := p.sections[id[:dot]]; s != nil; s = s.next {
			if words, found, err := p.words(s, id, id[dot+1:]); found || err != nil {
				if err == nil {
					p.found.Store(id, words)
				}
				return words, err
			}
		}
	}
	return "", fmt.Errorf("no message %q in %q", id, p.lang)
}

// words finds a message by its key. Nearly all are a string on a line of their
// own, and are read without their neighbours; for the others, TOML reads the
// section. A test compares every message with what TOML says.
func (p *Printer) words(s *section, id, key string) (words string, found bool, err error) {
	text := p.text(s)
	_, behind, found := bytes.Cut(text, []byte("\n"+key+" = "))
	if !found {
		return "", false, nil
	}
	line, _, _ := bytes.Cut(behind, []byte("\n"))
	if words, ok := oneLine(string(line)); ok {
		return words, true, nil
	}
	var tree any
	if err := toml.Unmarshal(text, &tree); err != nil {
		return "", false, fmt.Errorf("%s: %w", s.file, err)
	}
	for word := range strings.SplitSeq(id, ".") {
		branch, _ := tree.(map[string]any)
		tree = branch[word]
	}
	words, found = tree.(string)
	return words, found, nil
}

// oneLine reads a basic string, whose escapes are those of Go, or a literal
// string, which has none.
func oneLine(line string) (string, bool) {
	if literal, ok := strings.CutPrefix(line, "'"); ok {
		literal, ok = strings.CutSuffix(literal, "'")
		return literal, ok && !strings.Contains(literal, "'")
	}
	words, err := strconv.Unquote(line)
	return words, err == nil && line[0] == '"'
}
