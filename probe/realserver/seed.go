package realserver

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Of a seeded mailbox, the last recentMessages have been delivered but never
// seen by any client; of the others one in unseenEvery is unread. After every
// gapEvery messages there are gapUIDs UIDs that no longer exist: deleted mail.
const (
	recentMessages = 3
	unseenEvery    = 9
	gapEvery       = 10
	gapUIDs        = 3
	firstUID       = 100
	uidValidity    = 1700000000
)

// seed writes a Maildir as Dovecot keeps it: sizes in the file names (S= in the
// file, W= with CRLF), so that no file is opened to answer for its size, the
// date of arrival as the file's time, and the UIDs in dovecot-uidlist. It takes
// some 40 µs a message. The files belong to uid and gid, unless uid is -1.
func seed(dir string, o Options, uid, gid int) error {
	if err := maildir(dir, uid, gid); err != nil {
		return err
	}
	for i := range o.Folders {
		if err := maildir(filepath.Join(dir, fmt.Sprintf(".Folder %d", i)), uid, gid); err != nil {
			return err
		}
	}
	list, err := os.OpenFile(filepath.Join(dir, "dovecot-uidlist"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer list.Close()
	if err := list.Chown(uid, gid); err != nil {
		return err
	}
	w := bufio.NewWriter(list)
	fmt.Fprintf(w, "3 V%d N%d G%032x\n", uidValidity, messageUID(o.Messages), uidValidity)
	var text bytes.Buffer
	for i := range o.Messages {
		arrived := arrival(o, i)
		text.Reset()
		message(&text, i, arrived)
		lines := bytes.Count(text.Bytes(), []byte("\n"))
		base := fmt.Sprintf("%d.M%dP1.mail,S=%d,W=%d", arrived.Unix(), i, text.Len(), text.Len()+lines)
		fmt.Fprintf(w, "%d :%s\n", messageUID(i), base)
		path := filepath.Join(dir, "cur", base+":2,S")
		switch {
		case i >= o.Messages-recentMessages:
			path = filepath.Join(dir, "new", base)
		case i%unseenEvery == 0:
			path = filepath.Join(dir, "cur", base+":2,")
		}
		if o.Hollow {
			text.Reset()
		}
		if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
			return err
		}
		if err := os.Chtimes(path, arrived, arrived); err != nil {
			return err
		}
		if err := os.Chown(path, uid, gid); err != nil {
			return err
		}
	}
	return w.Flush()
}

// maildir makes the directories of one folder.
func maildir(dir string, uid, gid int) error {
	for _, sub := range []string{"", "cur", "new", "tmp"} {
		sub = filepath.Join(dir, sub)
		if err := os.Mkdir(sub, 0o700); err != nil {
			return err
		}
		if err := os.Chown(sub, uid, gid); err != nil {
			return err
		}
	}
	return nil
}

// messageUID returns the UID of message i, counted from 0.
func messageUID(i int) int { return firstUID + i + i/gapEvery*gapUIDs }

// arrival spreads the messages evenly over the days before now, the last one
// at now.
func arrival(o Options, i int) time.Time {
	span := time.Duration(o.DaysOfMail) * 24 * time.Hour
	return o.Now.Add(-span / time.Duration(o.Messages) * time.Duration(o.Messages-1-i)).Truncate(time.Second)
}

// message writes message i, of 300 to 3600 bytes.
func message(b *bytes.Buffer, i int, arrived time.Time) {
	fmt.Fprintf(b, "Return-Path: <sender%d@example.org>\nFrom: Sender %d <sender%d@example.org>\nTo: <%s>\n", i%40, i%40, i%40, account)
	fmt.Fprintf(b, "Subject: Message %d\nDate: %s\nMessage-ID: <%d.%d@example.org>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n\n",
		i, arrived.Format(time.RFC1123Z), arrived.Unix(), i)
	for range i * 7 % 47 {
		b.WriteString("The quick brown fox jumps over the lazy dog, and the dog lets it be.\n")
	}
}
