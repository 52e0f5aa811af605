-- keyfob answers Prosody: goes to /etc/prosody/conf.d/keyfob.cfg.lua (Debian: package prosody-modules, which has
-- auth_dovecot). keyfob.service must run before Prosody starts, and Prosody may ask it: 'usermod -aG keyfob prosody'.
-- The service is xmpp. Prosody doesn't say where a log-in comes from: an app password with '--from' is never accepted.
VirtualHost "contoso.com"
  authentication = "dovecot"
  dovecot_auth_socket = "/run/keyfob/auth.sock"
  -- Prosody asks for alain@contoso.com if alain logs in. It then can't hear that keyfob couldn't decide, and tells the
  -- app that the password is wrong. If your accounts are named alain, leave this line out: apps are told to try later.
  auth_append_host = true
