import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { iptables } from '../grammars/dialects/iptables/dialect.ts';
import { holds, lastOf, networkOf, type Prefix, parsePrefix } from '../grammars/model/address.ts';
import { analyseFilters } from '../server/src/packets/analyse.ts';
import type { Packet } from '../server/src/packets/analyses.ts';
import { formatPacket } from '../server/src/packets/packet-text.ts';

const truth = resolve(import.meta.dirname, '../../shared/corpus/truth/iptables-semantics/dev');
const root = resolve(truth, 'IPPartEval');
const present = existsSync(root);

/** A verified tool's rewriting of one chain of a dump, once as what is surely accepted, once as what may be. */
interface Simplified {
  readonly dump: string;
  readonly chain: 'INPUT' | 'FORWARD';
  readonly bound: 'lower' | 'upper';
  readonly path: string;
}

interface SimpleRule {
  readonly accept: boolean;
  readonly protocol: number | undefined;
  readonly source: Prefix;
  readonly destination: Prefix;
  readonly sourcePorts: readonly [number, number];
  readonly destinationPorts: readonly [number, number];
  /** Absent: any. */
  readonly inInterface?: string;
}

const cases: Simplified[] = present
  ? globSync('*/*.Ln.*', { cwd: root }).map((path) => {
      const [, chain, bound] = /\.Ln\.(FWD|INP)\.(lower|upper)$/.exec(path)!;
      const stem = basename(path).replace(/\.Ln\..*$/, '');
      const dumps = globSync(`${dirname(path)}/*`, { cwd: root }).filter((name) => !/\.Ln\./.test(name));
      const dump = dumps.find((name) => basename(name) === stem) ?? dumps[0]!;
      return { dump, chain: chain === 'FWD' ? 'FORWARD' : 'INPUT', bound: bound as 'lower' | 'upper', path };
    })
  : [];

/** What the tool was told of the networks behind interfaces: packets with these sources come in there. */
const BEHIND: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'openvpn.eu': [
    ['192.168.0.0/24', 'eth0'],
    ['192.168.2.0/24', 'eth1'],
  ],
  'gopherproxy.meulie.net': [['127.0.0.0/8', 'lo']],
};

