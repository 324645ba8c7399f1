package settings

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mailadvisor/probe/proven"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// paint makes an image of modules, four pixels each.
func paint(size int, black func(x, y int) bool) image.Image {
	img := image.NewGray(image.Rect(0, 0, size*4, size*4))
	for y := range size * 4 {
		for x := range size * 4 {
			if !black(x/4, y/4) {
				img.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	return img
}

// A phone reads in every form of the code what the file says.
func TestQR(t *testing.T) {
	proven.ByModule(t, "reader", "QR codes", "github.com/makiuchi-d/gozxing")
	for _, service := range []result.Service{result.IMAP, result.POP3} {
		for _, user := range []string{"user@example.org", `the "boss" & <co> #1 100% \`, "jörg"} {
			s := sample(service, result.TLS)
			s.Incoming.Username = user
			files, err := Files(s, "thunderbird-android", "", printer(t, "en"))
			if err != nil {
				t.Fatal(err)
			}
			var content []byte
			for _, f := range files {
				if f.QR {
					content = f.Content
				}
			}
			q, err := NewQR(content)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.TrimSpace(string(content))
			encoded, err := q.PNG(4)
			if err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(bytes.NewReader(encoded))
			if err != nil {
				t.Fatal(err)
			}
			if got := testkit.ScanQR(t, img); got != want {
				t.Errorf("PNG: read %s, want %s", got, want)
			}
			if got := testkit.ScanQR(t, paint(q.Size(), svgModules(t, q.SVG()))); got != want {
				t.Errorf("SVG: read %s, want %s", got, want)
			}
			if got := testkit.ScanQR(t, paint(q.Size(), terminalModules(q.Terminal()))); got != want {
				t.Errorf("terminal: read %s, want %s", got, want)
			}
			var rows [][]string // a colour for each module
			for line := range strings.Lines(q.TerminalASCII()) {
				rows = append(rows, regexp.MustCompile(`\x1b\[(40|107)m  `).FindAllString(line, -1))
			}
			if got := testkit.ScanQR(t, paint(q.Size(), func(x, y int) bool { return rows[y][x] == "\x1b[40m  " })); got != want {
				t.Errorf("terminal without UTF-8: read %s, want %s", got, want)
			}
			for _, dark := range []bool{false, true} {
				blocks := terminalModules(q.Blocks(dark))
				if got := testkit.ScanQR(t, paint(q.Size(), func(x, y int) bool { return blocks(x, y) != dark })); got != want {
					t.Errorf("blocks: read %s, want %s", got, want)
				}
				lines := strings.Split(q.ASCII(dark), "\n")
				if got := testkit.ScanQR(t, paint(q.Size(), func(x, y int) bool { return (lines[y][2*x] == '#') != dark })); got != want {
					t.Errorf("ASCII: read %s, want %s", got, want)
				}
			}
			var payload []any
			if err := json.Unmarshal(content, &payload); err != nil {
				t.Fatal(err)
			}
			if got := payload[2].([]any)[5]; got != user {
				t.Errorf("the user is %q, want %q", got, user)
			}
		}
	}
}

func svgModules(t *testing.T, svg []byte) func(x, y int) bool {
	t.Helper()
	if err := xml.Unmarshal(svg, new(struct {
		XMLName xml.Name `xml:"http://www.w3.org/2000/svg svg"`
	})); err != nil {
		t.Fatal(err)
	}
	black := map[[2]int]bool{}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h1v1h-1z`).FindAllSubmatch(svg, -1) {
		x, _ := strconv.Atoi(string(m[1]))
		y, _ := strconv.Atoi(string(m[2]))
		black[[2]int{x, y}] = true
	}
	return func(x, y int) bool { return black[[2]int{x, y}] }
}

func terminalModules(text string) func(x, y int) bool {
	var rows [][]rune
	for line := range strings.Lines(regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(text, "")) {
		rows = append(rows, []rune(strings.TrimSuffix(line, "\n")))
	}
	return func(x, y int) bool {
		half := '▀'
		if y%2 == 1 {
			half = '▄'
		}
		return rows[y/2][x] == '█' || rows[y/2][x] == half
	}
}

func TestQRTooLong(t *testing.T) {
	if _, err := NewQR(bytes.Repeat([]byte("x"), 2954)); err == nil {
		t.Error("2954 octets fit into a QR code")
	}
}
