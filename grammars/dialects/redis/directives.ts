const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** What the model reads. */
export const MODELLED = words(`
  bind port protected-mode requirepass user aclfile cluster-enabled replicaof slaveof tcp-backlog maxclients include tls-port tls-protocols
  tls-cert-file tls-auth-clients masterauth tcp-keepalive
`);

/** Other directives of Redis 3 to 8 and Valkey. */
export const RECOGNISED = words(`
  acl-pubsub-default acllog-max-len active-defrag-cycle-max active-defrag-cycle-min active-defrag-ignore-bytes active-defrag-max-scan-fields
  active-defrag-threshold-lower active-defrag-threshold-upper active-expire-effort activedefrag activerehashing always-show-logo
  aof-disable-auto-gc aof-load-corrupt-tail-max-size aof-load-truncated aof-rewrite-cpulist aof-rewrite-incremental-fsync aof-timestamp-enabled
  aof-use-rdb-preamble aof_rewrite_cpulist appenddirname appendfilename appendfsync appendonly auto-aof-rewrite-min-size
  auto-aof-rewrite-percentage availability-zone bgsave-cpulist bgsave_cpulist bind-source-addr bio-cpulist bio_cpulist busy-reply-threshold
  client-output-buffer-limit client-query-buffer-limit close-on-replica-write cluster-allow-pubsubshard-when-down cluster-allow-reads-when-down
  cluster-allow-replica-migration cluster-announce-bus-port cluster-announce-client-ipv4 cluster-announce-client-ipv6 cluster-announce-hostname
  cluster-announce-human-nodename cluster-announce-ip cluster-announce-port cluster-announce-tls-port cluster-blacklist-ttl
  cluster-config-file cluster-databases cluster-link-sendbuf-limit cluster-manual-failover-timeout cluster-migration-barrier
  cluster-node-timeout cluster-ping-interval cluster-port cluster-preferred-endpoint-type cluster-replica-no-failover
  cluster-replica-validity-factor cluster-require-full-coverage cluster-slave-no-failover cluster-slave-validity-factor
  cluster-slot-migration-log-max-len cluster-slot-stats-enabled commandlog-execution-slower-than commandlog-large-reply-max-len
  commandlog-large-request-max-len commandlog-request-larger-than commandlog-reply-larger-than commandlog-slow-execution-max-len
  crash-log-enabled crash-memcheck-enabled daemonize databases dbfilename debug-context dir disable-thp dual-channel-replication-enabled
  dynamic-hz enable-debug-assert enable-debug-command enable-module-command enable-protected-configs events-per-io-thread extended-redis-compatibility
  hash-max-listpack-entries hash-max-listpack-value hash-max-ziplist-entries hash-max-ziplist-value hide-user-data-from-log hll-sparse-max-bytes
  hz ignore-warnings import-mode io-threads io-threads-do-reads jemalloc-bg-thread key-load-delay latency-monitor-threshold latency-tracking
  latency-tracking-info-percentiles lazyfree-lazy-eviction lazyfree-lazy-expire lazyfree-lazy-server-del lazyfree-lazy-user-del
  lazyfree-lazy-user-flush lfu-decay-time lfu-log-factor list-compress-depth list-max-listpack-size list-max-ziplist-entries
  list-max-ziplist-size list-max-ziplist-value loadmodule loadmodule-ex locale-collate log-format log-timestamp-format logfile loglevel
  lookahead lua-enable-insecure-api lua-time-limit masteruser max-new-connections-per-cycle max-new-tls-connections-per-cycle maxmemory
  maxmemory-clients maxmemory-eviction-tenacity maxmemory-policy maxmemory-samples min-io-threads-avoid-copy-reply min-replicas-max-lag
  min-replicas-to-write min-slaves-max-lag min-slaves-to-write mptcp no-appendfsync-on-rewrite notify-keyspace-events oom-score-adj
  oom-score-adj-values pidfile prefetch-batch-max-size primaryauth primaryuser proc-title-template propagation-error-behavior
  proto-max-bulk-len rdb-del-sync-files rdb-key-save-delay rdb-save-incremental-fsync rdb-version-check rdbchecksum rdbcompression rdma-bind
  rdma-port rename-command repl-backlog-size repl-backlog-ttl repl-disable-tcp-nodelay repl-diskless-load repl-diskless-sync
  repl-diskless-sync-delay repl-diskless-sync-max-replicas repl-diskless-sync-period repl-mptcp repl-ping-replica-period
  repl-ping-slave-period repl-timeout replica-announce-ip replica-announce-port replica-announced replica-full-sync-buffer-limit
  replica-ignore-disk-write-errors replica-ignore-maxmemory replica-lazy-flush replica-priority replica-read-only replica-serve-stale-data
  sanitize-dump-payload save server-cpulist server_cpulist set-max-intset-entries set-max-listpack-entries set-max-listpack-value
  set-proc-title shutdown-on-sigint shutdown-on-sigterm shutdown-timeout slave-announce-ip slave-announce-port slave-ignore-maxmemory
  slave-lazy-flush slave-priority slave-read-only slave-serve-stale-data slowlog-log-slower-than slowlog-max-len socket-mark-id
  stop-writes-on-bgsave-error stream-idmp-duration stream-idmp-maxsize stream-node-max-bytes stream-node-max-entries supervised
  syslog-enabled syslog-facility syslog-ident timeout tls-auth-clients-user tls-auto-reload-interval tls-ca-cert-dir
  tls-ca-cert-file tls-ciphers tls-ciphersuites tls-client-cert-file tls-client-key-file tls-client-key-file-pass tls-cluster
  tls-dh-params-file tls-key-file tls-key-file-pass tls-prefer-server-ciphers tls-replication tls-session-cache-size
  tls-session-cache-timeout tls-session-caching tracking-table-max-keys unixsocket unixsocketgroup unixsocketperm watchdog-period
  zset-max-listpack-entries zset-max-listpack-value zset-max-ziplist-entries zset-max-ziplist-value
`);

/** `sentinel WORD`: what the model reads of it, and the others. */
export const SENTINEL_MODELLED = words('monitor down-after-milliseconds auth-pass known-sentinel');
export const SENTINEL_RECOGNISED = words(`
  announce-hostnames announce-ip announce-port auth-user client-reconfig-script config-epoch current-epoch deny-scripts-reconfig
  failover-timeout known-replica known-slave leader-epoch master-reboot-down-after-period myid notification-script parallel-syncs
  primary-reboot-down-after-period rename-command resolve-hostnames sentinel-pass sentinel-user
`);
