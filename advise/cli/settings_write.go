package cli

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
	"mailadvisor/advise/settings"
)

// writeFiles writes files into a folder, and says where each belongs. A folder
// that is missing is made, for the person alone, where the one around it is
// there. A file that is there already is an error before anything is written;
// with force it is replaced at once, whole, and the old one is kept beside it.
func (a *app) writeFiles(files []settings.File, dir string, force bool) error {
	switch err := os.Mkdir(dir, 0o700); {
	case err == nil:
		a.say("made-folder", locale.Args{"file": dir})
	case !errors.Is(err, fs.ErrExist):
		return run.FileProblem("write-folder", dir, err)
	}
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		switch old, err := os.Lstat(path); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return run.FileProblem("write-file", path, err)
		case !old.Mode().IsRegular():
			return usage("write-not-file", locale.Args{"file": path})
		case !force:
			return run.FileProblem("write-file", path, fs.ErrExist)
		}
	}
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		backup, same, err := put(path, f.Content, os.FileMode(f.Mode), force)
		if err != nil {
			return run.FileProblem("write-file", path, err)
		}
		o := a.textOptionsBeside("settings")
		if err := render.Wrote(a.Err, f, path, backup, same, a.words, o); err != nil {
			return err
		}
	}
	return nil
}

// put writes one file. A symbolic link at its place is not followed. With force
// an older file is copied to a free name first, which is returned, and is then
// replaced at once, so that nobody sees half of either; one that holds the same
// already stays as it is.
func put(path string, content []byte, mode os.FileMode, force bool) (backup string, same bool, err error) {
	if force {
		switch old, err := os.ReadFile(path); {
		case errors.Is(err, fs.ErrNotExist):
			force = false
		case err != nil:
			return "", false, err
		case bytes.Equal(old, content):
			return "", true, nil
		}
	}
	if !force {
		return "", false, create(path, bytes.NewReader(content), mode)
	}
	fresh := path + "." + rand.Text()[:8] + ".new"
	if err := create(fresh, bytes.NewReader(content), mode); err != nil {
		return "", false, err
	}
	defer os.Remove(fresh) // which is gone once it has its name
	if backup, err = keep(path); err != nil {
		return "", false, err
	}
	return backup, false, os.Rename(fresh, path)
}

// keep copies a file to the first free name among NAME.bak, NAME.bak.1,
// NAME.bak.2…, with the permissions that it has.
func keep(path string) (string, error) {
	old, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer old.Close()
	info, err := old.Stat()
	if err != nil {
		return "", err
	}
	for i := 0; ; i++ {
		name := path + ".bak"
		if i > 0 {
			name += "." + strconv.Itoa(i)
		}
		if err := create(name, old, info.Mode().Perm()); !errors.Is(err, fs.ErrExist) {
			return name, err
		}
	}
}

// create writes a file that is not there yet, or nothing at all.
func create(path string, content io.Reader, mode os.FileMode) (err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := file.Close(); err == nil {
			err = closeErr
		}
		if err != nil {
			os.Remove(path)
		}
	}()
	if _, err := io.Copy(file, content); err != nil {
		return err
	}
	if err := file.Chmod(mode); err != nil { // whatever the umask is
		return err
	}
	return file.Sync()
}