/** The same packets each run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const title = present ? 'verified simplifications of real dumps' : 'verified simplifications (skipped: no corpus here)';

describe.skipIf(!present)(title, () => {
  test.each(cases.map((one) => [one.path, one] as const))('%s', (_, { dump, chain, bound, path }) => {
    const device = iptables.toModel(iptables.parse(readFileSync(resolve(root, dump), 'utf8')));
    const filter = device.filters.findIndex((one) => one.table === 'ipv4 filter' && one.name.value === chain);
    expect(filter).toBeGreaterThanOrEqual(0);
    const simple = rulesOf(readFileSync(resolve(root, path), 'utf8'), chain);
    const packets = analyseFilters(device);
    const wrong: string[] = [];
    let sure = 0;
    const behind = BEHIND[dirname(path)] ?? [];
    for (const bare of packetsAround(simple, 1500)) {
      const from = behind.find(([prefix]) => holds(parsePrefix(prefix)!, bare.source))?.[1];
      const packet = from === undefined ? bare : { ...bare, inInterface: from };
      const said = simple.find((rule) => matches(rule, packet));
      const accepts = said?.accept ?? true;
      const verdict = packets.test(filter, packet);
      if (verdict.sure) sure += 1;
      if (verdict.sure && bound === 'lower' && accepts && verdict.action !== 'permit') wrong.push(formatPacket(packet));
      if (verdict.sure && bound === 'upper' && !accepts && verdict.action !== 'deny') wrong.push(formatPacket(packet));
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(sure).toBeGreaterThan(100);
  });
});

/** Its report of a whole dump has such a list for a chain of the table it looked at, with interfaces: what may be accepted, and no more. */
describe.skipIf(!present)(`${title}, with interfaces`, () => {
  const reports = present ? globSync('golden/*.expected', { cwd: truth }) : [];
  test.each(reports)('%s', (path) => {
    const report = readFileSync(resolve(truth, path), 'utf8');
    const table = /\(only (\w+) table\)/.exec(report)![1];
    const chain = /^== unfolded (\w+) chain \(upper closure\) ==/m.exec(report)![1];
    const [, listing] = /^== to simple firewall ==\n([\s\S]*?)^== /m.exec(report)!;
    const simple = listing!.split('\n').flatMap((line) => (/^(?:ACCEPT|DROP)/.test(line) ? [reportedRule(line)] : []));
    expect(simple.length).toBeGreaterThan(10);
    const dump = readFileSync(resolve(truth, path.replace('.expected', '.input')), 'utf8');
    const device = iptables.toModel(iptables.parse(dump));
    const filter = device.filters.findIndex((one) => one.table === `ipv4 ${table}` && one.name.value === chain);
    expect(filter).toBeGreaterThanOrEqual(0);
    const packets = analyseFilters(device);
    const policy = device.filters[filter]!.fallback.action === 'permit';
    const interfaces = [...new Set(simple.flatMap((rule) => rule.inInterface ?? [])), 'other0'];
    const wrong: string[] = [];
    let denied = 0;
    for (const bare of packetsAround(simple, 1500)) {
      for (const inInterface of interfaces) {
        const packet = { ...bare, inInterface };
        const said = simple.find((rule) => matches(rule, packet));
        if (said?.accept ?? policy) continue;
        denied += 1;
        const { action, sure } = packets.test(filter, packet);
        if (!sure || action !== 'deny') wrong.push(`${inInterface}: ${formatPacket(packet)}: ${action}`);
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(denied).toBeGreaterThan(100);
  });
});

/** `DROP     tcp  --  192.0.2.0/24            0.0.0.0/0 in: eth0   dports: 3240:3262` */
function reportedRule(line: string): SimpleRule {
  const [plain, named] = line.split(/\s+in: /);
  const ports = (key: 's' | 'd'): string => line.replace(new RegExp(`.*${key}ports: (\\S+).*|.*`), ` ${key}pts:$1`);
  const text = [plain!.replace(/[sd]ports:.*/, ''), ...(['s', 'd'] as const).map(ports)].join(' ');
  const [rule] = rulesOf(`Chain X (policy)\nhead\n${text}\n`, 'X');
  const name = named?.trim().split(/\s+/)[0];
  return name ? { ...rule!, inInterface: name } : rule!;
}

function rulesOf(listing: string, chain: string): SimpleRule[] {
  const [, body] = new RegExp(`^Chain ${chain} .*\\n.*\\n([\\s\\S]*?)(?=^Chain |(?![\\s\\S]))`, 'm').exec(listing)!;
  return body!
    .split('\n')
    .filter((line) => /^(?:ACCEPT|DROP)/.test(line))
    .map((line) => {
      const [target, protocol, , source, destination, ...rest] = line.split(/\s+/);
      const ports = (key: 'spt' | 'dpt'): [number, number] => {
        const found = rest.map((word) => new RegExp(`^${key}s?:(\\d+)(?::(\\d+))?$`).exec(word)).find(Boolean);
        return found ? [Number(found[1]), Number(found[2] ?? found[1])] : [0, 65_535];
      };
      return {
        accept: target === 'ACCEPT',
        protocol: { icmp: 1, tcp: 6, udp: 17 }[protocol!],
        source: parsePrefix(source!.includes('/') ? source! : `${source}/32`)!,
        destination: parsePrefix(destination!.includes('/') ? destination! : `${destination}/32`)!,
        sourcePorts: ports('spt'),
        destinationPorts: ports('dpt'),
      };
    });
}

const matches = (rule: SimpleRule, packet: Packet): boolean =>
  (rule.inInterface === undefined || rule.inInterface === packet.inInterface) &&
  (rule.protocol === undefined || rule.protocol === packet.protocol) &&
  holds(rule.source, packet.source) &&
  holds(rule.destination, packet.destination) &&
  within(rule.sourcePorts, packet.sourcePort ?? 0) &&
  within(rule.destinationPorts, packet.destinationPort ?? 0);

const within = ([first, last]: readonly [number, number], value: number): boolean => first <= value && value <= last;

/** New flows at the edges of what the rules name. */
function* packetsAround(rules: readonly SimpleRule[], count: number): Generator<Packet> {
  const next = random(rules.length);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const some: readonly SimpleRule[] = rules.length > 0 ? rules : [];
  for (let i = 0; i < count && some.length > 0; i += 1) {
    const near = (prefix: Prefix): bigint => {
      const at = pick([networkOf(prefix), lastOf(prefix), networkOf(prefix) - 1n, lastOf(prefix) + 1n]);
      return ((at % (1n << 32n)) + (1n << 32n)) % (1n << 32n);
    };
    const port = ([first, last]: readonly [number, number]): number =>
      Math.min(65_535, Math.max(1, pick([first, last, first - 1, last + 1, 40_000])));
    const rule = pick(some);
    const protocol = rule.protocol ?? pick([1, 6, 17, 47]);
    yield {
      family: 'ipv4',
      source: near(next() < 0.8 ? rule.source : pick(some).source),
      destination: near(next() < 0.8 ? rule.destination : pick(some).destination),
      protocol,
      ...(protocol === 6 || protocol === 17
        ? { sourcePort: port(rule.sourcePorts), destinationPort: port(rule.destinationPorts) }
        : {}),
    };
  }
}
