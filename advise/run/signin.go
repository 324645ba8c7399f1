package run

import (
	"cmp"
	"context"
	"errors"
	"html"
	"slices"
	"time"

	"mailadvisor/advise/locale"
	"mailadvisor/probe"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/hostname"
	"mailadvisor/probe/https"
	"mailadvisor/probe/result"
	"mailadvisor/probe/signin"
)

// SignIn is a login by a token that the person gets in a browser, for this run
// alone. It goes to the hosts of its issuer, and to no other.
type SignIn struct {
	Flow   string        // [signin.Browser] or [signin.Device]; "" is what goes here
	Issuer string        // its URL; "" is whom the table of providers or the mail server names
	Client signin.Client // the person's own; the zero Client is registered where the issuer lets it
	// NoBrowser says that none can be opened on this machine: the device flow is
	// then the first choice.
	NoBrowser bool
	// Show tells the person where to sign in, and returns at once: the flow ends
	// with its context. The error ends the run.
	Show func(context.Context, *signin.Flow) error
	// Page is what the browser shows once the issuer has answered, in HTML.
	Page func(*signin.Failure) string
}

// forgetting is how long it may take to give a token back.
const forgetting = 5 * time.Second

// giveToken signs the person in, and gives the job the token, for those of its
// trusted hosts that take tokens of that issuer.
func (r *Runner) giveToken(ctx context.Context, j *Job, user string, to recipients) error {
	s := r.Login.Secret.SignIn
	o := signin.Options{
		Client: s.Client, Flow: s.Flow, User: user, Name: "mailadvisor", Page: s.Page,
		Services: servicesOf(j.Endpoints), Web: r.web(), Loopback: j.Target.Demo != "" || r.Options.InsecureLoopback,
	}
	issuer, hosts, err := r.issuerOf(ctx, j, to.trusted, o)
	if err != nil {
		return SignInProblem(err, o.Client)
	}
	if o.Flow == "" && issuer.Device != "" && (s.NoBrowser || issuer.Authorize == "") {
		o.Flow = signin.Device
	}
	token, err := s.get(ctx, issuer, o)
	if err != nil {
		return SignInProblem(err, o.Client)
	}
	cr, err := probe.NewCredential(user, token.Access, true, hosts...)
	if err != nil {
		return Usage("credential", nil)
	}
	cr.Users, cr.Untrusted = to.users, to.untrusted
	j.Options.Credential = cr
	j.forget = func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), forgetting)
		defer cancel()
		token.Forget(ctx)
	}
	return nil
}

// get goes through one flow with the person. The error is a [*signin.Failure],
// or that of Show.
func (s *SignIn) get(ctx context.Context, issuer signin.Issuer, o signin.Options) (*signin.Token, error) {
	flow, err := signin.Start(ctx, issuer, o)
	if err != nil {
		return nil, err
	}
	defer flow.Close()
	if s.Show != nil {
		shown, over := context.WithCancel(ctx)
		defer over()
		if err := s.Show(shown, flow); err != nil {
			return nil, err
		}
	}
	return flow.Wait(ctx)
}

func servicesOf(endpoints []result.Endpoint) []result.Service {
	var out []result.Service
	for _, e := range endpoints {
		if !slices.Contains(out, e.Service) {
			out = append(out, e.Service)
		}
	}
	return out
}

// web returns how issuers are asked in a run.
func (r *Runner) web() https.Options {
	return https.Options{Resolver: hostname.Server(r.Options.Resolver), Connect: r.Options.Connect, Roots: r.Options.Roots, Now: r.now, Allow: r.Options.Allow}
}

// issuerOf is who issues the tokens for the hosts of a job, and which of the
// trusted hosts take them: by the person's word all; by the table of providers
// those that it names; else those that name the issuer themselves. The error is
// a [*signin.Failure], or that of a probe.
func (r *Runner) issuerOf(ctx context.Context, j *Job, trusted []string, o signin.Options) (signin.Issuer, []string, error) {
	if named := r.Login.Secret.SignIn.Issuer; named != "" {
		issuer, err := signin.Ask(ctx, signin.IssuerOf(named), o)
		if err == nil && issuer.Scopes == nil {
			issuer = issuer.WithScope(r.scopeOf(ctx, j, trusted))
		}
		return issuer, trusted, err
	}
	if row, hosts := knownIssuer(trusted); row != nil {
		issuer := signin.Known(*row)
		if row.Client == result.ClientDynamic && row.Register == "" && o.Client.ID == "" && row.Redirect != result.RedirectScheme {
			published, err := signin.Ask(ctx, row.Issuer, o)
			if err != nil {
				return issuer, nil, err
			}
			issuer.Register = published.Register
		}
		return issuer, hosts, nil
	}
	var address string
	var said *result.TokenAnswer
	var hosts []string
	for _, host := range trusted {
		answer, err := r.askIssuer(ctx, j, host)
		switch {
		case err != nil:
			return signin.Issuer{}, nil, err
		case answer != nil && (said == nil || answer.Configuration == address):
			address, hosts = answer.Configuration, append(hosts, host)
			said = cmp.Or(said, answer)
		}
	}
	if said == nil {
		return signin.Issuer{}, nil, &signin.Failure{Kind: signin.NoIssuer, Step: signin.StepIssuer, Detail: "no host names who issues its tokens"}
	}
	issuer, err := signin.Ask(ctx, signin.IssuerOf(address), o)
	return issuer.WithScope(said.Scope), hosts, err
}

