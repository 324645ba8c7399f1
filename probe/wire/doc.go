// Package wire is one connection to a mail server: nothing is sent over it
// that is not on the closed list of commands ([ReadOnly]) and recorded, and
// what is recorded holds no secret.
//
// A [Conn] has a time limit and a byte budget for each step, and keeps the
// first cause of its end. It knows lines and octets, not what they mean: the
// protocols are those of its callers, who never hold the socket itself.
package wire
