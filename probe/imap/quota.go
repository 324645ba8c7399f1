package imap

import (
	"slices"
	"strings"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
)

const (
	// storageUnit is what QUOTA counts STORAGE in, in octets (RFC 9208 section
	// 5.1).
	storageUnit = 1024
	// maxRoots is how many quota roots of one account are kept.
	maxRoots = 32
)

// Quotas is what the answers to GETQUOTAROOT and GETQUOTA said (RFC 9208
// section 4.2), in whatever order. Of a root that is told of twice, the first
// counts.
type Quotas struct {
	Limits  []result.Quota
	Omitted int                   // roots that were told of and not read
	Untrue  func(of, said string) // is told of numbers in use that cannot be true; nil: nobody

	roots []string        // of INBOX, as the server names them
	known map[string]bool // the same
	told  map[string]bool // roots that a QUOTA response came for
}

func (q *Quotas) take(r *response) {
	args := r.args()
	if len(args) == 0 || args[0].isList {
		return
	}
	if q.known == nil {
		q.known, q.told = map[string]bool{}, map[string]bool{}
	}
	if r.kind == "QUOTAROOT" { // mailbox, then its roots
		for _, root := range args[1:] {
			switch {
			case q.known[root.text]:
			case len(q.roots) >= maxRoots:
				q.Omitted++
			default:
				name := strings.Clone(root.text)
				q.roots, q.known[name] = append(q.roots, name), true
			}
		}
		return
	}
	root := args[0].text
	switch {
	case q.told[root]:
		return
	case len(q.told) >= maxRoots:
		q.Omitted++
		return
	}
	q.told[strings.Clone(root)] = true
	var found []result.Quota
	for _, arg := range args[1:] {
		found = append(found, q.resources(foreign.Text(root), arg.list)...)
	}
	q.Limits = append(q.Limits, found...)
}

// Untold returns the roots of INBOX whose limits are still to be asked for.
func (q *Quotas) Untold() []string {
	return slices.DeleteFunc(slices.Clone(q.roots), func(root string) bool { return q.told[root] })
}

// Status returns the account's quota_status, where the command succeeded.
func (q *Quotas) Status() result.QuotaStatus {
	if slices.ContainsFunc(q.Limits, func(l result.Quota) bool { return l.LimitState != result.LimitNone }) {
		return result.QuotaOK
	}
	return result.QuotaNone
}

// resources reads (STORAGE used limit MESSAGE used limit …). Of a resource
// that is named twice, the first counts; one whose numbers are missing has no
// limit. Resources other than STORAGE and MESSAGE are left out.
func (q *Quotas) resources(root string, list []value) []result.Quota {
	var found []result.Quota
	for i := 0; i < len(list); i++ {
		name := strings.ToUpper(list[i].text)
		known := name == "STORAGE" || name == "MESSAGE"
		if !known || slices.ContainsFunc(found, func(q result.Quota) bool { return q.Resource == name }) {
			continue
		}
		var numbers []value
		for len(numbers) < 2 && i+1 < len(list) && looksNumeric(list[i+1]) {
			i++
			numbers = append(numbers, list[i])
		}
		one := quotaOf(root, name, numbers)
		if len(numbers) > 0 && one.UsedBytes == nil && one.UsedCount == nil && q.Untrue != nil {
			q.Untrue(strings.Join(strings.Fields("QUOTA "+root+" "+name), " "), numbers[0].text)
		}
		found = append(found, one)
	}
	return found
}

func looksNumeric(v value) bool {
	return !v.isList && (v.isNIL() || strings.Trim(v.text, "+-.0123456789") == "")
}

// quotaOf returns one resource with its usage and its limit, as far as they are
// given.
func quotaOf(root, resource string, numbers []value) result.Quota {
	q := result.Quota{Root: root, Resource: resource, LimitState: result.LimitNone}
	unit, used, limit := int64(1), &q.UsedCount, &q.LimitCount
	if resource == "STORAGE" {
		unit, used, limit = storageUnit, &q.UsedBytes, &q.LimitBytes
	}
	scaled := func(v value) *int64 {
		n, ok := v.number(protocol.MaxNumber)
		if !ok || n > protocol.MaxNumber/unit {
			return nil
		}
		n *= unit
		return &n
	}
	if len(numbers) > 0 {
		*used = scaled(numbers[0])
	}
	if len(numbers) < 2 || numbers[1].isNIL() {
		return q
	}
	switch n := scaled(numbers[1]); {
	case n == nil:
		q.LimitState = result.LimitInvalid
	case *n == 0:
		q.LimitState = result.LimitZero
	default:
		q.LimitState, *limit = result.LimitSet, n
	}
	return q
}
