package locale

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// eliding writes a message, and joins a short word at the end of one part to
// the next part as French does: "le courrier de " and "outlook.com" are written
// "le courrier d’outlook.com". A part is a text of the message or one of its
// values, so that what is inside a value, such as the words of a server, stays as
// it is.
type eliding struct{ strings.Builder }

// Write adds a part.
func (e *eliding) Write(part []byte) (int, error) {
	text := e.String()
	if at := shortWord().FindStringSubmatchIndex(text); at != nil && startsWithVowel(string(part)) {
		behind := at[2]
		e.Reset()
		e.WriteString(text[:behind-len("e ")] + "’" + text[behind:])
	}
	return e.Builder.Write(part)
}

// shortWord matches a word that loses its last letter before a vowel, at the
// end of a text, with its space; its group is the mark that may stand behind.
var shortWord = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i:(?:^|[^\p{L}\p{N}’'.@-])(?:(?:[dnsjmtl]|qu|jusqu|lorsqu|puisqu|quoiqu)e|la) )((?:«` + Narrow + `)?)$`)
})

// startsWithVowel reports whether French elides before a text. By its sound, a
// name from another language may begin with a consonant: Yahoo, Hotmail, One.
func startsWithVowel(text string) bool {
	text = strings.ToLower(text)
	first, n := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[n:])
	word := text
	if end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }); end >= 0 {
		word = text[:end]
	}
	switch {
	case strings.ContainsRune("aàâäæeéèêëiîïoôöœuùûü", first):
		switch word {
		case "one", "onze", "onzième", "oui", "uk", "us", "usa", "user":
			return false
		}
		return true
	case first == 'y':
		return unicode.IsLetter(second) && !strings.ContainsRune("aeiou", second)
	case first == 'h':
		for _, mute := range []string{"habitu", "heure", "hier", "hiver", "histori", "hébergeur", "horaire", "horloge", "horodat", "hôpit", "hôte", "humain"} {
			if strings.HasPrefix(word, mute) {
				return true
			}
		}
	}
	return false
}