// scopeOf returns the scope that a host wants, "" where none says.
func (r *Runner) scopeOf(ctx context.Context, j *Job, trusted []string) string {
	for _, host := range trusted {
		if answer, err := r.askIssuer(ctx, j, host); err == nil && answer != nil {
			return answer.Scope
		}
	}
	return ""
}

// askIssuer asks a host of a job who issues its tokens.
func (r *Runner) askIssuer(ctx context.Context, j *Job, host string) (*result.TokenAnswer, error) {
	endpoints := slices.DeleteFunc(slices.Clone(j.Endpoints), func(e result.Endpoint) bool { return e.Host != host })
	o := j.Options
	o.Transcript = nil // the run's own is the one that is asked for
	return probe.AskIssuer(ctx, j.Target, endpoints, o)
}

// KnownIssuer returns what the table of providers knows of who issues tokens
// for the servers of a job; nil for nothing.
func (j *Job) KnownIssuer() *result.ProviderOAuth {
	var hosts []string
	for _, e := range j.Endpoints {
		hosts = append(hosts, e.Host)
	}
	row, _ := knownIssuer(hosts)
	return row
}

// knownIssuer returns the row of the table of providers that some hosts have,
// and those of them that have it.
func knownIssuer(hosts []string) (*result.ProviderOAuth, []string) {
	var row *result.ProviderOAuth
	var have []string
	for _, host := range hosts {
		p := discover.KnownHost(host)
		if p == nil || p.OAuth == nil || row != nil && row.Issuer != p.OAuth.Issuer {
			continue
		}
		row, have = p.OAuth, append(have, host)
	}
	return row, have
}

// SignInProblem returns a failure of a sign-in for a person, with its cure. The
// client is the one that was used.
func SignInProblem(err error, c signin.Client) error {
	var f *signin.Failure
	if !errors.As(err, &f) {
		return err
	}
	args := locale.Args{
		"issuer": f.Issuer, "name": f.Name, "code": f.Code, "coded": f.Code != "", "detail": f.Detail, "own": c.ID != "", "network": string(f.Network),
	}
	id := "sign-in-" + string(f.Kind)
	switch f.Kind {
	case signin.NoIssuer, signin.NoClientID, signin.ClientClosed, signin.NoDeviceFlow, signin.NoBrowserFlow, signin.NoRedirect, signin.ClientUnknown, signin.SecretNeeded, signin.SecretWrong:
		return Usage(id, args)
	case signin.Canceled, signin.TimedOut, signin.NoListener, signin.Unreachable, signin.IssuerDown:
		return Unable(id, args)
	}
	return Failed(id, args)
}

// SignInPage makes what the browser shows at the end of a sign-in. A page that
// the person came from is gone on to by itself; "" for none.
func SignInPage(words *locale.Printer, back string) func(*signin.Failure) string {
	t := func(id string) string { return html.EscapeString(words.T(id, nil)) }
	return func(failed *signin.Failure) string {
		title, text := "sign-in.page.done", "sign-in.page.close"
		if failed != nil {
			title, text = "sign-in.page.failed", "sign-in.page.back"
		}
		goOn, told := "", "<p>"+t(text)+"</p>"
		if back != "" {
			to := html.EscapeString(back)
			goOn, told = `<meta http-equiv="refresh" content="0; url=`+to+`">`, `<p><a href="`+to+`">`+t("sign-in.page.go-on")+`</a></p>`
		}
		return `<!DOCTYPE html><html lang="` + words.Lang() + `"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` + goOn + `<title>mailadvisor</title>` +
			`<style>:root{color-scheme:light dark}body{font:1.1em/1.5 sans-serif;max-width:34em;margin:3em auto;padding:0 1em}</style><h1>` + t(title) + `</h1>` + told + `</html>`
	}
}
