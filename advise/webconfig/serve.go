package webconfig

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"sync"

	"golang.org/x/crypto/bcrypt"
	"golang.org/x/time/rate"
)

// Serve answers requests on a listener as a file says, "" being plain HTTP for
// everybody, until the server is shut down. What is wrong with the file later
// goes to log.
func Serve(l net.Listener, server *http.Server, name string, log *slog.Logger) error {
	if name == "" {
		return server.Serve(l)
	}
	defer l.Close()
	f, err := checked(name)
	if err != nil {
		return err
	}
	g := &gate{name: name, next: server.Handler, log: log, known: map[[sha256.Size]byte]bool{}, limit: rate.NewLimiter(rate.Inf, 0)}
	rand.Read(g.salt[:])
	if f.interval > 0 {
		g.limit = rate.NewLimiter(rate.Every(f.interval), f.burst)
	}
	server.Handler = g
	if f.tls == nil {
		return server.Serve(l)
	}
	server.Protocols = new(http.Protocols)
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetHTTP2(f.http2)
	offered := []string{"http/1.1"}
	if f.http2 {
		offered = []string{"h2", "http/1.1"}
	}
	server.TLSConfig = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		now, err := read(name)
		if err == nil && now.tls == nil {
			err = errors.New("the file has no tls_server_config any more")
		}
		if err != nil {
			return nil, err
		}
		c, err := serverTLS(now.tls)
		if err == nil {
			c.NextProtos = offered
		}
		return c, err
	}}
	return server.ServeTLS(l, "", "")
}

// gate lets in who may ask.
type gate struct {
	name  string // of the file
	next  http.Handler
	log   *slog.Logger
	limit *rate.Limiter

	// A hash is made to be slow, and one client asks every minute: what a
	// password came to is kept, by a sum that cannot be turned back.
	salt  [sha256.Size]byte
	mu    sync.Mutex // one hash at a time, as each is some 50 ms of a processor
	known map[[sha256.Size]byte]bool
}

// mostKnown bounds what is kept of passwords. Who tries many makes the gate
// forget, and gains nothing.
const mostKnown = 100

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, err := read(g.name)
	if err != nil {
		g.log.Error("the web configuration cannot be used", "err", wordsOf(err))
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	if !g.limit.Allow() {
		http.Error(w, http.StatusText(http.StatusTooManyRequests), http.StatusTooManyRequests)
		return
	}
	for key, value := range f.headers {
		w.Header().Set(key, value)
	}
	if len(f.users) > 0 {
		user, password, asked := r.BasicAuth()
		if !asked || !g.right(f.users, user, password) {
			w.Header().Set("WWW-Authenticate", "Basic")
			http.Error(w, http.StatusText(http.StatusUnauthorized), http.StatusUnauthorized)
			return
		}
	}
	g.next.ServeHTTP(w, r)
}

// wordsOf returns an error for a log, without anything that a file holds.
func wordsOf(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// nobody is the hash that a name that is not there is held to, so that the time
// of an answer does not tell which names are. No password has it as its hash.
const nobody = "$2a$10$000000000000000000000000000000000000000000000000000000"

// right reports whether a password is that of a user.
func (g *gate) right(users map[string]string, user, password string) bool {
	hash, there := users[user]
	if !there {
		hash = nobody
	}
	sum := hmac.New(sha256.New, g.salt[:])
	for _, s := range []string{user, hash, password} {
		part := sha256.Sum256([]byte(s))
		sum.Write(part[:])
	}
	key := [sha256.Size]byte(sum.Sum(nil))
	g.mu.Lock()
	defer g.mu.Unlock()
	good, known := g.known[key]
	if !known {
		good = bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) == nil && there
		if len(g.known) >= mostKnown {
			clear(g.known)
		}
		g.known[key] = good
	}
	return good
}
