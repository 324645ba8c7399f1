package choose

import (
	"cmp"
	"slices"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
)

// issuer names who issues the tokens that log in here, "" where nobody is known.
func (f *facts) issuer() string {
	if f.known != nil && f.known.OAuth != nil {
		return f.known.OAuth.Name
	}
	if f.hostAmong([]string{microsoft}) != "" {
		return "microsoft"
	}
	return ""
}

// signIn returns how a program comes by a token here: at one of the hosts,
// where their names decide.
func (f *facts) signIn(row client.Row) client.SignIn {
	issuer := f.issuer()
	best := row.SignInAt(issuer, "")
	for _, host := range f.hosts {
		if cell := row.SignInAt(issuer, host); cell.Can == client.Yes {
			return cell
		}
	}
	return best
}

// withoutTokens returns the named programs that cannot log in here with a
// token.
func (f *facts) withoutTokens() []string {
	var out []string
	for _, x := range f.programs.list {
		if x.row.Use == client.Reads && f.signIn(x.row).Can == client.No && !slices.Contains(out, x.row.Name) {
			out = append(out, x.row.Name)
		}
	}
	return out
}

// tokenDevice is what a program does where nothing but a token logs in.
func (f *facts) tokenDevice(row client.Row, say tell) {
	cell := f.signIn(row)
	title := client.IssuerNamed(cell.Issuer).Title
	args := locale.Args{"issuer": title, "named": title != "", "choose": cmp.Or(cell.Choose, title)}
	switch {
	case cell.Way == client.ByButton:
		say("oauth-button", args)
	case cell.Way == client.ByCommand:
		say("oauth-command", args)
	case cell.Way == client.ByOwnID:
		say("oauth-client-id", args)
	case cell.Can == client.Yes:
		say("oauth-setting", args)
	case row.Issuers != "":
		say("oauth-"+string(row.Issuers), nil)
	case cell.Can == client.No:
		usual, _ := client.Lookup(client.Usual)
		args["known"] = f.signIn(usual).Can == client.Yes
		say("no-oauth", args)
	default:
		say("oauth-unknown", args)
	}
}
