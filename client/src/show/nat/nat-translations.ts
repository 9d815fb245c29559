import type { NatPool, NatState } from './nat-state.ts';
import { readRouterosConnections, type TranslatedFlow } from './routeros-connections.ts';
import { readVrpSessions } from './vrp-sessions.ts';

/** One translation of IOS; `---` where a column has none. */
export interface Translation {
  readonly protocol: string;
  readonly insideGlobal: Endpoint;
  readonly insideLocal: Endpoint;
  readonly outsideLocal: Endpoint;
  readonly outsideGlobal: Endpoint;
}

export interface Endpoint {
  /** `---`: none. */
  readonly address: string;
  readonly port?: string;
}

/** Ports that a translated address has, and what of them is in use from where none may be left for the next flow. */
const PORTS = 64_512;

// Pro Inside global      Inside local       Outside local      Outside global
// tcp 10.9.0.0:51776     10.1.0.2:51776     10.2.0.2:21        10.2.0.2:21
export function readTranslations(text: string): Translation[] {
  return text.split(/\r?\n/).flatMap((line) => translationOf(line) ?? []);
}

function translationOf(line: string): Translation | undefined {
  const row = /^(tcp|udp|icmp|gre|esp|any|---) +(\S+) +(\S+) +(\S+) +(\S+)\s*$/.exec(line.slice(0, 400));
  if (!row) return undefined;
  const [insideGlobal, insideLocal, outsideLocal, outsideGlobal] = row.slice(2).map(endpointOf);
  return {
    protocol: row[1]!,
    insideGlobal: insideGlobal!,
    insideLocal: insideLocal!,
    outsideLocal: outsideLocal!,
    outsideGlobal: outsideGlobal!,
  };
}

function endpointOf(text: string): Endpoint {
  const parts = /^(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$/.exec(text);
  return parts ? { address: parts[1]!, port: parts[2]! } : { address: text };
}

type Table = Pick<NatState, 'pools' | 'lifetimes' | 'seen' | 'top'>;

/** Counts translations, of IOS, Linux, RouterOS and VRP, and forgets them: who talks to whom is nobody's business here. */
export function readNatTranslations(text: string): Table {
  const seen: Record<string, number> = {};
  const hosts = new Map<string, number>();
  const ports = new Map<string, number>();
  const lifetimes: { udp?: number; tcp?: number } = {};
  let current: { readonly protocol: string; readonly port: string | undefined } | undefined;
  const count = (protocol: string, host: string): void => {
    seen[protocol] = (seen[protocol] ?? 0) + 1;
    hosts.set(host, (hosts.get(host) ?? 0) + 1);
  };
  const leaves = ({ protocol, host, translated, peer }: TranslatedFlow): void => {
    count(protocol, host);
    const from = `${protocol} ${translated} to ${peer}`;
    ports.set(from, (ports.get(from) ?? 0) + 1);
  };
  const lives = (protocol: string, port: string | undefined, seconds: number): void => {
    // A DNS translation lives as long as a DNS answer takes.
    if ((protocol !== 'udp' && protocol !== 'tcp') || port === '53') return;
    lifetimes[protocol] = Math.max(lifetimes[protocol] ?? 0, seconds);
  };
  for (const line of text.split(/\r?\n/)) {
    const row = translationOf(line);
    if (row) {
      current = { protocol: row.protocol, port: row.outsideGlobal.port };
      if (row.outsideGlobal.address !== '---') count(row.protocol, row.insideLocal.address);
    }
    //     create 00:01:02, use 00:00:10 timeout:300000, left 00:04:49
    const verbose = /\btimeout:(\d{1,12}), left /.exec(line.slice(0, 400));
    if (verbose && current) lives(current.protocol, current.port, Number(verbose[1]) / 1000);
    const flow = linuxFlow(line);
    if (flow) leaves(flow);
  }
  for (const flow of [...readRouterosConnections(text), ...readVrpSessions(text)]) leaves(flow);
  const [busiest] = [...ports].sort((a, b) => b[1] - a[1]);
  const pools: NatPool[] = busiest ? [{ name: busiest[0], total: PORTS, used: busiest[1] }] : [];
  const [first] = [...hosts].sort((a, b) => b[1] - a[1]);
  return { seen, lifetimes, pools, ...(first && hosts.size > 1 && { top: { host: first[0], count: first[1] } }) };
}

// tcp      6 431999 ESTABLISHED src=10.0.0.2 dst=10.9.0.1 sport=40000 dport=443 src=10.9.0.1 dst=10.9.0.254 sport=443 dport=40000 [ASSURED] mark=0 use=1
function linuxFlow(line: string): TranslatedFlow | undefined {
  const flow =
    /^(?:ipv[46] +\d+ +)?(tcp|udp|icmp|icmpv6|sctp|dccp|gre) +\d{1,3} +\d{1,10} .*?\bsrc=(\S+) dst=(\S+) .*?\bsrc=(\S+) dst=(\S+)/.exec(
      line.slice(0, 600),
    );
  // Answers come to another address than the one that asked: translated.
  if (!flow || flow[2] === flow[5]) return undefined;
  return { protocol: flow[1]!, host: flow[2]!, translated: flow[5]!, peer: flow[4]! };
}
