package cli

import (
	"slices"

	"mailadvisor/advise"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/settings"
)

// The names of a code's pictures.
const qrPicture, qrDrawing = "qr-code.png", "qr-code.svg"

// pixels are those of a module in the picture of a code.
const pixels = 8

// qrCode returns a code for a phone: pictures of it, and how it is drawn on the
// screen.
func (a *app) qrCode(doc *advise.Document, files []settings.File) (pictures []settings.File, draw func() error, err error) {
	file := files[slices.IndexFunc(files, func(f settings.File) bool { return f.QR })]
	code, err := settings.NewQR(file.Content)
	if err != nil {
		return nil, nil, usage("qr-size", locale.Args{"detail": err.Error()})
	}
	picture, err := code.PNG(pixels)
	if err != nil {
		return nil, nil, err
	}
	return []settings.File{
		{Name: qrPicture, Mode: client.Private, Content: picture, Notes: file.Notes},
		{Name: qrDrawing, Mode: client.Private, Content: code.SVG(), Notes: file.Notes},
	}, func() error { return a.drawQR(doc, code, file) }, nil
}

// drawQR draws a code on standard output, and says to standard error what is
// in it.
func (a *app) drawQR(doc *advise.Document, code settings.QR, file settings.File) error {
	color := a.colored(a.OutTerminal)
	columns, lines := code.Size(), code.Lines()
	if !a.utf8() {
		columns, lines = 2*code.Size(), code.Size()
	}
	draw := map[[2]bool]func() string{
		{true, true}:   code.Terminal,
		{true, false}:  func() string { return code.Blocks(true) },
		{false, true}:  code.TerminalASCII,
		{false, false}: func() string { return code.ASCII(true) },
	}[[2]bool{a.utf8(), color}]
	o := a.textOptionsBeside("settings")
	if err := render.QRBeside(a.Err, file, locale.Args{
		"columns": columns, "lines": lines, "dark": !color,
	}, a.settingsAgain(doc, doc.Needs.Clients[0])+" --qr --write .", a.words, o); err != nil {
		return writeProblem(err)
	}
	_, err := a.Out.Write([]byte(draw()))
	return writeProblem(err)
}
