/** Options whose meaning is in the model. */
export const MODELLED: ReadonlySet<string> = new Set(
  `listening-port tls-listening-port min-port max-port listening-ip relay-ip external-ip lt-cred-mech use-auth-secret
  static-auth-secret no-auth realm user cli-password denied-peer-ip allowed-peer-ip allow-loopback-peers no-udp-relay no-udp
  user-quota total-quota alt-listening-port alt-tls-listening-port tcp-proxy-port cert pkey no-tls no-dtls no-tlsv1 no-tlsv1_1 no-tlsv1_2 no-tlsv1_3 no-sslv2 no-sslv3`
    .trim()
    .split(/\s+/),
);

/** All other options of turnserver.conf and of the command line (coturn 4.5 to 4.7). */
export const RECOGNISED: ReadonlySet<string> = new Set(
  `aux-server udp-self-balance relay-device listening-device relay-threads
  verbose Verbose fingerprint userdb db psql-userdb sql-userdb mysql-userdb mongo-userdb redis-userdb redis-statsdb secret-key-file
  check-origin-consistency max-bps bps-capacity no-tcp no-tcp-relay stale-nonce max-allocate-lifetime channel-lifetime
  permission-lifetime cipher-list ec-curve-name CA-file dh566 dh1066 dh2066 dh-file pkey-pwd no-stdout-log log-file syslog
  syslog-facility simple-log log-binding new-log-timestamp new-log-timestamp-format alternate-server tls-alternate-server rest-api-separator
  mobility keep-address-family no-multicast-peers max-allocate-timeout pidfile secure-stun no-stun proc-user proc-group proc-chroot
  mobility-keep no-cli cli-ip cli-port cli-max-output-sessions web-admin web-admin-ip web-admin-port web-admin-listen-on-workers
  server-relay server-name oauth no-http prometheus prometheus-port prometheus-username-labels prometheus-path prometheus-address
  allocation-default-address-family no-software-attribute rfc5780 no-rfc5780 no-stun-backward-compatibility response-origin-only-with-rfc5780
  respond-http-unsupported daemon cpus drain ne no-dynamic-ip-list no-dynamic-realms raw-public-keys no-tlsv1 dtls-listening-port
  acme-redirect rest-api-separator version-suffix disable-software-attribute prod static-auth-secret-file`
    .trim()
    .split(/\s+/),
);
