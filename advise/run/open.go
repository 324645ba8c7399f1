package run

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// maxInput bounds a file that is read whole: a policy, a configuration, a list
// of authorities. The authorities of a whole system have some 250 kB.
const maxInput = 16 << 20 // octets

// errTooLarge is the reason of a file that goes beyond its bound.
var errTooLarge = errors.New("the file is too large")

// errLink is the reason of a file to write that is a link to another.
var errLink = errors.New("it is a symbolic link")

// ReadFile reads a file of maxInput octets at most.
func ReadFile(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxInput+1))
	if err == nil && len(content) > maxInput {
		err = errTooLarge
	}
	return content, err
}

// OpenOwn opens a file that the program writes for the person alone (mode
// 0600): made where there is none, and never through a symbolic link, which
// somebody else may have put there. What the system itself keeps under /dev, as
// for a process substitution of a shell, is no such link.
func OpenOwn(name string, flag int) (*os.File, error) {
	if !strings.HasPrefix(filepath.ToSlash(name), "/dev/") {
		if info, err := os.Lstat(name); err == nil && info.Mode()&os.ModeSymlink != 0 {
			return nil, &os.PathError{Op: "open", Path: name, Err: errLink}
		}
		flag |= noFollow // and where the link is put there just now
	}
	file, err := os.OpenFile(name, flag|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	// One that was there may be for everybody to read. What is no file of this
	// user's keeps its mode.
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		_ = file.Chmod(0o600)
	}
	return file, nil
}
