// Package realserver starts private instances of real mail servers for tests:
// Dovecot for IMAP and POP3, Postfix for submission, both as a Linux
// distribution packages them. It is test support: only _test files import it.
//
// Every instance has a directory, a configuration, loopback ports, a
// certificate authority and a user of its own, is a child of the test process,
// and ends with the test that started it. Nothing of the system's own mail
// configuration is read, and none of its services is started or stopped.
//
// Where a server cannot be started (the program is not installed, not Linux,
// Postfix without root) the test is skipped with the reason, except with CI=true
// in the environment: there it fails, so that a run never passes by leaving
// these tests out.
package realserver
