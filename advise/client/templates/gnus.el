;; -*- coding: utf-8; lexical-binding: t -*-
{{range .Notes}}{{comment ";;" .}}{{end -}}
{{with .EmacsToken}}{{template "emacs-token" .}}{{end -}}
{{if .Incoming.Token}};; The nnimap of Emacs 28 breaks a long token into lines.
(define-advice nnimap-login (:around (login &rest args) mail-token-unbroken)
  (let ((encode (symbol-function 'base64-encode-string)))
    (cl-letf (((symbol-function 'base64-encode-string) (lambda (text &optional _) (funcall encode text t))))
      (apply login args))))
{{end -}}
(setq user-mail-address {{lisp .Address}}
{{- with .FullName}}
      user-full-name {{lisp .}}
{{- end}}
      auth-sources '({{if .EmacsToken}}mail-token {{end}}"~/.authinfo.gpg"))
{{- if .Incoming.POP}}
(setq gnus-select-method '(nnml "")
      mail-sources
      '((pop :server {{lisp .Incoming.Host}} :port {{.Incoming.Port}}
             :user {{lisp .Incoming.User}}
             :stream {{if .Incoming.StartTLS}}starttls{{else}}ssl{{end}}
             :leave {{if eq .Keep "days"}}{{.KeepDays}}{{else if eq .Keep "no"}}nil{{else}}t{{end}})))
{{- else}}
(setq gnus-select-method
      '(nnimap {{lisp .Name}}
               (nnimap-address {{lisp .Incoming.Host}})
               (nnimap-server-port {{.Incoming.Port}})
               (nnimap-user {{lisp .Incoming.User}})
               (nnimap-authenticator {{gnusauth .Incoming}})
               (nnimap-stream {{if .Incoming.StartTLS}}starttls{{else}}ssl{{end}})))
{{- with gnus .Data .Folders.Sent}}
(setq gnus-message-archive-group {{lisp .}})
{{- end}}
{{- end}}
{{template "smtpmail" .}}
