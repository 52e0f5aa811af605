# keyfob answers Postfix with no Dovecot: run this as root. keyfob.service must run.

# Postfix may ask keyfob.
usermod -aG keyfob postfix
postconf -e 'smtpd_sasl_type = dovecot'
postconf -e 'smtpd_sasl_path = /run/keyfob/auth.sock'
postconf -e 'smtpd_sasl_security_options = noanonymous'

# Apps send at the submission port, 587, which Debian leaves off. Port 25 stays as it is: no app logs in there.
# In a chroot, as Debian has its smtpd, keyfob's socket couldn't be reached.
postconf -M 'submission/inet=submission inet n - n - - smtpd'
postconf -P 'submission/inet/syslog_name=postfix/submission'
# No log-in before the connection is encrypted.
postconf -P 'submission/inet/smtpd_tls_security_level=encrypt'
postconf -P 'submission/inet/smtpd_sasl_auth_enable=yes'
# Only a client that has logged in may send.
postconf -P 'submission/inet/smtpd_relay_restrictions=permit_sasl_authenticated,reject'

# Postfix must be restarted to be in the group and to listen at the new port.
systemctl restart postfix
