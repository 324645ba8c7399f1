package probe

import (
	"slices"
	"strings"

	"mailadvisor/probe/result"
)

// storageUnit is what QUOTA counts STORAGE in, in octets (RFC 9208 section
// 5.1).
const storageUnit = 1024

// quotas is what the answers to GETQUOTAROOT and GETQUOTA said (RFC 9208
// section 4.2), in whatever order.
type quotas struct {
	roots  []string // of INBOX, as the server names them
	told   []string // roots that a QUOTA response came for
	limits []result.Quota
}

// readQuota reads the QUOTAROOT and QUOTA responses among the lines.
func readQuota(lines []string) quotas {
	var q quotas
	for _, r := range responses(lines, "QUOTAROOT", "QUOTA") {
		if len(r.args) == 0 || r.args[0].isList {
			continue
		}
		if r.kind == "QUOTAROOT" { // mailbox, then its roots
			for _, root := range r.args[1:] {
				q.roots = appendText(q.roots, root.text)
			}
			continue
		}
		root := r.args[0].text
		q.told = appendText(q.told, root)
		for _, arg := range r.args[1:] {
			q.limits = append(q.limits, resources(root, arg.list)...)
		}
	}
	return q
}

func appendText(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// untold are the roots of INBOX whose limits are still to be asked for.
func (q quotas) untold() []string {
	return slices.DeleteFunc(slices.Clone(q.roots), func(root string) bool { return slices.Contains(q.told, root) })
}

// status is the account's quota_status, where the command succeeded.
func (q quotas) status() string {
	if slices.ContainsFunc(q.limits, func(l result.Quota) bool { return l.LimitState != result.LimitNone }) {
		return result.QuotaOK
	}
	return result.QuotaNone
}

// resources reads (STORAGE used limit MESSAGE used limit …). Of a resource
// that is named twice, the first counts; one whose numbers are missing has no
// limit. Resources other than STORAGE and MESSAGE are left out.
func resources(root string, list []value) []result.Quota {
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
		found = append(found, quotaOf(root, name, numbers))
	}
	return found
}

func looksNumeric(v value) bool {
	return !v.isList && (v.isNIL() || strings.Trim(v.text, "+-.0123456789") == "")
}

// quotaOf is one resource with its usage and its limit, as far as they are
// given.
func quotaOf(root, resource string, numbers []value) result.Quota {
	q := result.Quota{Root: root, Resource: resource, LimitState: result.LimitNone}
	unit, used, limit := int64(1), &q.UsedCount, &q.LimitCount
	if resource == "STORAGE" {
		unit, used, limit = storageUnit, &q.UsedBytes, &q.LimitBytes
	}
	scaled := func(v value) *int64 {
		n, ok := v.number()
		if !ok || n > maxNumber/unit {
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
