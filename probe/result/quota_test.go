package result

import "testing"

const mib = 1 << 20

// storage returns a root with so many MiB of so many.
func storage(root string, used, limit int64) Quota {
	used, limit = used*mib, limit*mib
	return Quota{Root: root, Resource: "STORAGE", UsedBytes: &used, LimitBytes: &limit, LimitState: LimitSet}
}

func count(root string, used, limit int64) Quota {
	return Quota{Root: root, Resource: "MESSAGE", UsedCount: &used, LimitCount: &limit, LimitState: LimitSet}
}

func stated(state string) Quota {
	q := storage("", 5, 0)
	q.LimitState = state
	return q
}

// The tightest limit is the one with the least room, whatever its share and its
// place.
func TestTightest(t *testing.T) {
	held := int64(100 * mib)
	for _, tt := range []struct {
		name      string
		quota     []Quota
		mailbox   *Mailbox
		root      string // of the tightest in octets; "-" for none
		shared    string
		unlimited bool
		used      int64 // MiB; -1 for unknown
	}{
		{"none", nil, nil, "-", "", false, -1},
		{"one", []Quota{storage("a", 1, 2)}, nil, "a", "", false, 1},
		{"the least room, not the largest share", []Quota{storage("large", 9<<10, 10<<10), storage("small", 100, 200)}, nil, "small", "", false, 100},
		{"in any order", []Quota{storage("small", 100, 200), storage("large", 9<<10, 10<<10)}, nil, "small", "", false, 100},
		{"over its limit", []Quota{storage("full", 200, 200), storage("over", 300, 200)}, nil, "over", "", false, 300},
		{"octets before messages", []Quota{count("m", 9, 10), storage("a", 1, 2)}, nil, "a", "", false, 1},
		{"messages alone", []Quota{count("m", 9, 10)}, nil, "-", "", false, -1},
		{"a whole domain's by its name", []Quota{storage("Domain quota", 9, 10), storage("user", 1, 200)}, nil, "user", "Domain quota", false, 1},
		{"a whole domain's alone", []Quota{storage("Domain quota", 9, 10)}, nil, "-", "Domain quota", false, -1},
		{"a whole domain's by what it holds", []Quota{storage("", 9<<10, 10<<10)}, &Mailbox{Bytes: &held}, "-", "", false, -1},
		{"zero may mean that there is none", []Quota{stated(LimitZero)}, nil, "-", "", false, 5},
		{"no limit", []Quota{stated(LimitNone)}, nil, "-", "", true, 5},
		{"no limit beside one", []Quota{stated(LimitNone), storage("a", 1, 2)}, nil, "a", "", false, 1},
		{"set to zero by a report of others", []Quota{storage("a", 1, 0)}, nil, "-", "", false, 1},
		{"small letters", []Quota{{Root: "a", Resource: "storage", UsedBytes: &held, LimitBytes: &held, LimitState: LimitSet}}, nil, "a", "", false, 100},
	} {
		a := &Account{QuotaStatus: QuotaOK, Quota: tt.quota, Mailbox: tt.mailbox}
		root := "-"
		if l := a.Tightest(Storage); l != nil {
			root = l.Root
		}
		if root != tt.root {
			t.Errorf("%s: the tightest is %q, want %q", tt.name, root, tt.root)
		}
		if l := a.SharedLimit(); (l == nil) == (tt.shared != "") && tt.mailbox == nil || l != nil && l.Root != tt.shared {
			t.Errorf("%s: shared with others is %v, want %q", tt.name, l, tt.shared)
		}
		if a.Unlimited() != tt.unlimited {
			t.Errorf("%s: unlimited is %v", tt.name, a.Unlimited())
		}
		used := int64(-1)
		if n := a.UsedBytes(); n != nil {
			used = *n / mib
		}
		if used != tt.used {
			t.Errorf("%s: %d MiB are used, want %d", tt.name, used, tt.used)
		}
	}
	var none *Account
	if none.Tightest(Storage) != nil || none.Unlimited() || none.UsedBytes() != nil || none.SharedLimit() != nil {
		t.Error("an account that is none has a limit")
	}
	if !(&Account{QuotaStatus: QuotaNone}).Unlimited() {
		t.Error("a server that says that there is no limit is not believed")
	}
}

func TestAccounts(t *testing.T) {
	r := &Report{Accounts: []Account{{Service: POP3}, {Service: IMAP}}}
	if r.Account(IMAP) != &r.Accounts[1] || r.MainAccount() != &r.Accounts[1] || r.Account(Submission) != nil {
		t.Error("IMAP sees every folder")
	}
	r.Accounts = r.Accounts[:1]
	if r.MainAccount() != &r.Accounts[0] || (&Report{}).MainAccount() != nil {
		t.Error("POP3 sees the inbox")
	}
}

// A limit of which nobody knows what is used is still a limit.
func TestLimitAlone(t *testing.T) {
	limit, used := int64(5<<30), int64(1)
	for _, c := range []struct {
		quota Quota
		want  int64
	}{
		{Quota{Resource: Storage, LimitState: LimitSet, LimitBytes: &limit}, limit},
		{Quota{Resource: Storage, LimitState: LimitSet, LimitBytes: &limit, UsedBytes: &used}, 0},
		{Quota{Resource: Storage, LimitState: LimitZero}, 0},
	} {
		if got := (&Account{Quota: []Quota{c.quota}}).LimitAlone(); got != c.want {
			t.Errorf("%+v: %d, want %d", c.quota, got, c.want)
		}
	}
}
