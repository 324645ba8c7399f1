package cli

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe/result"
)

// flags are the values of the flags that commands share.
type flags struct {
	lang, output, color           string
	files                         []formFile // beside standard output
	timeout                       time.Duration
	only, connect                 []string
	user, passwordFile, tokenFile string
	passwordCommand, tokenCommand string
	auth, signIn, issuer          string
	clientID, clientSecretFile    string
	caFile, resolver, transcript  string
	demo                          string
	address, personName           string // who sends, beside a target that is no address
	ipv4, ipv6                    bool
	tlsScan, insecureLoopback     bool
	verbose, why                  bool
	trustDiscovered               bool
}

// outputFlags are the flags of every command that prints a result.
func (a *app) outputFlags(c *cobra.Command) {
	c.Flags().StringVarP(&a.flags.output, "output", "o", "text", a.words.T("flag.output", nil))
	a.screenFlags(c)
}

// screenFlags are the flags of every command whose result can be a screen.
func (a *app) screenFlags(c *cobra.Command) {
	a.wordFlags(c)
	c.Flags().BoolVarP(&a.flags.verbose, "verbose", "v", false, a.words.T("flag.verbose", nil))
}

// wordFlags are the flags of every command that prints words.
func (a *app) wordFlags(c *cobra.Command) {
	c.Flags().StringVar(&a.flags.lang, "lang", a.words.Lang(), a.words.T("flag.lang", nil))
	c.Flags().StringVar(&a.flags.color, "color", "auto", a.words.T("flag.color", nil))
}

// networkFlags are the flags of every command that looks at a host.
func (a *app) networkFlags(c *cobra.Command) {
	f := c.Flags()
	t := func(id string) string { return a.words.T("flag."+id, nil) }
	f.StringVar(&a.flags.demo, "demo", "", t("demo"))
	f.Lookup("demo").NoOptDefVal = "default"
	f.StringVar(&a.flags.user, "user", "", t("user"))
	f.StringVar(&a.flags.passwordFile, "password-file", "", t("password-file"))
	f.StringVar(&a.flags.passwordCommand, "password-command", "", t("password-command"))
	f.StringVar(&a.flags.tokenFile, "token-file", "", t("token-file"))
	f.StringVar(&a.flags.tokenCommand, "token-command", "", t("token-command"))
	a.signInFlags(c)
	f.StringVar(&a.flags.auth, "auth", "", t("auth"))
	f.StringSliceVar(&a.flags.only, "only", nil, t("only"))
	f.DurationVar(&a.flags.timeout, "timeout", result.UsualTimeout, t("timeout"))
	f.BoolVarP(&a.flags.ipv4, "ipv4", "4", false, t("ipv4"))
	f.BoolVarP(&a.flags.ipv6, "ipv6", "6", false, t("ipv6"))
	f.StringVar(&a.flags.caFile, "ca-file", "", t("ca-file"))
	f.StringSliceVar(&a.flags.connect, "connect", nil, t("connect"))
	f.StringVar(&a.flags.resolver, "resolver", "", t("resolver"))
	f.BoolVar(&a.flags.tlsScan, "tls-scan", false, t("tls-scan"))
	f.BoolVar(&a.flags.insecureLoopback, "insecure-loopback", false, t("insecure-loopback"))
	f.BoolVar(&a.flags.trustDiscovered, "trust-discovered", false, t("trust-discovered"))
	f.StringVar(&a.flags.transcript, "transcript", "", t("transcript"))
	a.searchFlags(c)
}

// identityFlags are the flags that say who sends.
func (a *app) identityFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&a.flags.address, "address", "", a.words.T("flag.address", nil))
	f.StringVar(&a.flags.personName, "name", "", a.words.T("flag.name", nil))
}

// asked returns the flags of a command that decide what is seen of a target, as
// they were given.
func asked(c *cobra.Command) []result.Flag {
	var out []result.Flag
	for _, name := range command.Repeated() {
		f := c.Flags().Lookup(name)
		if name == "timeout" && c.Name() == "discover" {
			continue // it is that of the search
		}
		if f == nil || !f.Changed || f.Value.String() == "-" { // nothing stands on standard input a second time
			continue
		}
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, v := range values {
			switch {
			case f.Value.Type() == "duration":
				out = append(out, result.Flag{Name: name, Value: shortSpan(v)})
			case f.Value.Type() != "bool":
				out = append(out, result.Flag{Name: name, Value: v})
			case v == "true":
				out = append(out, result.Flag{Name: name})
			}
		}
	}
	return out
}

// shortSpan returns a duration as people type it: 2m, not 2m0s.
func shortSpan(duration string) string {
	if before, whole := strings.CutSuffix(duration, "m0s"); whole {
		duration = before + "m"
	}
	if before, whole := strings.CutSuffix(duration, "h0m"); whole {
		duration = before + "h"
	}
	return duration
}

// check refuses flag values before anything is connected to.
func (f *flags) check(outputs ...string) error {
	if form, file, more := strings.Cut(f.output, "="); more && slices.Contains(outputs, form) {
		return usage("output-one", locale.Args{"value": f.output, "form": form, "file": file})
	}
	if !slices.Contains(outputs, f.output) {
		return noForm(f.output, outputs)
	}
	if err := cmp.Or(f.checkFiles(outputs), checkWord("color", f.color)); err != nil {
		return err
	}
	if f.ipv4 && f.ipv6 {
		return usage("both-families", nil)
	}
	var err error
	f.resolver, err = run.Resolver(f.resolver)
	return err
}

func (f *flags) family() string {
	switch {
	case f.ipv4:
		return "ipv4"
	case f.ipv6:
		return "ipv6"
	}
	return ""
}

// isPort reports whether a text is a port to listen on; 0 is any free one.
func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}
