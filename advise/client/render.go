package client

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
	"text/template"

	"mailadvisor/probe/utf7"
)

//go:embed templates
var templates embed.FS

// words writes a message of the language files, for comments and labels.
type words func(id string, args map[string]any) string

// Render writes the file. Notes are prose for its head, where the format has
// comments. A value that the format cannot hold is a *[ValueError].
func (f File) Render(d Data, notes []string, words words) ([]byte, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	for _, s := range []*Server{&d.Incoming, &d.Outgoing} {
		if s.Command == "" {
			s.Command = "pass show mail/" + d.Name
		}
	}
	if f.Write != nil {
		return f.Write(d), nil
	}
	t, err := template.New(f.Template).Option("missingkey=zero").Funcs(funcs(words)).ParseFS(templates, "templates/shared.tmpl", "templates/"+f.Template)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, struct {
		Data
		Notes []string
	}{d, notes})
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func funcs(words words) template.FuncMap {
	return template.FuncMap{
		"mbsync":     mbsyncArg,
		"skip":       mbsyncSkip,
		"ini":        iniValue,
		"python":     pythonString,
		"msmtp":      msmtpValue,
		"from":       msmtpFrom,
		"js":         jsString,
		"xml":        xmlText,
		"folder":     thunderbirdFolder,
		"comment":    comment,
		"column":     column,
		"numbered":   numbered,
		"prose":      prose,
		"url":        urlUser,
		"mutt":       muttString,
		"lisp":       lispString,
		"lua":        lispString,
		"sh":         shellWord,
		"imapfilter": imapfilterSecret,
		"quoted":     imapString,
		"toml":       tomlString,
		"json":       jsonString,
		"keyfile":    keyfileValue,
		"fetch":      fetchmailString,
		"percent":    percentValue,
		"pine":       pineValue,
		"imap":       pineFolder,
		"address":    plainAddress,
		"known":      knownFolder,
		"prf":        prfValue,
		"ascii":      asciiValue,
		"days":       androidDays,
		"size":       androidSize,
		"keep":       outlookKeep,
		"guid":       func(parts ...string) string { return strings.ToLower(uuid(parts...)) },
		"screen":     newScreen,

		"mpopauth":    msmtpAuth,
		"mbsyncmechs": mbsyncMechs,
		"muttimap":    muttIMAP,
		"muttpop":     muttPOP,
		"muttsmtp":    muttSMTP,
		"clawssmtp":   clawsSMTP,
		"aerc":        aercScheme,
		"argv":        arguments,
		"bearer":      xoauth2Message,
		"himalaya":    newHimalaya,
		"muttpass":    muttBackticks,
		"pineuser":    pineUser,
		"pineperson":  pinePerson,
		"snail":       snailFrom,
		"aercfrom":    aercFrom,
		"evolution":   evolutionFolder,

		"evolutionauth": evolutionAuth,
		"php":           phpString,
		"wire":          utf7.Encode,
		"roundcubeauth": roundcubeAuth,
		"roundcubeuser": roundcubeUser,
		"claws":         clawsFolders,
		"k9folder":      k9Folder,
		"pinewithout":   alpineWithout,
		"pineprefix":    pinePrefix,
		"mu4e":          mu4eFolder,
		"gnus":          gnusGroup,
		"gnusauth":      gnusAuth,
		"meliuse":       meliUse,
		"t": func(id string, pairs ...any) string {
			args := map[string]any{}
			for i := 0; i+1 < len(pairs); i += 2 {
				args[fmt.Sprint(pairs[i])] = pairs[i+1]
			}
			return words(id, args)
		},
	}
}
