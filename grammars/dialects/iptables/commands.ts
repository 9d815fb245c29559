/** How many words an option takes after it: none, one, two, or one where it does not look like an option. */
export type Arity = 'flag' | 'value' | 'pair' | 'optional';

/** One name for the ways to write an option that the model understands. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['-s', 'source'],
  ['--src', 'source'],
  ['-d', 'destination'],
  ['--dst', 'destination'],
  ['-i', 'in-interface'],
  ['-o', 'out-interface'],
  ['-p', 'protocol'],
  ['-m', 'match'],
  ['-j', 'jump'],
  ['-g', 'goto'],
  ['-f', 'fragment'],
  ['-c', 'set-counters'],
  ['-4', 'ipv4'],
  ['-6', 'ipv6'],
  ['-t', 'table'],
  ['-w', 'wait'],
  ['-W', 'wait-interval'],
  ['-v', 'verbose'],
  ['-n', 'numeric'],
  ['-x', 'exact'],
  ['-h', 'help'],
  ['--sport', 'source-port'],
  ['--dport', 'destination-port'],
  ['--sports', 'source-ports'],
  ['--dports', 'destination-ports'],
  ['--port', 'ports'],
]);

const NAMES: Readonly<Record<Arity, string>> = {
  flag: `
    fragment ipv4 ipv6 verbose numeric exact help syn
    set rcheck update remove rttl reap rsource rdest
    log-tcp-sequence log-tcp-options log-ip-options log-uid log-macdecode
    save-mark restore-mark save restore notrack checksum-fill clamp-mss-to-pmtu
    random random-fully persistent queue-bypass queue-cpu-fanout exist map-prio map-queue
    kerneltz utc localtz contiguous strict next ipvs new
    connlimit-saddr connlimit-daddr hashlimit-rate-match hashlimit-rate-interval
    limit-iface-in limit-iface-out physdev-is-in physdev-is-out physdev-is-bridged
    validmark loose accept-local invert transparent nowildcard restore-skmark socket-exists suppl-groups
    ecn-tcp-cwr ecn-tcp-ece ecn-tcp-remove icase return-nomatch
    ahres fragres fragfirst fragmore fraglast rt-0-res rt-0-not-strict soft
    nodst tarpit honeypot reset sack-perm timestamp ecn no-change grow update-counters update-subcounters
    edk kazaa gnu dc bit apple soul winmx ares`,
  value: `
    source destination in-interface out-interface protocol proto match jump goto table wait-interval
    source-port destination-port source-ports destination-ports ports
    state ctstate ctproto ctorigsrc ctorigdst ctreplsrc ctrepldst ctorigsrcport ctorigdstport ctreplsrcport
    ctrepldstport ctstatus ctexpire ctdir ctmask nfmask
    icmp-type icmpv6-type src-range dst-range dscp dscp-class tos ecn-ip-ect comment
    limit limit-burst name seconds hitcount mask
    hashlimit hashlimit-upto hashlimit-above hashlimit-name hashlimit-mode hashlimit-burst hashlimit-srcmask
    hashlimit-dstmask hashlimit-htable-size hashlimit-htable-max hashlimit-htable-expire hashlimit-htable-gcinterval
    mark src-type dst-type mac-source uid-owner gid-owner pid-owner sid-owner cmd-owner
    string hex-string algo from to timestart timestop days weekdays monthdays datestart datestop
    connlimit-upto connlimit-above connlimit-mask connbytes connbytes-dir connbytes-mode
    physdev-in physdev-out dir pol mode reqid spi tunnel-src tunnel-dst length pkt-type ttl-eq ttl-gt ttl-lt hl-eq hl-gt hl-lt
    helper realm u32 bytecode object-pinned path cgroup probability every packet quota nfacct-name cpu
    espspi ahspi ahlen mss tcp-option sctp-flags dccp-types dccp-option header fragid fraglen rt-type rt-segsleft rt-len rt-0-addrs
    cluster-total-nodes cluster-local-node cluster-local-nodemask cluster-hash-seed
    dst-len dst-opts hbh-len hbh-opts mh-type vproto vaddr vport vdir vmethod vportctl label genre ttl log
    src-pref dst-pref source-country src-cc destination-country dst-cc packets-eq packets-lt packets-gt bytes-eq bytes-lt bytes-gt
    devgroup src-group dst-group rateest rateest1 rateest2 rateest-bps rateest-pps
    log-level log-prefix nflog-group nflog-prefix nflog-range nflog-size nflog-threshold
    ulog-nlgroup ulog-prefix ulog-cprange ulog-qthreshold reject-with
    to-source to-destination to-ports set-mark set-xmark and-mark or-mark xor-mark set-dscp set-dscp-class
    set-tos and-tos or-tos xor-tos set-mss set-class ttl-set ttl-dec ttl-inc hl-set hl-dec hl-inc queue-num queue-balance
    ctevents expevents zone zone-orig zone-reply timeout ctmark gateway oif iif tproxy-mark on-port on-ip
    strip-options selctx type led-trigger-id led-delay rateest-name rateest-interval rateest-ewmalog
    hmark-tuple hmark-mod hmark-offset hmark-rnd hmark-src-prefix hmark-dst-prefix hmark-sport-mask hmark-dport-mask hmark-proto-mask
    wscale hashmode clustermac total-nodes local-node hash-init left-shift-mark right-shift-mark src-pfx dst-pfx alarm
    psd-weight-threshold psd-delay-threshold psd-lo-ports-weight psd-hi-ports-weight condition average
    l7proto l7dir l7pkt aaddr aname trigger-type trigger-proto trigger-match trigger-relate`,
  pair: 'set-counters tcp-flags match-set add-set del-set map-set chunk-types',
  optional: 'wait led-always-blink send_nl_msg',
};

const ARITIES: ReadonlyMap<string, Arity> = new Map(
  (['flag', 'value', 'pair', 'optional'] as const).flatMap((arity) =>
    NAMES[arity]
      .split(/\s+/)
      .filter(Boolean)
      .map((name) => [name, arity] as const),
  ),
);

export interface OptionSpec {
  /** Without dashes, synonyms resolved. */
  readonly name: string;
  readonly arity: Arity;
}

/** @returns undefined for an option that no known match or target has. */
export function optionOf(word: string): OptionSpec | undefined {
  const name = SYNONYMS.get(word) ?? (word.startsWith('--') ? word.slice(2) : undefined);
  const arity = name === undefined ? undefined : ARITIES.get(name);
  return name === undefined || arity === undefined ? undefined : { name, arity };
}

export const TABLES: readonly string[] = ['filter', 'nat', 'mangle', 'raw', 'security'];
