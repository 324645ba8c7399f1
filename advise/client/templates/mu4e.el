;; -*- coding: utf-8; lexical-binding: t -*-
{{range .Notes}}{{comment ";;" .}}{{end -}}
(setq user-mail-address {{lisp .Address}}
      auth-sources '("~/.authinfo.gpg")
      mu4e-maildir {{lisp (print "~/Mail/" .Name)}}
      mu4e-get-mail-command {{lisp (print "mbsync " .Name)}}
      mu4e-change-filenames-when-moving t)
{{- with .Folders.Sent}}
(setq mu4e-sent-folder {{lisp (print "/" .)}})
{{- end}}
{{- with .Folders.Drafts}}
(setq mu4e-drafts-folder {{lisp (print "/" .)}})
{{- end}}
{{- with .Folders.Trash}}
(setq mu4e-trash-folder {{lisp (print "/" .)}})
{{- end}}
{{- with .Folders.Archive}}
(setq mu4e-refile-folder {{lisp (print "/" .)}})
{{- end}}
{{template "smtpmail" .}}
