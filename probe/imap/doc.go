// Package imap is IMAP4 (RFC 3501, RFC 9051) over one connection, up to what a
// login shows of quota, folders and arrivals.
//
// Up to the login this package reads the lines itself, because go-imap hides
// what a server says before TLS. From there on the library writes commands,
// literals and SASL exchanges, behind a wall ([Client]): what a server answers
// is read here, as it comes, within bounds, and goes to the command that asked
// for it. A library that blocks, panics or ends the connection costs a session
// and no more.
package imap
