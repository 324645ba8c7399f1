package probe

import "strings"

// folderStatus is what STATUS said of a mailbox (RFC 9051 section 6.3.11):
// nil where it said nothing, or nothing that is a number.
type folderStatus struct {
	messages, bytes *int64
}

// readStatus reads the STATUS responses among the lines, by mailbox name as
// it is sent. A mailbox that is told of twice keeps what either said.
func readStatus(lines []string) map[string]folderStatus {
	found := map[string]folderStatus{}
	for _, r := range responses(lines, "STATUS") {
		if len(r.args) < 2 || r.args[0].isList {
			continue
		}
		name, _ := mailboxName(r.args[0].text)
		status := found[name]
		items := r.args[1].list
		for i := 0; i+1 < len(items); i += 2 {
			n, ok := items[i+1].number()
			if !ok {
				continue
			}
			switch strings.ToUpper(items[i].text) {
			case "MESSAGES":
				status.messages = &n
			case "SIZE":
				status.bytes = &n
			}
		}
		found[name] = status
	}
	return found
}
