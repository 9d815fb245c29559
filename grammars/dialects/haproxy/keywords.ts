const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Words that begin a section wherever a line begins with them (HAProxy 1.8 to 3.2). */
export const SECTIONS = words(
  `global defaults frontend backend listen peers resolvers mailers userlist program http-errors ring cache fcgi-app log-forward
  crt-store traces log-profile acme`,
);

/** Sections that pass connections on. */
export const PROXIES = words('defaults frontend backend listen');

/** What the model reads, by section. */
export const MODELLED: Readonly<Record<string, ReadonlySet<string>>> = {
  global: words('maxconn ulimit-n ssl-default-bind-options ssl-default-bind-curves stats'),
  proxy: words(
    'bind server server-template default-server balance rate-limit stats mode http-request tcp-request option disabled clitcpka-idle srvtcpka-idle',
  ),
};

/** Known, and without meaning for a rule so far, by section; `tune.`, `51degrees-` and the like are known by their beginnings. */
export const RECOGNISED: Readonly<Record<string, ReadonlySet<string>>> = {
  global: words(`
    ca-base chroot close-spread-time cluster-secret cpu-map cpu-policy cpu-set crt-base daemon default-path description dns-accept-family
    expose-deprecated-directives expose-experimental-directives external-check fd-hard-limit force-cfg-parser-pause gid grace group
    h1-accept-payload-with-any-method h1-case-adjust h1-case-adjust-file h1-do-not-close-on-insecure-transfer-encoding
    h2-workaround-bogus-websocket-clients hard-stop-after harden.reject-privileged-ports.tcp harden.reject-privileged-ports.quic
    insecure-fork-wanted insecure-setuid-wanted issuers-chain-path jwt.decrypt_alg_list key-base limited-quic load-server-state-from-file
    localpeer log log-send-hostname log-tag lua-load lua-load-per-thread lua-prepend-path master-worker maxcompcpuusage maxcomprate
    maxconnrate maxpipes maxsessrate maxsslconn maxsslrate maxzlibmem max-spread-checks mworker-max-reloads mworker-prealloc nbproc
    nbthread no node noepoll noevports nogetaddrinfo nokqueue nopoll noreuseport nosplice no-memory-trimming no-quic numa-cpu-mapping
    ocsp-update.disable ocsp-update.httpproxy ocsp-update.maxdelay ocsp-update.mindelay ocsp-update.mode pidfile pp2-never-send-local
    prealloc-fd presetenv profiling.memory profiling.tasks quiet resetenv server-state-base server-state-file server-state-file-base set-dumpable set-var set-var-fmt
    setcap setenv shm-stats-file spread-checks ssl-default-bind-ciphers ssl-default-bind-ciphersuites ssl-default-bind-client-sigalgs
    ssl-default-bind-sigalgs ssl-default-server-ciphers ssl-default-server-ciphersuites ssl-default-server-client-sigalgs
    ssl-default-server-curves ssl-default-server-options ssl-default-server-sigalgs ssl-dh-param-file ssl-engine ssl-load-extra-del-ext
    ssl-load-extra-files ssl-mode-async ssl-propquery ssl-provider ssl-provider-path ssl-security-level ssl-server-verify
    ssl-skip-self-issued-ca stats-file strict-limits thread-group thread-groups thread-hard-limit uid unix-bind unsetenv user wait busy-polling
    warn-blocked-traffic-after zero-warning debug
  `),
  proxy: words(`
    acl backlog bind-process capture clitcpka-cnt clitcpka-intvl clitimeout compression contimeout cookie declare
    default_backend description dispatch email-alert enabled errorfile errorfiles errorloc errorloc302 errorloc303 error-log-format
    external-check filter force-be-switch force-persist force-recovery fullconn grace guid hash-balance-factor hash-key hash-preserve-affinity
    hash-type http-after-response http-check http-error http-response http-reuse http-send-name-header id ignore-persist
    load-server-state-from-file log log-format log-format-sd log-steps log-tag max-keep-alive-queue max-session-srv-conns maxconn monitor monitor-net
    monitor-uri no persist quic-initial redirect redisp redispatch reqadd reqallow reqdel reqdeny reqiallow reqidel reqideny reqipass
    reqirep reqisetbe reqitarpit reqpass reqrep reqsetbe reqtarpit retries retry-on rspadd rspdel rspdeny rspidel rspideny rspirep rsprep
    server-state-file-name source srvtcpka-cnt srvtcpka-intvl srvtimeout stick stick-table tcp-check tcp-response timeout
    transparent unique-id-format unique-id-header use-fcgi-app use_backend use-server
  `),
  peers: words('bind default-bind default-server enable disabled enabled log peer server shards table stick-table'),
  resolvers: words('accepted_payload_size hold nameserver parse-resolv-conf resolve_retries timeout'),
  mailers: words('mailer timeout'),
  userlist: words('group user'),
  program: words('command group option no user'),
  'http-errors': words('errorfile'),
  ring: words('backing-file description format maxlen server size timeout'),
  cache: words('max-age max-object-size max-secondary-entries process-vary total-max-size'),
  'fcgi-app': words('acl docroot index log-stderr no option pass-header path-info set-param'),
  'log-forward': words('backlog bind dgram-bind log maxconn option timeout'),
  'crt-store': words('crt-base key-base load'),
  traces: words('trace'),
  'log-profile': words('log-tag on'),
  acme: words('account-key bits challenge contact curves directory keytype map provider-name acme-vars reuse-key'),
};

