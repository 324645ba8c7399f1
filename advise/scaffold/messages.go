package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
)

// copySection writes a section of an area's message files once more behind it,
// under another heading, in every language. Each of its messages begins with
// TODO: the words are still those of the other section.
func (w *writer) copySection(area, from, to string) error {
	value := regexp.MustCompile(`(?m)^([a-z0-9-]+ = ["']+)`)
	return w.messages(area, func(text string) (string, error) {
		before, behind, found := strings.Cut(text, "["+from+"]\n")
		if !found {
			return "", fmt.Errorf("no section [%s]", from)
		}
		words, rest, _ := strings.Cut(behind, "\n\n")
		words = strings.TrimRight(words, "\n") + "\n"
		if next := strings.Index(words, "\n["); next >= 0 {
			words, rest = words[:next+1], words[next+1:]+"\n"+rest
		} else {
			rest = "\n" + rest
		}
		return before + "[" + from + "]\n" + words + "\n[" + to + "]\n" + value.ReplaceAllString(words, "${1}TODO ") + rest, nil
	})
}

// key adds a message to a section that is there, before the first whose key
// comes later in the alphabet.
func (w *writer) key(area, heading, key, words string) error {
	return w.messages(area, func(text string) (string, error) {
		before, behind, found := strings.Cut(text, heading+"\n")
		if !found {
			return "", fmt.Errorf("no section %s", heading)
		}
		if words, _, _ := strings.Cut("\n"+behind, "\n["); strings.Contains(words, "\n"+key+" = ") {
			return "", fmt.Errorf("%s: %s is there already", heading, key)
		}
		at, end := 0, 0 // where it stands; where the line ends that was read
		for line := range strings.SplitAfterSeq(behind, "\n") {
			other, _, isKey := strings.Cut(line, " = ")
			if strings.HasPrefix(line, "[") || isKey && other > key {
				break
			}
			if end += len(line); isKey {
				at = end
			}
		}
		return before + heading + "\n" + behind[:at] + fmt.Sprintf("%s = %q\n", key, words) + behind[at:], nil
	})
}

func (w *writer) messages(area string, change func(string) (string, error)) error {
	names, err := filepath.Glob(filepath.Join(w.root, "advise/locale", area+".*.toml"))
	if err != nil || len(names) == 0 {
		return fmt.Errorf("no message files of %s: %w", area, err)
	}
	for _, name := range names {
		file, err := filepath.Rel(w.root, name)
		if err != nil {
			return err
		}
		text, err := w.read(file)
		if err != nil {
			return err
		}
		changed, err := change(string(text))
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := w.keep(file, []byte(changed)); err != nil {
			return err
		}
	}
	return nil
}
