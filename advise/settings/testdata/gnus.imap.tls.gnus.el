;; -*- coding: utf-8; lexical-binding: t -*-
;; Put this file at ~/.gnus.el. Over POP it keeps the mail in ~/Mail.
;; The password is not in this file: Emacs asks for it at the first
;; connection, and offers to keep it in ~/.authinfo.gpg, which is encrypted.
;; Gnus keeps no mail for reading without a connection. mbsync and Thunderbird
;; do.
(setq user-mail-address "user@example.org"
      auth-sources '("~/.authinfo.gpg"))
(setq gnus-select-method
      '(nnimap "user@example.org"
               (nnimap-address "mail.example.org")
               (nnimap-server-port 993)
               (nnimap-user "user@example.org")
               (nnimap-authenticator login)
               (nnimap-stream ssl)))
(setq gnus-message-archive-group "nnimap+user@example.org:Sent")
(setq send-mail-function 'smtpmail-send-it
      message-send-mail-function 'smtpmail-send-it
      smtpmail-smtp-server "mail.example.org"
      smtpmail-smtp-service 465
      smtpmail-smtp-user "user@example.org"
      smtpmail-stream-type 'ssl
      smtpmail-auth-supported '(plain login)
      smtpmail-servers-requiring-authorization "")
