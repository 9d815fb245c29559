import type { ProbeId } from '../protocol.ts';
import { aclCounters } from './acl-counters/probe.ts';
import { bgp } from './bgp/probe.ts';
import { capture } from './capture/probe.ts';
import { conntrack } from './conntrack/probe.ts';
import { denyLog } from './deny-log/probe.ts';
import { dns } from './dns/probe.ts';
import { egressChain } from './egress-chain/probe.ts';
import { fromDevice } from './from-device/probe.ts';
import { http } from './http/probe.ts';
import { interfaces } from './interface/probe.ts';
import { mrt } from './mrt/probe.ts';
import { natTable } from './nat-table/probe.ts';
import { natTcpLifetime } from './nat-tcp-lifetime/probe.ts';
import { natUdpLifetime } from './nat-udp-lifetime/probe.ts';
import { path } from './path/probe.ts';
import { pmtu } from './pmtu/probe.ts';
import type { Probe } from './probe.ts';
import { reachability } from './reachability/probe.ts';
import { redis } from './redis/probe.ts';
import { rpki } from './rpki/probe.ts';
import { snmp } from './snmp/probe.ts';
import { sockets } from './sockets/probe.ts';
import { stun } from './stun/probe.ts';
import { stunNat } from './stun-nat/probe.ts';
import { sysctl } from './sysctl/probe.ts';
import { tcp } from './tcp/probe.ts';
import { tls } from './tls/probe.ts';
import { turn } from './turn/probe.ts';
import { vlanErrors } from './vlan-errors/probe.ts';

export const probes: Readonly<Record<ProbeId, Probe>> = {
  reachability,
  tcp,
  stun,
  dns,
  tls,
  turn,
  'stun-nat': stunNat,
  'nat-udp-lifetime': natUdpLifetime,
  'nat-tcp-lifetime': natTcpLifetime,
  pmtu,
  path,
  http,
  rpki,
  mrt,
  redis,
  snmp,
  capture,
  conntrack,
  sockets,
  sysctl,
  bgp,
  interface: interfaces,
  'vlan-errors': vlanErrors,
  'nat-table': natTable,
  'acl-counters': aclCounters,
  'deny-log': denyLog,
  'from-device': fromDevice,
  'egress-chain': egressChain,
};
