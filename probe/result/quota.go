package result

import (
	"slices"
	"strings"
)

// This file reads quotas. Nothing else does: "the limit of a mailbox" is one
// number on every screen.

// The resources of a quota (RFC 9208 section 5).
const (
	Storage  = "STORAGE"
	Messages = "MESSAGE"
)

// Limit is a quota that can be reckoned with: its limit is above zero, and what
// is used of it is known. Amounts are octets for [Storage], and else messages.
type Limit struct {
	Root        string
	Resource    string
	Used, Limit int64
	Shared      bool // it counts more than this person's mail
}

// Bytes reports whether the limit is one of octets.
func (l Limit) Bytes() bool { return l.Resource == Storage }

// Share returns the part of the limit that is used; above 1 where it is more.
func (l Limit) Share() float64 { return float64(l.Used) / float64(l.Limit) }

// Room returns what is left; 0 where more is used than allowed.
func (l Limit) Room() int64 { return max(0, l.Limit-l.Used) }

// Limits returns the quotas of an account that can be reckoned with, the
// tightest first: of each resource the one with the least room left, those of
// octets before those of messages, and what is shared with others last. New
// mail is refused as soon as one of them is reached, so that the one with the
// least room ends first, whatever its share. A limit of zero may mean
// "unlimited", and an invalid one says nothing: both are left out.
func (a *Account) Limits() []Limit {
	if a == nil {
		return nil
	}
	var out []Limit
	for _, q := range a.Quota {
		if used, limit := q.amounts(); q.clear() {
			out = append(out, Limit{q.Root, strings.ToUpper(q.Resource), *used, *limit, a.shared(q)})
		}
	}
	slices.SortStableFunc(out, func(a, b Limit) int {
		switch {
		case a.Shared != b.Shared:
			return CompareBool(a.Shared, b.Shared)
		case a.Bytes() != b.Bytes():
			return CompareBool(!a.Bytes(), !b.Bytes())
		}
		return signOf((a.Limit - a.Used) - (b.Limit - b.Used))
	})
	return out
}

func signOf(n int64) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

// Tightest returns the limit of a resource that ends first for this person, or
// nil: none is known, or all are shared with others.
func (a *Account) Tightest(resource string) *Limit {
	for _, l := range a.Limits() {
		if l.Resource == resource && !l.Shared {
			return &l
		}
	}
	return nil
}

// SharedLimit returns a limit that counts more than this person's mail, or nil.
func (a *Account) SharedLimit() *Limit {
	for _, l := range a.Limits() {
		if l.Shared && l.Bytes() {
			return &l
		}
	}
	return nil
}

// Unlimited reports whether the server says that this person's mail has no
// limit in octets.
func (a *Account) Unlimited() bool {
	if a == nil || a.QuotaStatus == QuotaNone {
		return a != nil
	}
	return a.QuotaStatus == QuotaOK && a.Tightest(Storage) == nil && slices.ContainsFunc(a.Quota, func(q Quota) bool {
		return strings.EqualFold(q.Resource, Storage) && !a.shared(q) && q.LimitState == LimitNone
	})
}

// UsedBytes returns how many octets of this person's mail the server counts:
// against the tightest limit, or, where there is none that can be reckoned
// with, as a quota says it; nil where none says it.
func (a *Account) UsedBytes() *int64 {
	if l := a.Tightest(Storage); l != nil {
		return &l.Used
	}
	if a == nil {
		return nil
	}
	for _, q := range a.Quota {
		if strings.EqualFold(q.Resource, Storage) && q.UsedBytes != nil && !a.shared(q) {
			return q.UsedBytes
		}
	}
	return nil
}

// Stated returns the quotas of one limit state.
func (a *Account) Stated(state string) []Quota {
	return slices.DeleteFunc(slices.Clone(a.Quota), func(q Quota) bool { return q.LimitState != state })
}

// Unclear reports whether a quota of a resource is told, and cannot be reckoned
// with.
func (a *Account) Unclear(resource string) bool {
	return slices.ContainsFunc(a.Quota, func(q Quota) bool {
		return strings.EqualFold(q.Resource, resource) && q.LimitState != LimitNone && !q.clear()
	})
}

// LimitAlone returns a limit in octets of which the server does not say what is
// used of it, as of a count below zero; 0 where there is none.
func (a *Account) LimitAlone() int64 {
	for _, q := range a.Quota {
		if q.LimitState == LimitSet && q.LimitBytes != nil && q.UsedBytes == nil {
			return *q.LimitBytes
		}
	}
	return 0
}

// clear reports whether a quota can be reckoned with.
func (q Quota) clear() bool {
	used, limit := q.amounts()
	return q.LimitState == LimitSet && used != nil && limit != nil && *limit > 0
}

func (q Quota) amounts() (used, limit *int64) {
	if strings.EqualFold(q.Resource, Storage) {
		return q.UsedBytes, q.LimitBytes
	}
	return q.UsedCount, q.LimitCount
}

// shared reports whether a quota root counts more than this person's mail: it
// is named after a domain or a group, or holds many times what the folders do.
func (a *Account) shared(q Quota) bool {
	name := strings.ToLower(q.Root)
	for _, word := range []string{"domain", "group", "organi", "tenant", "company", "site quota"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	const little = 256 << 20 // what folders and quota count differently weighs less
	return a.Mailbox != nil && a.Mailbox.Bytes != nil && q.UsedBytes != nil && *q.UsedBytes > 4*max(*a.Mailbox.Bytes, little)
}
