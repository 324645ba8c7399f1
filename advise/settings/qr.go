package settings

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// QR is a QR code (ISO/IEC 18004): what a phone is shown in place of typing.
// Its methods are pure: the same content gives the same bytes.
type QR struct {
	size  int    // modules on a side, without the quiet zone
	black []bool // row by row
}

// quiet is the white border that a reader needs, in modules.
const quiet = 4

// NewQR makes the QR code of a content, with the correction of errors (level
// L, 7%) that Thunderbird's own export has: a screen is clean, and every module
// that is saved is one that a terminal has room for. A content of more than
// 2953 octets does not fit into any, which is an error.
func NewQR(content []byte) (QR, error) {
	code, err := qr.Encode(string(bytes.TrimSpace(content)), qr.L, qr.Unicode)
	if err != nil {
		return QR{}, fmt.Errorf("QR code: %w", err)
	}
	q := QR{size: code.Bounds().Dx()}
	for y := range q.size {
		for x := range q.size {
			r, _, _, _ := code.At(x, y).RGBA()
			q.black = append(q.black, r == 0)
		}
	}
	return q, nil
}

// Size returns the number of modules on a side, with the quiet zone: the
// columns that [QR.Terminal] and [QR.Blocks] need, or half of those that
// [QR.ASCII] and [QR.TerminalASCII] need.
func (q QR) Size() int { return q.size + 2*quiet }

// Lines returns the number of lines that [QR.Terminal] and [QR.Blocks] need.
func (q QR) Lines() int { return (q.Size() + 1) / 2 }

// at reports whether a module is black; x and y count from the quiet zone's
// corner.
func (q QR) at(x, y int) bool {
	x, y = x-quiet, y-quiet
	return x >= 0 && y >= 0 && x < q.size && y < q.size && q.black[y*q.size+x]
}

// Terminal draws the code with half blocks, two modules a character, in black
// on white whatever the terminal's own colours are.
func (q QR) Terminal() string {
	var b strings.Builder
	for line := range strings.Lines(q.Blocks(false)) {
		b.WriteString("\x1b[30;107m" + strings.TrimSuffix(line, "\n") + "\x1b[0m\n")
	}
	return b.String()
}

// Blocks draws the code with half blocks and without colours. With dark, for
// light text on a dark screen, a block is white.
func (q QR) Blocks(dark bool) string {
	var b strings.Builder
	for y := 0; y < q.Size(); y += 2 {
		for x := range q.Size() {
			switch up, down := q.at(x, y) != dark, q.at(x, y+1) != dark; {
			case up && down:
				b.WriteRune('█')
			case up:
				b.WriteRune('▀')
			case down:
				b.WriteRune('▄')
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TerminalASCII draws the code with spaces alone, two a module, in black on
// white whatever the terminal's own colours are.
func (q QR) TerminalASCII() string { return q.draw("\x1b[40m  ", "\x1b[107m  ", "\x1b[0m\n") }

// ASCII draws the code without colours or signs beyond ASCII, two characters
// a module. With dark, for light text on a dark screen, # is white.
func (q QR) ASCII(dark bool) string {
	if dark {
		return q.draw("  ", "##", "\n")
	}
	return q.draw("##", "  ", "\n")
}

// draw writes a text for each module, and one behind each row.
func (q QR) draw(black, white, end string) string {
	var b strings.Builder
	for y := range q.Size() {
		for x := range q.Size() {
			if q.at(x, y) {
				b.WriteString(black)
			} else {
				b.WriteString(white)
			}
		}
		b.WriteString(end)
	}
	return b.String()
}

// SVG draws the code as a vector image, one unit a module.
func (q QR) SVG() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[1]d" shape-rendering="crispEdges"><rect width="%[1]d" height="%[1]d" fill="#fff"/><path d="`, q.Size())
	for y := range q.Size() {
		for x := range q.Size() {
			if q.at(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	b.WriteString("\"/></svg>\n")
	return b.Bytes()
}

// PNG draws the code as an image, with scale pixels a module.
func (q QR) PNG(scale int) ([]byte, error) {
	img := image.NewPaletted(image.Rect(0, 0, q.Size()*scale, q.Size()*scale), color.Palette{color.White, color.Black})
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if q.at(x/scale, y/scale) {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("QR code: %w", err)
	}
	return b.Bytes(), nil
}
