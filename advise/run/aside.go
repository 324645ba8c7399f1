package run

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"io"
	"os"

	"mailadvisor/probe/result"
)

// shelf holds reports whose turn has not come, in files: of ten thousand hosts
// a hundred may hold up the order for half a minute each, and what has ended
// meanwhile is too much for memory. The files are removed from their folder as
// soon as they are made where the system allows it, and at the end anywhere.
type shelf struct {
	files  []*shelfFile // of which the last is written
	packer *flate.Writer
}

// shelfFile is one file, which is given up when nothing in it is wanted any more.
type shelfFile struct {
	*os.File
	size int64
	left int
}

// shelved is where a report lies.
type shelved struct {
	file *shelfFile
	at   int64
	len  int
}

// shelfSize is the size at which the next file is begun.
const shelfSize = 32 << 20

// put lays a report down. Where it cannot, the report stays where it is.
func (s *shelf) put(r *result.Report) (*shelved, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	if s.packer == nil {
		s.packer, _ = flate.NewWriter(nil, flate.BestSpeed) // which is a level
	}
	s.packer.Reset(&packed)
	s.packer.Write(text) // a buffer takes all
	s.packer.Close()
	if n := len(s.files); n == 0 || s.files[n-1].size >= shelfSize {
		file, err := os.CreateTemp("", "mailadvisor-*")
		if err != nil {
			return nil, err
		}
		_ = os.Remove(file.Name()) // Windows keeps it until it is closed
		s.files = append(s.files, &shelfFile{File: file})
	}
	f := s.files[len(s.files)-1]
	if _, err := f.WriteAt(packed.Bytes(), f.size); err != nil {
		return nil, err
	}
	at := &shelved{f, f.size, packed.Len()}
	f.size += int64(packed.Len())
	f.left++
	return at, nil
}

// take takes a report up again.
func (s *shelf) take(at *shelved) (*result.Report, error) {
	text, err := io.ReadAll(flate.NewReader(io.NewSectionReader(at.file, at.at, int64(at.len))))
	if err != nil {
		return nil, err
	}
	r := new(result.Report)
	if err := json.Unmarshal(text, r); err != nil {
		return nil, err
	}
	if at.file.left--; at.file.left == 0 {
		at.file.size = 0 // the reports in front of it are read first
		if s.files[len(s.files)-1] != at.file {
			s.drop(at.file)
		}
	}
	return r, nil
}

func (s *shelf) drop(f *shelfFile) {
	f.Close()
	_ = os.Remove(f.Name()) // it is gone already where the system allowed it
	for i := range s.files {
		if s.files[i] == f {
			s.files = append(s.files[:i], s.files[i+1:]...)
			return
		}
	}
}

// close gives up what is left.
func (s *shelf) close() {
	for len(s.files) > 0 {
		s.drop(s.files[0])
	}
}
