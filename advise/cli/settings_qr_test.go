package cli

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"mailadvisor/probe/testkit"
)

// A phone reads the same code from every kind of screen and from the picture.
func TestQRFromEveryScreen(t *testing.T) {
	dir := t.TempDir()
	runQR(t, nil, "--write", dir)
	picture, err := os.ReadFile(filepath.Join(dir, "qr-code.png"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	want := testkit.ScanQR(t, img)
	if !strings.Contains(want, `"mail.example.test",993`) {
		t.Fatalf("the picture says %s", want)
	}
	for _, c := range []struct {
		name  string
		env   map[string]string
		flags []string
		dark  bool // drawn for light text on a dark window
	}{
		{"UTF-8, in colour", nil, []string{"--color", "always"}, false},
		{"UTF-8, no colour", nil, []string{"--color", "never"}, true},
		{"ASCII, in colour", map[string]string{"LC_ALL": "C"}, []string{"--color", "always"}, false},
		{"ASCII, no colour", map[string]string{"LC_ALL": "C"}, []string{"--color", "never"}, true},
	} {
		text := runQR(t, c.env, c.flags...)
		if c.env != nil && strings.IndexFunc(text, func(r rune) bool { return r > 126 }) >= 0 {
			t.Errorf("%s: not ASCII", c.name)
		}
		if got := testkit.ScanQR(t, photo(text, c.dark)); got != want {
			t.Errorf("%s: %s, want %s", c.name, got, want)
		}
		if lines := strings.Split(strings.TrimSpace(text), "\n"); c.env == nil && len(lines) > 30 {
			t.Errorf("%s: %d lines", c.name, len(lines))
		}
	}
}

func runQR(t *testing.T, env map[string]string, flags ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	status := Main(t.Context(), slices.Concat([]string{"settings", "--demo", "--client", "thunderbird-android", "--qr"}, flags), Streams{
		In: strings.NewReader(""), Out: &out, Err: &errs, Env: func(name string) string { return env[name] }, OutTerminal: true,
		Now: testkit.Today,
	})
	if status != StatusOK {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	return out.String()
}

// photo returns what a camera sees of a terminal: a character is eight pixels
// wide and sixteen high. Without colours text is white on black where it is
// dark.
func photo(text string, dark bool) image.Image {
	escape := regexp.MustCompile(`^\x1b\[([0-9;]*)m`)
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	width := utf8.RuneCountInString(regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(lines[0], ""))
	img := image.NewGray(image.Rect(0, 0, width*8, len(lines)*16))
	for y, line := range lines {
		ink, paper := uint8(0), uint8(255)
		if dark {
			ink, paper = paper, ink
		}
		for x := 0; len(line) > 0; {
			if m := escape.FindStringSubmatch(line); m != nil {
				line = line[len(m[0]):]
				switch m[1] {
				case "30;107", "107":
					ink, paper = 0, 255
				case "40":
					ink, paper = 255, 0
				}
				continue
			}
			r, n := utf8.DecodeRuneInString(line)
			line = line[n:]
			for py := range 16 {
				shade := paper
				if r == '█' || r == '#' || r == '▀' && py < 8 || r == '▄' && py >= 8 {
					shade = ink
				}
				for px := range 8 {
					img.SetGray(x*8+px, y*16+py, color.Gray{Y: shade})
				}
			}
			x++
		}
	}
	return img
}
