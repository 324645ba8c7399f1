package tally

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"time"

	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
)

// maxKnown bounds the messages among which copies are recognised: 200,000
// take some six megabytes.
const maxKnown = 200_000

// maxPairs is how many pairs of folders are told.
const maxPairs = 200

// copies recognises messages that have the size and the date of an earlier
// one. Beyond [maxKnown] messages it keeps every second, every fourth and so
// on, by a number made of size and date: copies of one message are kept or
// left out together, so that each that is found stands for as many.
type copies struct {
	known map[uint64]uint16 // size and date -> the folder of the first
	shift int               // of 2^shift, one is kept
	pairs map[pair]result.Amount
}

// pair is where the first message and its copy lie.
type pair struct{ first, second uint16 }

// fingerprint mixes size and date (splitmix64): equal ones alike, others as
// good as never.
func fingerprint(size int64, date time.Time) uint64 {
	x := uint64(size)*0x9e3779b97f4a7c15 ^ bits.RotateLeft64(uint64(date.Unix()), 32)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (c *copies) keeps(print uint64) bool { return print>>(64-c.shift) == 0 }

func (c *copies) add(size int64, date time.Time, folder int) {
	print := fingerprint(size, date)
	if !c.keeps(print) || folder > 1<<16-1 {
		return
	}
	if first, known := c.known[print]; known {
		if c.pairs == nil {
			c.pairs = map[pair]result.Amount{}
		}
		p, standsFor := pair{first, uint16(folder)}, int64(1)<<c.shift
		c.pairs[p] = plus(c.pairs[p], result.Amount{Messages: standsFor, Bytes: protocol.Add(0, size*standsFor)})
		return
	}
	if c.known == nil {
		c.known = map[uint64]uint16{}
	}
	c.known[print] = uint16(folder)
	for len(c.known) > maxKnown {
		c.thin()
	}
}

// thin keeps one of two.
func (c *copies) thin() {
	c.shift++
	for print := range c.known {
		if !c.keeps(print) {
			delete(c.known, print)
		}
	}
}

// found returns the copies by pairs of folders, the most room first, and
// whether they were looked for among some of the messages.
func (c *copies) found(folders []*Folder) (out []result.CopyUsage, estimated bool) {
	sums := map[pair]result.Amount{}
	for p, a := range c.pairs {
		if p.first > p.second {
			p = pair{p.second, p.first}
		}
		sums[p] = plus(sums[p], a)
	}
	order := slices.SortedFunc(maps.Keys(sums), func(a, b pair) int {
		return cmp.Or(-cmp.Compare(sums[a].Bytes, sums[b].Bytes), cmp.Compare(a.first, b.first), cmp.Compare(a.second, b.second))
	})
	for _, p := range order[:min(len(order), maxPairs)] {
		names := []string{folders[p.first].Name}
		if p.first != p.second {
			names = append(names, folders[p.second].Name)
		}
		out = append(out, result.CopyUsage{Folders: names, Amount: sums[p]})
	}
	return out, c.shift > 0
}
