package cli

import (
	"strings"
	"testing"

	"mailadvisor/probe/mailhost"
)

// publishedRecordings are stored reports of addresses whose servers were
// searched for, each in an internet of its own.
func publishedRecordings() map[string]func(t *testing.T) []string {
	const domain = mailhost.Domain
	in := func(scenario, address string, make func(n *internet)) func(t *testing.T) []string {
		return func(t *testing.T) []string {
			n := newInternet(t, scenario).zone(mailhost.Name + ". 60 IN A 127.0.0.1")
			make(n)
			return n.flags(address)
		}
	}
	return map[string]func(t *testing.T) []string{
		"published-outdated": in("imap-only", "user@"+domain, func(n *internet) {
			n.zone("_imaps._tcp."+domain+". 60 IN SRV 0 1 993 old."+domain+".").autoconfig(domain, "%EMAILADDRESS%")
		}),
		"published-apart": in("default", "user@"+domain, func(n *internet) {
			n.srv(domain)
			file := autoconfigFile(domain, "imap."+domain, "%EMAILLOCALPART%")
			file = strings.Replace(file, "<port>995</port><socketType>SSL", "<port>110</port><socketType>plain", 1)
			n.zone("imap."+domain+". 60 IN A 127.0.0.1").file("https://autoconfig."+domain+"/mail/config-v1.1.xml", file)
			n.stand("imap." + domain)
		}),
		"published-alias": in("default", "user@"+domain, func(n *internet) {
			n.srv(domain).zone("_imaps._tcp."+domain+". 60 IN SRV 5 1 993 imap."+domain+".", "imap."+domain+". 60 IN CNAME "+mailhost.Name+".")
			n.stand("imap." + domain)
		}),
		"published-slip": in("default", "user@"+domain, func(n *internet) {
			file := autoconfigFile(domain, mailhost.Name, "%EMAILADDRESS%")
			file = strings.Replace(file, "<port>993<", "<port>995<", 1)
			file = strings.Replace(file, `"smtp"><hostname>`+mailhost.Name, `"smtp"><hostname>smtp.%DOMAIN%`, 1)
			n.srv(domain).file("https://autoconfig."+domain+"/mail/config-v1.1.xml", file)
		}),
		"published-inner": func(t *testing.T) []string { // as Debian's own hosts file has it
			n := newInternet(t, "default").zone(mailhost.Name + ". 60 IN A 127.0.1.1")
			n.srv(domain)
			n.Connect = nil
			return n.flags("user@" + domain)
		},
		"published-other-name": in("fault:wrong-name", "user@"+domain, func(n *internet) { n.srv(domain) }),
		"published-by-anyone": in("default", "user@"+domain, func(n *internet) {
			n.srv(domain).zone("*." + domain + ". 60 IN A 127.0.0.1")
		}),
		"published-provider": in("default", "user@gmail.com", func(n *internet) {
			n.zone("imap.gmail.com. 60 IN A 127.0.0.1", "pop.gmail.com. 60 IN A 127.0.0.1", "smtp.gmail.com. 60 IN A 127.0.0.1")
			n.stand("imap.gmail.com")
			n.stand("pop.gmail.com")
			n.stand("smtp.gmail.com")
		}),
	}
}

// stand lets the embedded host answer for another name too.
func (n *internet) stand(host string) {
	for name, addresses := range n.mail.Connect() {
		n.Connect[strings.Replace(name, mailhost.Name, host, 1)] = addresses
	}
}

// flags returns the arguments of a probe in this internet, without a login.
func (n *internet) flags(address string) []string {
	return append([]string{address, "--resolver", n.Address, "--ca-file", n.ca, "-4"}, connectFlags(n.Connect)...)
}
