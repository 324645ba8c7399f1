package cli

import (
	"crypto/x509"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/advise/run"
	"mailadvisor/probe/result"
)

// flags are the values of the flags that commands share.
type flags struct {
	lang, output, color           string
	timeout                       time.Duration
	only, connect                 []string
	user, passwordFile, tokenFile string
	passwordCommand, auth         string
	caFile, resolver, transcript  string
	demo                          string
	ipv4, ipv6                    bool
	tlsScan, insecureLoopback     bool
	verbose, why                  bool
	trustDiscovered               bool
}

// outputFlags are the flags of every command that prints a result.
func (a *app) outputFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVarP(&a.flags.output, "output", "o", "text", a.words.T("flag.output", nil))
	a.wordFlags(c)
	f.BoolVarP(&a.flags.verbose, "verbose", "v", false, a.words.T("flag.verbose", nil))
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
	f.StringVar(&a.flags.auth, "auth", "", t("auth"))
	f.StringSliceVar(&a.flags.only, "only", nil, t("only"))
	f.DurationVar(&a.flags.timeout, "timeout", 30*time.Second, t("timeout"))
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

// asked are the flags of a command that decide what is seen of a target, as
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
			case f.Value.Type() != "bool":
				out = append(out, result.Flag{Name: name, Value: v})
			case v == "true":
				out = append(out, result.Flag{Name: name})
			}
		}
	}
	return out
}

// check refuses flag values before anything is connected to.
func (f *flags) check(outputs ...string) error {
	if !slices.Contains(outputs, f.output) {
		return usage("output", locale.Args{"value": f.output, "known_list": outputs, "near": nearest.Word(f.output, outputs)})
	}
	if err := checkWord("color", f.color); err != nil {
		return err
	}
	if f.ipv4 && f.ipv6 {
		return usage("both-families", nil)
	}
	if f.resolver != "" {
		if ip, err := netip.ParseAddr(f.resolver); err == nil {
			f.resolver = net.JoinHostPort(ip.String(), "53")
		} else if !isAddressPort(f.resolver) {
			return usage("resolver", locale.Args{"value": f.resolver})
		}
	}
	return nil
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

// connections reads --connect HOST:PORT=ADDR:PORT.
func (f *flags) connections() (map[string][]string, error) {
	out := map[string][]string{}
	for _, entry := range f.connect {
		from, to, ok := strings.Cut(entry, "=")
		if !ok || !isHostPort(from) || !isAddressPort(to) {
			return nil, usage("connect", locale.Args{"value": entry})
		}
		out[strings.ToLower(from)] = append(out[strings.ToLower(from)], to)
	}
	return out, nil
}

func isHostPort(s string) bool {
	host, port, err := net.SplitHostPort(s)
	if err != nil || host == "" {
		return false
	}
	_, ok := result.ParsePort(port)
	return ok
}

// isPort reports whether a text is a port to listen on; 0 is any free one.
func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

func isAddressPort(s string) bool {
	at, err := netip.ParseAddrPort(s)
	return err == nil && at.Port() > 0
}

// roots reads --ca-file; nil stands for the system's own.
func (f *flags) roots() (*x509.CertPool, error) {
	if f.caFile == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(f.caFile)
	if err != nil {
		return nil, run.FileProblem("ca-file", f.caFile, err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, usage("ca-file-empty", locale.Args{"file": f.caFile})
	}
	return pool, nil
}

// wants reports whether --only leaves an endpoint in.
func (f *flags) wants(e result.Endpoint) bool {
	return len(f.only) == 0 || slices.Contains(f.only, string(e.Service)) || slices.Contains(f.only, string(e.Service)+":"+strconv.Itoa(e.Port))
}

// narrow keeps the endpoints that --only names.
func (f *flags) narrow(endpoints []result.Endpoint) ([]result.Endpoint, error) {
	if len(f.only) == 0 {
		return endpoints, nil
	}
	var out []result.Endpoint
	for _, entry := range f.only {
		service, port, hasPort := strings.Cut(entry, ":")
		number, isPort := result.ParsePort(port)
		if hasPort && !isPort || !slices.Contains(result.Services(), result.Service(service)) {
			return nil, usage("only", locale.Args{"value": entry})
		}
		found := false
		for _, e := range endpoints {
			if string(e.Service) != service || hasPort && e.Port != number {
				continue
			}
			found = true
			e.Named = e.Named || hasPort // asked for by its number: a refusal is a failure
			if !slices.ContainsFunc(out, func(o result.Endpoint) bool { return o.Address() == e.Address() }) {
				out = append(out, e)
			}
		}
		if !found {
			return nil, usage("only-none", locale.Args{"value": entry})
		}
	}
	return out, nil
}
