package cli

import (
	"slices"
	"testing"
	"time"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

// Every program says of every issuer of the providers whether it can sign in
// there, and how, with where that was read and when; and whatever it says has
// its words.
func TestOAuthMatrixIsComplete(t *testing.T) {
	issuers := client.OAuthIssuers()
	for _, known := range discover.Issuers() {
		if !slices.ContainsFunc(issuers, func(x client.Issuer) bool { return x.Name == known.Name }) {
			t.Errorf("client.OAuthIssuers has no %s", known.Name)
		}
	}
	for _, x := range issuers {
		if x.Title == "" || !slices.ContainsFunc(discover.Issuers(), func(known result.ProviderOAuth) bool { return known.Name == x.Name }) {
			t.Errorf("no provider has the issuer %+v", x)
		}
	}
	for _, row := range client.Table() {
		if row.Use == client.Gone {
			continue
		}
		for _, at := range row.OAuth.At {
			if !slices.ContainsFunc(issuers, func(x client.Issuer) bool { return x.Name == at.Issuer }) {
				t.Errorf("%s names the issuer %q", row.Name, at.Issuer)
			}
		}
		for _, x := range append(issuers, client.Issuer{}) {
			cell := row.SignInAt(x.Name, "mail.example.org")
			day, err := time.Parse(time.DateOnly, cell.AsOf)
			switch {
			case cell.Can != client.Yes && cell.Can != client.No && cell.Can != client.Unknown:
				t.Errorf("%s at %q: can is %q", row.Name, x.Name, cell.Can)
			case cell.Source == "" || err != nil || day.IsZero():
				t.Errorf("%s at %q: read in %q on %q", row.Name, x.Name, cell.Source, cell.AsOf)
			case (cell.Can == client.Yes) != (cell.Way != "") && row.Issuers == "":
				t.Errorf("%s at %q: can is %s, by %q", row.Name, x.Name, cell.Can, cell.Way)
			case cell.Can == client.Yes && len(row.OAuth.Mechanisms) == 0:
				t.Errorf("%s has no mechanism", row.Name)
			case cell.Way == client.ByCommand && len(row.OAuth.Fields) == 0:
				t.Errorf("%s names no field for its command", row.Name)
			}
			for _, lang := range locale.Languages() {
				words, err := locale.New(lang)
				if err != nil {
					t.Fatal(err)
				}
				id := map[client.Way]string{client.ByButton: "settings.sign-in." + row.Name, client.ByOwnID: "settings.token.client-id." + row.Name}[cell.Way]
				if id != "" && !words.Has(id) {
					t.Errorf("%s: no message %s", lang, id)
				}
			}
		}
	}
}
