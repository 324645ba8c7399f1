package web

import (
	"mailadvisor/advise/run"
	"mailadvisor/probe/result"
)

// Config is what a helpdesk's file says. A nil Config is a person alone on a
// computer, who may do everything.
type Config struct {
	Name, Help string   // of the provider; where to get help
	Names      []string // by which the page may be asked for
	Passwords  bool     // whether they are taken
	Visitors   int      // at once, at most
	AtOnce     int      // tests at once, at most
}

func (c *Config) passwords() bool { return c == nil || c.Passwords }

// refuses says why a target may not be looked at.
func (c *Config) refuses(result.Target) *run.Problem { return nil }

// narrow keeps the endpoints that may be tested.
func (c *Config) narrow(j run.Job) ([]result.Endpoint, error) { return j.Endpoints, nil }

// bind has a runner keep to the file.
func (c *Config) bind(*run.Runner) {}
