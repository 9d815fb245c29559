/** Name servers of rigs: what each says stands above it. `$MORE`, `$ACCESS`, `$OTHER` and `$MOST` are variables of their shell. */

export const BOTH_LISTEN =
  'i=0; until [ $(ss -Hlun | grep -c ":53 ") -ge 2 ] && [ $(ss -Hltn | grep -c ":53 ") -ge 2 ]; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done';

export const UNBOUND = `
cat >$D/unbound.conf <<END
server:
  interface: 127.0.0.1@53
  interface: ::1@53
  username: ""
  chroot: ""
  pidfile: ""
  directory: "$D"
  use-syslog: no
  do-daemonize: no
  module-config: "iterator"
  $MORE
  access-control: ::1/128 allow
  access-control: 127.0.0.1/32 $ACCESS
  local-zone: "example.net." static
  local-data: "both.example.net. 300 A 10.1.1.1"
  local-data: "both.example.net. 300 AAAA fd00::1"
  local-data: "four.example.net. 300 A 10.1.1.1"
  local-data: "six.example.net. 300 AAAA fd00::1"
  local-data: "brief.example.net. 5 A 10.1.1.1"
  local-data: "empty.example.net. 300 TXT text"
  local-data: ". 3600 NS ns.example.net."
forward-zone:
  name: "broken.example.org."
  forward-addr: 127.0.0.1@9
END
unbound -d -c $D/unbound.conf >$D/log 2>&1 &
until_udp 53; until_tcp 53
`;

/** A resolver at 127.0.0.1 that wants example.net to be signed; at 127.0.0.2 its zone, which is not. */
export const UNSIGNED = `
common() {
  printf 'server:\n  interface: %s@53\n  username: ""\n  chroot: ""\n  pidfile: ""\n  directory: "%s"\n  use-syslog: no\n  do-daemonize: no\n  access-control: 127.0.0.0/8 allow\n' $1 $D
}
{ common 127.0.0.1; cat <<END
  module-config: "validator iterator"
  do-not-query-localhost: no
  trust-anchor: "example.net. DS 12345 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"
forward-zone:
  name: "."
  forward-addr: 127.0.0.2
END
} >$D/resolver.conf
{ common 127.0.0.2; cat <<END
  module-config: "iterator"
  local-zone: "example.net." static
  local-data: "example.net. 300 SOA ns.example.net. hostmaster.example.net. 1 3600 900 86400 300"
  local-data: "www.example.net. 300 A 10.1.1.1"
  local-data: "www.example.net. 300 AAAA fd00::1"
  local-zone: "example.org." static
  local-data: "www.example.org. 300 A 10.1.1.1"
  local-data: "www.example.org. 300 AAAA fd00::1"
END
} >$D/own.conf
for name in resolver own; do unbound -d -c $D/$name.conf >$D/$name.log 2>&1 & done
i=0; until [ $(ss -Hlun | grep -c ':53 ') -ge 2 ] && [ $(ss -Hltn | grep -c ':53 ') -ge 2 ]; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done
`;

/**
 * A resolver at 127.0.0.1, the zone's own server at 127.0.0.2, at 127.0.0.3 a server of other zones, at 127.0.0.4 one that does not answer,
 * at 127.0.0.5 nobody, at 127.0.0.6 a resolver that remembers the zone.
 */