/** `option NAME` of proxies. */
export const OPTIONS = words(`
  abortonclose accept-invalid-http-request accept-invalid-http-response accept-unsafe-violations-in-http-request
  accept-unsafe-violations-in-http-response allbackups checkcache clitcpka contstats disable-h2-upgrade dontlog-normal dontlognull
  external-check forceclose forwardfor forwarded h1-case-adjust-bogus-client h1-case-adjust-bogus-server http-buffer-request
  http-drop-request-trailers http-drop-response-trailers http-ignore-probes http-keep-alive http-no-delay http-pretend-keepalive
  http-restrict-req-hdr-names http-server-close http-tunnel http-use-htx http-use-proxy-header http_proxy httpchk httpclose httplog httpslog
  idle-close-on-response independant-streams independent-streams ldap-check log-health-checks log-separate-errors logasap mysql-check
  nolinger originalto persist pgsql-check prefer-last-server redispatch redis-check smtpchk socket-stats splice-auto splice-request
  splice-response spop-check srvtcpka ssl-hello-chk sslv3-hello-chk tcp-check tcp-smart-accept tcp-smart-connect tcpka tcplog transparent
  use-small-buffers
`);

/** Settings behind `bind ADDRESS` and `server NAME ADDRESS`, by the number of words that follow. */
export const BIND_PARAMETERS: ReadonlyMap<string, number> = arities(
  `accept-proxy allow-0rtt defer-accept force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 generate-certificates idle-ping-off
  no-alpn no-ca-names no-sslv3 no-strict-sni no-tls-tickets no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 prefer-client-ciphers quic-force-retry ssl
  strict-sni tfo tls-tickets transparent v4v6 v6only`,
  `accept-netscaler-cip alpn backlog ca-file ca-ignore-err ca-sign-file ca-sign-pass ca-verify-file cc ciphers ciphersuites client-sigalgs
  crl-file crt crt-ignore-err crt-list curves default-crt ecdhe expose-fd gid group guid-prefix id idle-ping interface ktls level maxconn mode
  mss name namespace nbconn nice npn ocsp-update process proto quic-cc-algo quic-socket severity-output shards sigalgs ssl-max-ver ssl-min-ver
  tcp-md5sig tcp-ss tcp-ut thread tls-ticket-keys uid user verify`,
);
export const SERVER_PARAMETERS: ReadonlyMap<string, number> = arities(
  `agent-check allow-0rtt backup check check-reuse-pool check-send-proxy check-ssl check-via-socks4 disabled enabled force-sslv3 force-tlsv10
  force-tlsv11 force-tlsv12 force-tlsv13 no-agent-check no-backup no-check no-check-send-proxy no-check-ssl no-renegotiate no-send-proxy
  no-send-proxy-v2 no-send-proxy-v2-ssl no-send-proxy-v2-ssl-cn no-ssl no-ssl-reuse no-sslv3 no-tfo no-tls-tickets no-tlsv10 no-tlsv11
  no-tlsv12 no-tlsv13 no-verifyhost non-stick renegotiate send-proxy send-proxy-v2 send-proxy-v2-ssl send-proxy-v2-ssl-cn ssl ssl-reuse stick
  tfo tls-tickets`,
  `addr agent-addr agent-inter agent-port agent-send alpn ca-file check-alpn check-pool-conn-name check-proto check-sni ciphers ciphersuites
  client-sigalgs cookie crl-file crt curves downinter error-limit fall fastinter guid hash-key id idle-ping init-addr init-state inter
  interface log-bufsize log-proto max-reuse maxconn maxqueue minconn namespace npn observe on-error on-marked-down on-marked-up
  pool-conn-name pool-low-conn pool-max-conn pool-purge-delay port proto proxy-v2-options redir resolve-net resolve-opts resolve-prefer
  resolvers rise set-proxy-v2-tlv-fmt shard sigalgs slowstart sni sni-auto socks4 source ssl-max-ver ssl-min-ver strict-maxconn tcp-md5sig
  tcp-ut track usesrc verify verifyhost weight ws`,
);

function arities(...byCount: readonly string[]): ReadonlyMap<string, number> {
  return new Map(byCount.flatMap((text, count) => [...words(text)].map((word) => [word, count] as const)));
}
