package probe

import (
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// trips probes endpoints over links in memory, and returns the report with
// the round trips until each step of each port had ended. They are exact: in
// the bubble nothing but the links takes time.
func trips(t *testing.T, m *inMemory, cr *Credential, auth string, endpoints ...result.Endpoint) (report *result.Report, steps map[string]float64) {
	t.Helper()
	steps = map[string]float64{}
	synctest.Test(t, func(t *testing.T) {
		var links sync.WaitGroup
		defer links.Wait()
		o := m.options(&links)
		o.Credential, o.Auth = cr, auth
		start := time.Now()
		o.Observe = func(e Event) {
			if e.Done {
				steps[strconv.Itoa(e.Endpoint.Port)+" "+e.Step] = float64(time.Since(start)) / float64(roundTrip)
			}
		}
		var err error
		if report, err = Run(t.Context(), result.Target{Input: mailhost.Name}, slices.Values(endpoints), o); err != nil {
			t.Fatal(err)
		}
	})
	for _, p := range report.Probes {
		if p.Status != result.OK || cr != nil && p.Login.Status != result.LoginOK {
			t.Errorf("%s: %s %v, login %+v", p.Address(), p.Status, p.Failure, p.Login)
		}
	}
	return report, steps
}

// took returns a report's time in round trips.
func took(r *result.Report) float64 {
	return r.ElapsedMS * float64(time.Millisecond) / float64(roundTrip)
}

// The way to each endpoint costs the round trips that its protocol needs and
// no more: TCP, TLS, the greeting, and one for each command that has to wait
// for the answer to the one before. Behind the login, all that does not
// depend on an answer goes in one flight.
func TestRoundTrips(t *testing.T) {
	m := far(t, "")
	cr := credential(t, mailhost.Password, mailhost.Name)
	for _, tt := range []struct {
		port    int
		bare    float64 // without a login
		login   float64 // PLAIN
		usage   float64 // quota, folders and sizes, and the capabilities after the login
		arrival float64 // two more: a count in each folder, then samples of what was counted
	}{
		{993, 4, 5, 6, 8}, // TCP, TLS, greeting, CAPABILITY with ID
		{143, 5, 6, 7, 9}, // TCP, greeting, CAPABILITY with STARTTLS, TLS, CAPABILITY with ID
		{995, 4, 5, 6, 6}, // TCP, TLS, greeting, CAPA
		{110, 6, 7, 8, 8}, // TCP, greeting, CAPA, STLS, TLS, CAPA
		{465, 4, 5, 5, 5}, // TCP, TLS, greeting, EHLO
		{587, 6, 7, 7, 7}, // TCP, greeting, EHLO, STARTTLS, TLS, EHLO
	} {
		port := strconv.Itoa(tt.port)
		t.Run(port, func(t *testing.T) {
			endpoints := slices.DeleteFunc(result.DefaultEndpoints(mailhost.Name), func(e result.Endpoint) bool { return e.Port != tt.port })
			report, steps := trips(t, m, nil, "", endpoints...)
			if got := steps[port+" capabilities"]; got != tt.bare || took(report) != tt.bare {
				t.Errorf("without a login %v round trips, %v in all; want %v", got, took(report), tt.bare)
			}
			report, steps = trips(t, m, cr, "", endpoints...)
			for step, want := range map[string]float64{"login": tt.login, "quota": tt.usage, "mailbox": tt.usage, "arrival": tt.arrival} {
				if got, done := steps[port+" "+step]; done && got != want {
					t.Errorf("%s after %v round trips, want %v", step, got, want)
				}
			}
			if took(report) != tt.arrival {
				t.Errorf("%v round trips in all, want %v", took(report), tt.arrival)
			}
			if tt.usage > tt.login && (len(report.Accounts) != 1 || report.Accounts[0].Mailbox == nil) {
				t.Errorf("no usage: %+v", report.Accounts)
			}
		})
	}
}

// A whole run takes the longest chain of what depends on each other. With a
// login: the first one (993), that of 995, its usage and QUIT in one flight,
// then login and QUIT at 110, whose maildrop was locked until then.
func TestRoundTripsOfARun(t *testing.T) {
	m := far(t, "")
	cr := credential(t, mailhost.Password, mailhost.Name)
	for _, tt := range []struct {
		auth  string
		login *Credential
		want  float64
	}{
		{"", nil, 6},
		{"", cr, 5 + 1 + 1 + 1 + 1},
		{"scram-sha-256", cr, 7 + 3 + 1 + 3 + 1},
		{"scram-sha-1", cr, 7 + 3 + 1 + 3 + 1},
	} {
		t.Run(tt.auth, func(t *testing.T) {
			report, steps := trips(t, m, tt.login, tt.auth, result.DefaultEndpoints(mailhost.Name)...)
			if took(report) != tt.want {
				t.Errorf("%v round trips, want %v: %v", took(report), tt.want, steps)
			}
		})
	}
}