export const DELEGATED = `
common() {
  cat <<END
server:
  interface: $1@53
  username: ""
  chroot: ""
  pidfile: ""
  directory: "$D"
  use-syslog: no
  do-daemonize: no
  module-config: "iterator"
  access-control: 127.0.0.0/8 allow
END
}
common 127.0.0.1 >$D/resolver.conf
cat >>$D/resolver.conf <<END
  do-not-query-localhost: no
  local-zone: "example.net." static
  local-data: "example.net. 300 SOA ns1.example.net. hostmaster.example.net. 1 3600 900 86400 300"
  local-data: "www.example.net. 300 A 10.1.1.1"
  local-data: "www.example.net. 300 AAAA fd00::1"
  local-data: "failover.example.net. 3600 A 10.1.1.1"
  local-data: "failover.example.net. 3600 AAAA fd00::1"
  local-data: "failover-60.example.net. 60 A 10.1.1.1"
  local-data: "failover-60.example.net. 60 AAAA fd00::1"
  local-data: "ns1.example.net. 300 A 127.0.0.2"
  local-data: "ns2.example.net. 300 A $OTHER"
  local-data: "example.net. 300 NS ns1.example.net."
  local-data: "example.net. 300 NS ns2.example.net."
END
common 127.0.0.2 >$D/own.conf
cat >>$D/own.conf <<END
auth-zone:
  name: "example.net."
  for-downstream: yes
  for-upstream: no
  zonefile: "$D/zone"
END
cat >$D/zone <<END
example.net. 300 IN SOA ns1.example.net. hostmaster.example.net. 1 3600 900 86400 300
example.net. 300 IN NS ns1.example.net.
example.net. 300 IN NS ns2.example.net.
ns1.example.net. 300 IN A 127.0.0.2
END
common 127.0.0.3 >$D/other.conf
common 127.0.0.4 >$D/mute.conf
common 127.0.0.6 | sed 's, allow$, allow_snoop,' >$D/cache.conf
cat >>$D/cache.conf <<END
  do-not-query-localhost: no
forward-zone:
  name: "example.net."
  forward-addr: 127.0.0.2
END
for name in resolver own other mute cache; do unbound -d -c $D/$name.conf >$D/$name.log 2>&1 & done
i=0; until [ $(ss -Hlun | grep -c ':53 ') -ge 5 ] && [ $(ss -Hltn | grep -c ':53 ') -ge 5 ]; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done
bash -c 'exec 3<>/dev/udp/127.0.0.6/53; printf "\\x12\\x34\\x01\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x07example\\x03net\\x00\\x00\\x06\\x00\\x01" >&3; timeout 5 head -c 12 <&3' >$D/warm
nft 'table inet f { chain c { type filter hook input priority 0; ip daddr 127.0.0.4 udp dport 53 drop; }; }'
`;

/** A resolver at 127.0.0.1 that knows a zone with aliases and long texts; at 127.0.0.2 the same zone with other addresses, which follows no alias. */
export const ALIASES = `
zone() {
  cat <<END
example.net. 300 IN SOA ns1.example.net. hostmaster.example.net. 7 3600 900 86400 300
example.net. 300 IN NS ns1.example.net.
example.net. 300 IN MX 10 mail.example.net.
ns1.example.net. 300 IN A 127.0.0.2
www.example.net. 300 IN CNAME web.example.net.
web.example.net. 300 IN CNAME host.example.net.
host.example.net. 300 IN A $1
host.example.net. 300 IN AAAA fd00::1
gone.example.net. 300 IN CNAME nothing.example.net.
ring.example.net. 300 IN CNAME back.example.net.
back.example.net. 300 IN CNAME ring.example.net.
away.example.net. 300 IN CNAME www.example.org.
note.example.net. 300 IN TXT "one" "two"
END
  for n in 1 2 3 4 5 6 7 8 9 10; do echo "long.example.net. 300 IN TXT \\"$n$(printf %0200d 0)\\""; done
}
zone 10.1.1.1 >$D/zone1; zone 10.2.2.2 >$D/zone2
server() {
  cat <<END
server:
  interface: 127.0.0.$1@53
  username: ""
  chroot: ""
  pidfile: ""
  directory: "$D"
  use-syslog: no
  do-daemonize: no
  module-config: "iterator"
  max-udp-size: $MOST
  access-control: 127.0.0.0/8 allow
auth-zone:
  name: "example.net."
  for-downstream: $2
  for-upstream: $3
  zonefile: "$D/zone$1"
END
}
server 1 no yes >$D/1.conf; server 2 yes no >$D/2.conf
for n in 1 2; do unbound -d -c $D/$n.conf >$D/$n.log 2>&1 & done
echo nameserver 127.0.0.1 >$D/resolv.conf; mount --bind $D/resolv.conf /etc/resolv.conf
${BOTH_LISTEN}
`;
