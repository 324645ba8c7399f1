package client

import (
	"crypto/sha1"
	"fmt"
	"strings"
)

// uuid returns a version 5 UUID (RFC 9562 section 5.5) of the parts: the same
// account always gets the same one, so that a new profile replaces the old.
func uuid(parts ...string) string {
	// The namespace is the DNS one of RFC 9562 section 6.6.
	namespace := []byte{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	sum := sha1.Sum(append(namespace, strings.Join(parts, "\n")...))
	sum[6] = sum[6]&0x0f | 0x50
	sum[8] = sum[8]&0x3f | 0x80
	return strings.ToUpper(fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16]))
}

// reverseDomain writes a domain as Apple identifiers begin: org.example.
func reverseDomain(domain string) string {
	labels := strings.Split(domain, ".")
	for i, j := 0, len(labels)-1; i < j; i, j = i+1, j-1 {
		labels[i], labels[j] = labels[j], labels[i]
	}
	return strings.Join(labels, ".")
}
