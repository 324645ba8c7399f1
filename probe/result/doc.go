// Package result is the data model of a probe: what was seen of a mail host,
// as plain values that can be stored as JSON and read back.
//
// It is the one package that both sides of the program share. Package probe
// fills it from the network; the packages under advise read it and never see
// a network. It therefore imports the standard library only, holds no
// behaviour beyond small lookups, and never a secret.
//
// Rules of the model:
//
//   - A key carries its unit: took_ms (milliseconds), used_bytes (octets),
//     per_day. Sizes are octets, whatever unit the protocol uses (RFC 9208
//     counts STORAGE in units of 1024 octets: converted where it is read).
//   - What was not checked is absent (a nil pointer, an empty string), never
//     zero, false or "ok".
//   - What a server said keeps the server's spelling and order.
//   - Whatever fails has a [Failure] whose kind is one of [Kinds], a closed
//     list that docs/failures.md documents.
package result
