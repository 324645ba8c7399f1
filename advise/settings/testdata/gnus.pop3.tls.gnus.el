;; -*- coding: utf-8; lexical-binding: t -*-
;; Put this file at ~/.gnus.el. Over POP it keeps the mail in ~/Mail.
;; The password is not in this file: Emacs asks for it at the first
;; connection, and offers to keep it in ~/.authinfo.gpg, which is encrypted.
;; A copy of each message stays on the server for 12 days after it was first
;; collected, and is then deleted there.
(setq user-mail-address "user@example.org"
      auth-sources '("~/.authinfo.gpg"))
(setq gnus-select-method '(nnml "")
      mail-sources
      '((pop :server "mail.example.org" :port 995
             :user "user@example.org"
             :stream ssl
             :leave 12)))
(setq send-mail-function 'smtpmail-send-it
      message-send-mail-function 'smtpmail-send-it
      smtpmail-smtp-server "mail.example.org"
      smtpmail-smtp-service 465
      smtpmail-smtp-user "user@example.org"
      smtpmail-stream-type 'ssl
      smtpmail-auth-supported '(plain login)
      smtpmail-servers-requiring-authorization "")
