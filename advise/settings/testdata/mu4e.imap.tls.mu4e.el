;; -*- coding: utf-8; lexical-binding: t -*-
;; Load this file from your Emacs start file. mu4e has no network code: mbsync
;; collects, with the file of "settings --client mbsync", and the index is
;; made once with
;;   mu init --maildir=~/Mail/user@example.org
;;   mu index
;; The password is not in this file: Emacs asks for it at the first
;; connection, and offers to keep it in ~/.authinfo.gpg, which is encrypted.
;; mbsync keeps all mail for reading offline: it can limit the number of
;; messages (MaxMessages), not the days.
(setq user-mail-address "user@example.org"
      auth-sources '("~/.authinfo.gpg")
      mu4e-maildir "~/Mail/user@example.org"
      mu4e-get-mail-command "mbsync user@example.org"
      mu4e-change-filenames-when-moving t)
(setq mu4e-sent-folder
      "/Sent")
(setq mu4e-drafts-folder
      "/Drafts")
(setq mu4e-trash-folder
      "/Trash")
(setq mu4e-refile-folder
      "/Archive")
(setq send-mail-function 'smtpmail-send-it
      message-send-mail-function 'smtpmail-send-it
      smtpmail-smtp-server "mail.example.org"
      smtpmail-smtp-service 465
      smtpmail-smtp-user "user@example.org"
      smtpmail-stream-type 'ssl
      smtpmail-auth-supported '(plain login)
      smtpmail-servers-requiring-authorization "")
