;; -*- coding: utf-8; lexical-binding: t -*-
{{range .Notes}}{{comment ";;" .}}{{end -}}
{{with .EmacsToken}}{{template "emacs-token" .}}{{end -}}
(setq user-mail-address {{lisp .Address}}
{{- with .FullName}}
      user-full-name {{lisp .}}
{{- end}}
      auth-sources '({{if .EmacsToken}}mail-token {{end}}"~/.authinfo.gpg")
      mu4e-maildir {{lisp (print "~/Mail/" .Name)}}
      mu4e-get-mail-command {{lisp (print "mbsync " .Name)}}
      mu4e-change-filenames-when-moving t)
{{- template "mu4e-folder" (mu4e . "sent" .Folders.Sent)}}
{{- template "mu4e-folder" (mu4e . "drafts" .Folders.Drafts)}}
{{- template "mu4e-folder" (mu4e . "trash" .Folders.Trash)}}
{{- template "mu4e-folder" (mu4e . "refile" .Folders.Archive)}}
{{template "smtpmail" .}}
{{define "mu4e-folder"}}{{with .}}
(setq mu4e-{{.Kind}}-folder
      {{if eq .Name .Old}}{{lisp .Name}}{{else}};; mbsync before 1.5 has the name otherwise.
      (if (file-directory-p (expand-file-name (concat mu4e-maildir {{lisp .Old}}))) {{lisp .Old}} {{lisp .Name}}){{end}})
{{- end}}{{end -}}
