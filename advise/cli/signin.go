package cli

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe/signin"
)

// signInFlags are the flags of a login by a token that is got in a browser.
func (a *app) signInFlags(c *cobra.Command) {
	f := c.Flags()
	t := func(id string) string { return a.words.T("flag."+id, nil) }
	f.StringVar(&a.flags.signIn, "sign-in", "", t("sign-in"))
	f.Lookup("sign-in").NoOptDefVal = signInAuto
	f.StringVar(&a.flags.issuer, "issuer", "", t("issuer"))
	f.StringVar(&a.flags.clientID, "client-id", "", t("client-id"))
	f.StringVar(&a.flags.clientSecretFile, "client-secret-file", "", t("client-secret-file"))
}

// signInAuto is the flow that goes on this machine.
const signInAuto = "auto"

// signInSecret returns the secret of --sign-in.
func (a *app) signInSecret() (run.Secret, error) {
	f := &a.flags
	if err := checkWord("sign-in", f.signIn); err != nil {
		return run.Secret{}, err
	}
	s := run.SignIn{Issuer: f.issuer, Client: signin.Client{ID: f.clientID}, NoBrowser: a.OpenBrowser == nil, Show: a.showSignIn, Page: run.SignInPage(a.words, "")}
	if f.signIn != signInAuto {
		s.Flow = f.signIn
	}
	if f.clientSecretFile != "" {
		var err error
		if s.Client.Secret, err = run.ClientSecret(f.clientSecretFile); err != nil {
			return run.Secret{}, err
		}
	}
	return run.BySignIn(s), nil
}

// checkSignIn refuses what goes with --sign-in alone, where that is not given.
func (a *app) checkSignIn() error {
	f := &a.flags
	for name, value := range map[string]string{"--client-id": f.clientID, "--client-secret-file": f.clientSecretFile, "--issuer": f.issuer} {
		if value != "" && f.signIn == "" {
			return usage("sign-in-alone", locale.Args{"flag": name})
		}
	}
	if f.clientSecretFile != "" && f.clientID == "" {
		return usage("client-secret-alone", nil)
	}
	return nil
}

// showSignIn tells the person where to sign in, opens a browser where there is
// one, and takes the address that another machine's browser ended at.
func (a *app) showSignIn(ctx context.Context, flow *signin.Flow) error {
	args := locale.Args{"issuer": flow.Issuer, "address": flow.Address, "code": flow.UserCode, "port": flow.Port, "until": flow.Until.Format(time.TimeOnly[:5]), "paste": a.ReadPassword != nil}
	alone := func(text string) { io.WriteString(a.Err, "  "+text+"\n") } // whole, to be copied
	if flow.Kind == signin.Device {
		a.remark(locale.Text{ID: "sign-in.device", Args: args})
		alone(flow.Address)
		a.remark(locale.Text{ID: "sign-in.code", Args: args})
		alone(flow.UserCode)
		a.remark(locale.Text{ID: "sign-in.waiting", Args: args})
		return nil
	}
	id := "sign-in.no-browser"
	if a.OpenBrowser != nil {
		id = "sign-in.browser"
		if a.OpenBrowser(flow.Address) != nil {
			id = "sign-in.not-opened"
		}
	}
	a.remark(locale.Text{ID: id, Args: args})
	alone(flow.Address)
	if id == "sign-in.browser" {
		a.remark(locale.Text{ID: "sign-in.waiting", Args: args})
		return nil
	}
	a.remark(locale.Text{ID: "sign-in.elsewhere", Args: args})
	if a.ReadPassword != nil {
		go a.takeAnswer(ctx, flow)
	}
	return nil
}

// takeAnswer reads the address of another machine's browser, until one fits or
// the flow is over. What is read after that is nobody's.
func (a *app) takeAnswer(ctx context.Context, flow *signin.Flow) {
	for ctx.Err() == nil {
		line, err := answered(ctx, func() (string, error) { return readLine(a.In) })
		if err != nil || ctx.Err() != nil || line == "" {
			return
		}
		if err := flow.Answer(line); err == nil {
			return
		}
		a.remark(locale.Text{ID: "sign-in.not-it", Args: locale.Args{"port": flow.Port}})
	}
}
