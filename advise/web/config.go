package web

import (
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"mailadvisor/advise/config"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe/result"
)

// Config is what a helpdesk's file says: who serves the page, and what its
// visitors may do. A nil Config is a person alone on a computer, who may do
// everything.
type Config struct {
	Name, Help string   // of the provider; where to get help, "" for nowhere
	Names      []string // by which the page may be asked for; none: by an address alone
	Passwords  bool     // whether they are taken
	Issuer     string   // of tokens, where visitors may sign in with a code; "" for none
	ClientID   string   // of this page at the issuer; "" to be registered there
	Colour     string   // of what can be pressed, "#rrggbb"; "" for ours
	DarkColour string   // the same where a visitor has it dark
	Visitors   int      // at once, at most
	AtOnce     int      // tests at once, at most
	Runs       int      // searches and tests of one visitor in ten minutes, at most

	allow run.Allowed
}

// What holds where the file does not say.
const (
	defaultVisitors = 100
	defaultAtOnce   = 4
	defaultRuns     = 20
	mostOfAny       = 10_000
)

// fileShape returns the form of the file.
func fileShape() *config.Shape {
	return &config.Shape{Doc: "A page for the visitors of a helpdesk: who serves it, and what they may do.", Keys: []config.Member{
		config.Must("name", config.OneWord("The name of the provider, which every page shows.", config.Text())),
		config.May("help", config.OneWord("Where to get help: a URL that every page links to.", urlWord())),
		config.May("names", config.ListOf("The names of the host by which the page is asked for. Without one, an address alone is answered to.", config.Host())),
		config.Must("allow", config.ListOf("Hosts and domains that may be tested: a name, .example.org for all below it, or a range of addresses. A range also lets private addresses in it be dialled.", run.AllowWord())),
		config.May("passwords", config.OneWord("Whether visitors may sign in to their mailbox. false.", config.Switch())),
		config.May("issuer", config.OneWord("Who issues tokens for the mailboxes: its URL. Where passwords are taken, visitors may then sign in there with a code instead.", issuerWord())),
		config.May("client-id", config.OneWord("The ID that this page has at the issuer, for the device flow (RFC 8628). Without one, the issuer is asked to register it.", config.Text())),
		config.May("colour", config.OneWord("The provider's colour, #rrggbb: of its name, links and buttons. Its contrast to the white of the page is 7:1 or more.", colourWord(lightScheme()))),
		config.May("dark-colour", config.OneWord("The same where a visitor has pages dark: a light one.", colourWord(darkScheme()))),
		config.May("visitors", config.OneWord("How many visitors there may be at once. 100.", config.Count(mostOfAny))),
		config.May("at-once", config.OneWord("How many tests run at once; others wait. 4.", config.Count(mostOfAny))),
		config.May("runs", config.OneWord("How many searches and tests one visitor may begin in ten minutes. 20.", config.Count(mostOfAny))),
	}}
}

func urlWord() *config.Word {
	return &config.Word{ID: "web-url", Pattern: "^(https?|mailto):", Read: func(s string) (any, bool) {
		u, err := url.Parse(s)
		return s, err == nil && (u.Scheme == "https" || u.Scheme == "http" || u.Scheme == "mailto")
	}}
}

func issuerWord() *config.Word {
	return &config.Word{ID: "web-issuer", Pattern: "^https://", Read: func(s string) (any, bool) {
		u, err := url.Parse(s)
		return s, err == nil && u.Scheme == "https" && u.Host != ""
	}}
}

// parse reads the file of a helpdesk. The error is a [*config.Error].
func parse(name string, content []byte) (*Config, error) {
	tree, wrong := fileShape().Read(name, content)
	if all := config.Joined(wrong); all != nil {
		return nil, all // a word here means nothing beside its form
	}
	c := &Config{Visitors: defaultVisitors, AtOnce: defaultAtOnce, Runs: defaultRuns}
	for _, f := range tree.Fields {
		n := &f.Value
		count := func() int { v, _ := config.Count(mostOfAny).Value(n); return v.(int) }
		switch f.Key {
		case "name":
			c.Name = n.Text
		case "help":
			c.Help = n.Text
		case "names":
			for _, one := range config.List(n) {
				v, _ := config.Host().Value(&one)
				c.Names = append(c.Names, v.(string))
			}
		case "allow":
			for _, one := range config.List(n) {
				v, _ := run.AllowWord().Value(&one)
				c.allow.Add(v)
			}
		case "passwords":
			c.Passwords = n.Text == "true"
		case "issuer":
			c.Issuer = n.Text
		case "client-id":
			c.ClientID = n.Text
		case "colour":
			c.Colour = n.Text
		case "dark-colour":
			c.DarkColour = n.Text
		case "visitors":
			c.Visitors = count()
		case "at-once":
			c.AtOnce = count()
		case "runs":
			c.Runs = count()
		}
	}
	return c, nil
}

// ReadConfig reads the file of a helpdesk. The error is a [*run.Problem].
func ReadConfig(name string) (*Config, error) {
	content, err := run.ReadFile(name)
	if err != nil {
		return nil, run.FileProblem("web-config", name, err)
	}
	c, err := parse(filepath.ToSlash(name), content)
	if wrong, ok := err.(*config.Error); ok {
		return nil, run.PolicyProblem(wrong)
	}
	return c, err
}

// refuses says why a target may not be looked at: neither its host nor the
// domain of its address is named. Nobody is asked about such a domain either.
func (c *Config) refuses(t result.Target) *run.Problem {
	if c == nil {
		return nil
	}
	for _, host := range []string{t.Host, t.Domain} {
		if host != "" && !c.allow.Host(strings.ToLower(host)) {
			return c.foreign(host)
		}
	}
	return nil
}

func (c *Config) foreign(host string) *run.Problem {
	return run.Failed("web-foreign", locale.Args{"host": host, "provider": c.Name})
}

// narrow keeps the endpoints that may be tested: what a domain publishes may
// lie elsewhere.
func (c *Config) narrow(j run.Job) ([]result.Endpoint, error) {
	if c == nil {
		return j.Endpoints, nil
	}
	kept := slices.DeleteFunc(slices.Clone(j.Endpoints), func(e result.Endpoint) bool { return !c.allow.Host(strings.ToLower(e.Host)) })
	if len(kept) == 0 && len(j.Endpoints) > 0 {
		return nil, c.foreign(j.Endpoints[0].Host)
	}
	return kept, nil
}

// bind has a runner keep to the file: nobody outside is asked, and no special
// address is dialled, whatever name leads there.
func (c *Config) bind(r *run.Runner) {
	if c == nil {
		return
	}
	r.Search.NoThirdParty, r.Search.SendAddress = true, false
	r.Options.Allow = c.allow.Dialled
}
