package probe

import (
	"testing"
	"time"

	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
)

// realRun probes all endpoints of a server of a distribution, with a login.
func realRun(t *testing.T, s *realserver.Server) {
	limits := quick
	limits.TLS, limits.Greeting, limits.Login = 5*time.Second, 5*time.Second, 15*time.Second
	connect := s.Connect()
	var endpoints []result.Endpoint
	for _, e := range result.DefaultEndpoints(realserver.Host) {
		if connect[e.Address()] != nil {
			endpoints = append(endpoints, e)
		}
	}
	cr, err := NewCredential(s.User(), s.Password(), false, realserver.Host)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{
		Connect: connect, Roots: s.Roots(), StepLimits: limits, Transcript: t.Output(),
		Credential: cr,
	}
	report := visitAll(t, o, endpoints...)
	for _, p := range report.Probes {
		if p.Status != result.OK || p.Login.Status != result.LoginOK {
			t.Errorf("%s: %v, login %+v", p.Address(), p.Failure, p.Login)
			continue
		}
		path := p.SessionPath()
		if path.Capabilities.AfterTLS == nil || len(path.Auth) == 0 {
			t.Errorf("%s: capabilities %+v, auth %q", p.Address(), path.Capabilities, path.Auth)
		}
	}
}

func TestDovecot(t *testing.T) { realRun(t, realserver.Dovecot(t, realserver.Options{})) }
func TestPostfix(t *testing.T) { realRun(t, realserver.Postfix(t, realserver.Options{})) }
