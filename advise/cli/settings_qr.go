package cli

import (
	"slices"

	"mailadvisor/advise"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/settings"
)

// pixels are those of a module in the picture of a code.
const pixels = 8

// qrCode draws the code on the screen, or writes it as pictures.
func (a *app) qrCode(doc *advise.Document, files []settings.File, own settingsFlags) error {
	at := slices.IndexFunc(files, func(f settings.File) bool { return f.QR })
	code, err := settings.NewQR(files[at].Content)
	if err != nil {
		return usage("qr-size", locale.Args{"detail": err.Error()})
	}
	if own.dir != "" {
		picture, err := code.PNG(pixels)
		if err != nil {
			return err
		}
		notes := files[at].Notes
		if err := a.writeFiles([]settings.File{
			{Name: "qr-code.png", Mode: client.Private, Content: picture, Notes: notes},
			{Name: "qr-code.svg", Mode: client.Private, Content: code.SVG(), Notes: notes},
		}, own.dir, own.force); err != nil {
			return err
		}
	}
	if a.flags.output == "json" {
		return a.json([]*advise.Document{doc})
	}
	if own.dir != "" {
		return nil
	}
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
	o := a.textOptions("settings")
	o.Color = a.colored(a.ErrTerminal)
	if err := render.QRBeside(a.Err, files[at], locale.Args{
		"columns": columns, "lines": lines, "dark": !color,
	}, a.settingsAgain(doc, doc.Needs.Clients[0])+" --qr --write .", a.words, o); err != nil {
		return writeProblem(err)
	}
	_, err = a.Out.Write([]byte(draw()))
	return writeProblem(err)
}
