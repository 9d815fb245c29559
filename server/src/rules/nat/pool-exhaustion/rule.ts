import { lastOf, networkOf, type Prefix } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Filter, FilterRule } from '../../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import type { AddressPool } from '../../../../../grammars/model/nat.ts';
import { defineRule, type Report } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'nat/pool-exhaustion',
    severity: 'warning',
    needs: ['address-pools', 'interfaces'],
    title: {
      en: 'Fewer addresses to translate to than hosts that need one each',
      'zh-cn': '可供转换的地址少于各需一个地址的主机',
    },
    sources: [
      'Cisco IOS IP Addressing: NAT Configuration Guide',
      'Cisco ASA Firewall CLI Configuration Guide, Dynamic NAT',
      'Junos OS NAT User Guide',
      'Huawei VRP Command Reference, nat outbound',
      'FortiOS Administration Guide, Dynamic SNAT (one-to-one)',
      "PAN-OS Networking Administrator's Guide, Source NAT (Dynamic IP)",
      'RFC 2663 section 4.1',
      'RFC 6888 section 3',
    ],
    options: {},
  },
  *check({ device }) {
    for (const pool of device.nat?.pools ?? []) {
      const hosts = hostsInside(device, pool);
      if (hosts > pool.addresses) yield exhausted(pool, hosts);
    }
  },
});

/** Of the networks at its interfaces that surely get addresses as a whole; what is routed behind them is not counted. */
function hostsInside({ interfaces, filters }: Device, { users, behind }: AddressPool): number {
  const list =
    'list' in users ? filters.find((one) => one.name.value === users.list && one.family !== 'ipv6') : undefined;
  const getsOne = (network: Network): boolean =>
    'networks' in users
      ? users.networks.some((one) => isWithin(network, one))
      : list !== undefined && permits(list, network);
  const networks = new Map<string, Network>();
  for (const { name, natRole, addresses, shutdown } of interfaces)
    for (const { family, address, length } of isBehind(behind, name.value, natRole) && !shutdown ? addresses : []) {
      if (family !== 'ipv4' || length < 1 || length > 30) continue;
      const first = (address >> BigInt(32 - length)) << BigInt(32 - length);
      networks.set(`${first}/${length}`, { first, last: first + (1n << BigInt(32 - length)) - 1n });
    }
  let hosts = 0;
  // Network and broadcast address are no hosts.
  for (const network of networks.values()) if (getsOne(network)) hosts += Number(network.last - network.first) - 1;
  return hosts;
}

function isBehind(behind: AddressPool['behind'], name: string, role: Interface['natRole']): boolean {
  if (behind === 'inside') return role === 'inside';
  return behind === 'not-outside' ? role !== 'outside' : behind.includes(name);
}

function isWithin({ first, last }: Network, prefix: Prefix): boolean {
  return prefix.family === 'ipv4' && networkOf(prefix) <= first && last <= lastOf(prefix);
}

interface Network {
  readonly first: bigint;
  readonly last: bigint;
}

function permits({ rules }: Filter, network: Network): boolean {
  for (const rule of rules) {
    const part = partOf(rule, network);
    if (part === 'none') continue;
    return part === 'all' && rule.action.kind === 'permit';
  }
  return false;
}

/** How much of the network's packets the rule matches. */
function partOf({ active, matches }: FilterRule, { first, last }: Network): 'all' | 'some' | 'none' {
  if (!active) return 'none';
  let some = false;
  for (const match of matches) {
    if (match.family === 'ipv6') continue;
    const { family: _, source, ...others } = match;
    const terms = source ? ('anyOf' in source ? source.anyOf : undefined) : [{ kind: 'any' } as const];
    const whole = Object.values(others).every((one) => one === undefined);
    if (!terms) return 'some';
    for (const term of terms) {
      const run = term.kind === 'any' ? { first: 0n, last: 0xffffffffn } : runOf(term);
      if (!run) return 'some';
      if (run.last < first || run.first > last) continue;
      if (whole && run.first <= first && run.last >= last) return 'all';
      some = true;
    }
  }
  return some ? 'some' : 'none';
}

function runOf(term: Exclude<Term, { kind: 'any' }>): Network | undefined {
  if (term.family !== 'ipv4') return { first: 1n, last: 0n };
  if (term.kind === 'range') return term;
  if (term.kind === 'prefix') {
    const free = (1n << BigInt(32 - term.length)) - 1n;
    return { first: term.address & ~free, last: term.address | free };
  }
  const { wildcard } = term;
  const contiguous = (wildcard & (wildcard + 1n)) === 0n;
  return contiguous ? { first: term.address & ~wildcard, last: term.address | wildcard } : undefined;
}

type Term = NonNullable<Extract<FilterRule['matches'][number]['source'], { anyOf: unknown }>>['anyOf'][number];

/** Some networks are mostly empty: only where three of four addresses would have none is it said aloud. */
const ALOUD = 4;

function exhausted({ name, addresses, span, share }: AddressPool, hosts: number): Report {
  return {
    severity: hosts >= ALOUD * addresses ? 'warning' : 'info',
    span,
    text: {
      en: `Pool ${name.value} has ${addresses} ${addresses === 1 ? 'address' : 'addresses'} for ${hosts} possible hosts inside, one for each at a time: who comes when all are taken gets no translation until an entry ages out. Let hosts share them (${share.written}), or give the pool more.`,
      'zh-cn': `地址池 ${name.value} 只有 ${addresses} 个地址,而内侧可能有 ${hosts} 台主机,每台同时占用一个:地址用尽后的主机在某个条目老化之前无法转换。请让主机共享地址(${share.written}),或扩大地址池。`,
    },
    fixes: (share.edits ? [share.edits] : []).map((edits) => ({
      title: {
        en: `Share the addresses (${share.written}): connections get ports of the pool's addresses`,
        'zh-cn': `共享地址(${share.written}):连接将使用地址池中地址的端口`,
      },
      safety: 'unsafe',
      change: { kind: 'edits', edits },
    })),
  };
}
