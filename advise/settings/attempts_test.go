//go:build unix

package settings

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mailadvisor/probe/testkit"
)

// A key or a click gets lost on a busy machine, and a program with windows may
// start and show nothing. No wait mends that: what a person does then is to
// close it and begin anew.

const (
	mostAttempts = 3
	// attemptPatience is how long an attempt waits while nothing comes at the
	// server. Once something came, it waits as long as any other test.
	attemptPatience = 75 * time.Second
	// hearing is how long a window may take to close at its answer: one that is
	// given twice may reach the next window in part, as half a password.
	hearing = 15 * time.Second
)

// attempt is one try at a program with windows.
type attempt struct {
	*computer
	began   time.Time
	came    func() bool
	program *running
}

// lost is how an attempt ends that did not come to its end.
type lost struct{ why string }

// attempts does something with a program until it comes to its end once: at
// most three times, and again only where nothing came at the server meanwhile.
// The first goes on with the program of another attempt, if there is one; each
// other begins with nothing running. A failure tells what the screen showed.
func (c *computer) attempts(going *attempt, came func() bool, do func(*attempt)) *attempt {
	c.t.Helper()
	for n := 1; ; n++ {
		a := &attempt{computer: c, began: time.Now(), came: came}
		if going != nil && n == 1 {
			a.program = going.program
		}
		why := a.ends(do)
		if why == "" {
			return a
		}
		why = fmt.Sprintf("attempt %d: %s; windows: %q; running: %s; %s", n, why, c.windows(), c.running(), c.photograph(n))
		if n == mostAttempts || came() {
			c.t.Fatal(why)
		}
		c.t.Log(why)
		c.endAll()
	}
}

// ends runs an attempt to its end, or says why it is lost.
func (a *attempt) ends(do func(*attempt)) (why string) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case lost:
			why = r.why
		default:
			panic(r)
		}
	}()
	do(a)
	return ""
}

// runs starts the program. The attempt is lost when it ends by itself.
func (a *attempt) runs(name string, args ...string) *running {
	a.t.Helper()
	a.program = a.start(name, args...)
	return a.program
}

// until waits for something to be so, and answers the windows that ask. A
// window that is still there some time later has not heard the answer.
func (a *attempt) until(what string, so func() bool, asked asked) {
	a.t.Helper()
	answered := map[string]time.Time{}
	for ; !so(); time.Sleep(20 * time.Millisecond) {
		if a.program != nil {
			select {
			case <-a.program.ended:
				if so() {
					return
				}
				panic(lost{"the program ended by itself before " + what})
			default:
			}
		}
		if waited := time.Since(a.began); waited > testkit.Patience || waited > attemptPatience && !a.came() {
			panic(lost{fmt.Sprintf("waited %v in vain for %s", waited.Round(time.Second), what)})
		}
		a.answers(asked, answered)
	}
	a.began = time.Now()
}

// answers answers the windows that ask, each again only after a while.
func (c *computer) answers(asked asked, answered map[string]time.Time) {
	for title, answer := range asked {
		out, _ := c.try("", "xdotool", "search", "--onlyvisible", "--name", title)
		for id := range strings.FieldsSeq(out) {
			if time.Since(answered[id]) < hearing {
				continue
			}
			// In one go: a window that opens meanwhile gets none of the keys. It may
			// close at the first.
			keys := []string{"windowfocus", "--sync", id, "sleep", "0.2"}
			for _, key := range answer {
				keys = append(keys, key...)
			}
			c.try("", "xdotool", keys...)
			answered[id] = time.Now()
		}
	}
}

// windows returns the titles of the windows on the screen.
func (c *computer) windows() []string {
	if !c.screen {
		return nil
	}
	out, _ := c.try("", "sh", "-c", "for w in $(xdotool search --onlyvisible --name .); do xdotool getwindowname $w; done")
	return strings.Split(strings.TrimSpace(out), "\n")
}

// empty leaves the home folder as it was when the computer was new, but for the
// authorities that it trusts.
func (c *computer) empty() {
	c.t.Helper()
	entries, err := os.ReadDir(c.home)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, e := range entries {
		switch e.Name() {
		case "bin", "tmp", "runtime", "screen", "display", "authorities.pem":
		default:
			if err := os.RemoveAll(c.path(e.Name())); err != nil {
				c.t.Fatal(err)
			}
		}
	}
}

// photograph keeps what the screen shows, with the files that the test leaves
// behind (go test -artifacts), and says where.
func (c *computer) photograph(n int) string {
	text, err := os.ReadFile(c.path("screen/Xvfb_screen0"))
	if err != nil {
		return "no picture: " + err.Error()
	}
	screen, err := readXWD(text)
	if err != nil {
		return "no picture: " + err.Error()
	}
	name := filepath.Join(c.t.ArtifactDir(), fmt.Sprintf("screen-%d.png", n))
	f, err := os.Create(name)
	if err != nil {
		return "no picture: " + err.Error()
	}
	defer f.Close()
	if err := png.Encode(f, screen); err != nil {
		return "no picture: " + err.Error()
	}
	return "picture (with -artifacts): " + name
}

// readXWD reads the form in which Xvfb keeps its screen (XWDFile.h of
// x11proto): numbers of four octets, a table of colours, and here four octets
// a point, the first blue.
func readXWD(text []byte) (image.Image, error) {
	const (
		headerSize = iota
		fileVersion
		width, height = 4, 5
		bitsPerPixel  = 11
		bytesPerLine  = 12
		colours       = 19
		numbers       = 25
	)
	if len(text) < 4*numbers {
		return nil, fmt.Errorf("%d octets of a screen", len(text))
	}
	number := func(i int) int { return int(binary.BigEndian.Uint32(text[4*i:])) }
	if number(fileVersion) != 7 || number(bitsPerPixel) != 32 {
		return nil, fmt.Errorf("version %d, %d bits", number(fileVersion), number(bitsPerPixel))
	}
	w, h, line := number(width), number(height), number(bytesPerLine)
	points := text[min(len(text), number(headerSize)+12*number(colours)):]
	if line < 4*w || len(points) < h*line {
		return nil, fmt.Errorf("%d octets for %d × %d", len(points), w, h)
	}
	screen := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			p := points[y*line+4*x:]
			screen.Set(x, y, color.RGBA{p[2], p[1], p[0], 255})
		}
	}
	return screen, nil
}
