import {
  formatAddress,
  formatPrefix,
  networkOf,
  parseAddress,
  widthOf,
} from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { peerOf, type SessionEnd } from '../../../network/bgp-peers.ts';
import { describedLinks } from '../../../network/described-links.ts';
import { linked } from '../../../network/links.ts';
import { type Member, type Network, nameOf, type Owner } from '../../../network/network.ts';
import { readTogether } from '../../../network/read-together.ts';
import { sessionFaults } from '../../../network/session-faults.ts';
import type { Related } from '../../../review/finding.ts';
import { defineRule, type Report, type Surroundings } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'routing/duplicate-address',
    severity: 'error',
    needs: ['interfaces'],
    title: {
      en: 'Address or subnet that is used twice',
      'zh-cn': '重复使用的地址或子网',
    },
    sources: ['RFC 1122 section 3.2.1.3', 'RFC 5227'],
    options: {},
  },
  *check({ device, network }) {
    const all = network ? ofHost(network) : [...configured(device)];
    yield* twice(all);
    yield* overlapping(all);
    if (!network || device.fragment) return;
    yield* onOthers(network);
    yield* maskOfOthers(network);
  },
});

type Address = Interface['addresses'][number];

interface Configured {
  readonly interface: Interface;
  readonly address: Interface['addresses'][number];
  /** Another file of the host has it; absent: this one. */
  readonly elsewhere?: Member;
}

/** What all files of the host configure, in the order in which they are read. */
function ofHost(network: Surroundings): Configured[] {
  const members = readTogether(network);
  return members.flatMap((member) =>
    [...configured(member.device)].map((one) =>
      member.path === network.self.path ? one : { ...one, elsewhere: member },
    ),
  );
}

const relatedTo = ({ address, elsewhere }: Configured, text: Bilingual): Related => ({
  span: address.span,
  text,
  ...(elsewhere ? { elsewhere: { path: elsewhere.path, range: elsewhere.index.rangeOf(address.span) } } : {}),
});

/** What is up; link-local and loopback addresses are everybody's. */
function* configured({ interfaces }: Device): Generator<Configured> {
  for (const one of interfaces) {
    if (one.shutdown) continue;
    for (const address of one.addresses) if (!isLocal(address)) yield { interface: one, address };
  }
}

const isLocal = ({ family, address }: Interface['addresses'][number]): boolean =>
  family === 'ipv6' ? address >> 118n === 0x3fan || address <= 1n : address >> 24n === 127n;

/** One device, one table, one address on two interfaces. */
function* twice(own: readonly Configured[]): Generator<Report> {
  const first = new Map<string, Configured>();
  for (const one of own) {
    const { family, address } = one.address;
    const key = `${one.interface.vrf ?? ''} ${family} ${address}`;
    const before = first.get(key);
    if (!before) first.set(key, one);
    else if (borrows(one, before)) continue;
    else if (before.interface.name.value !== one.interface.name.value && !one.elsewhere)
      yield {
        span: one.address.span,
        text: {
          en: `${formatAddress(family, address)} is also the address of ${before.interface.name.value}: one of the two interfaces gets no traffic, or the platform refuses it. Give this one an address of its own.`,
          'zh-cn': `${formatAddress(family, address)} 同时也是 ${before.interface.name.value} 的地址:其中一个接口收不到流量,或被平台拒绝。请为本接口配置独立地址。`,
        },
        related: [relatedTo(before, { en: 'Used here first', 'zh-cn': '首次使用处' })],
      };
  }
}

/** A link without a subnet of its own, which has the address of a loopback or of another such link: it is unnumbered. */
const borrows = (one: Configured, other: Configured): boolean =>
  isAlone(one) && isAlone(other) && !(one.interface.loopback && other.interface.loopback);

const isAlone = ({ address: { family, length } }: Configured): boolean => length === widthOf(family);

/** Subnets of different interfaces that share addresses: the longer one hides a part of the other. */
function* overlapping(own: readonly Configured[]): Generator<Report> {
  const subnets = own
    .filter(({ address, interface: one }) => address.length < widthOf(address.family) && !one.loopback)
    .sort((a, b) => a.address.length - b.address.length);
  const seen = new Map<string, Configured>();
  for (const one of subnets) {
    const wider = enclosing(one, seen);
    if (
      wider &&
      !one.elsewhere &&
      wider.interface.name.value !== one.interface.name.value &&
      wider.address.address !== one.address.address
    )
      yield {
        severity: 'warning',
        span: one.address.span,
        text: one.address.length === wider.address.length ? same(one, wider) : inside(one, wider),
        related: [relatedTo(wider, { en: 'The other subnet', 'zh-cn': '另一个子网' })],
      };
    seen.set(keyOf(one, one.address.length), one);
  }
}

const same = (one: Configured, other: Configured): Bilingual => ({
  en: `${subnetOf(one)} is also the subnet of ${other.interface.name.value}: hosts behind one of the two interfaces are looked for behind the other, and not reached. Give each a subnet of its own.`,
  'zh-cn': `${subnetOf(one)} 同时也是 ${other.interface.name.value} 的子网:其中一个接口后的主机会在另一个接口上寻找,从而无法到达。请为每个接口配置独立子网。`,
});

const inside = (one: Configured, wider: Configured): Bilingual => ({
  en: `${subnetOf(one)} lies in ${subnetOf(wider)} of ${wider.interface.name.value}: hosts of that subnet with addresses in it are looked for on this interface, and not reached. Use subnets that do not overlap.`,
  'zh-cn': `${subnetOf(one)} 位于 ${wider.interface.name.value} 的 ${subnetOf(wider)} 之内:该子网中地址落在此范围的主机会在本接口上寻找,从而无法到达。请使用不重叠的子网。`,
});

const subnetOf = ({ address }: Configured): string => formatPrefix({ ...address, address: networkOf(address) });

const keyOf = ({ interface: one, address }: Configured, length: number): string =>
  `${one.vrf ?? ''} ${address.family} ${length} ${networkOf({ ...address, length })}`;

/** The longest subnet seen that holds this one. */
function enclosing(one: Configured, seen: ReadonlyMap<string, Configured>): Configured | undefined {
  for (let length = one.address.length; length > 0; length -= 1) {
    const found = seen.get(keyOf(one, length));
    if (found) return found;
  }
  return undefined;
}

/** Gateways that several switches have on purpose. */
const ANYCAST = /^(?:vlan|irb|bvi|vni|ve|vl|bdi)/i;

/** The same address on another device of the same network. */
function* onOthers({ network, self }: Surroundings): Generator<Report> {
  for (const { interface: one, address } of configured(self.device)) {
    if (one.loopback || ANYCAST.test(one.name.value) || address.length === widthOf(address.family)) continue;
    const owners = network
      .near(
        self.path,
        network
          .owners(address.family, address.address)
          .filter(
            ({ member }) => member.path !== self.path && member.device.hostname?.value !== self.device.hostname?.value,
          ),
      )
      .filter((owner) => !owner.interface.shutdown && !owner.interface.loopback && owner.interface.vrf === one.vrf);
    const [other] = owners;
    // More than two is a service of many, or several networks; a standby has all the addresses of its partner.
    if (!other || owners.length > 1 || ANYCAST.test(other.interface.name.value)) continue;
    if (!linked(network, self, other.member, address) || areTwins(self.device, other.member.device)) continue;
    const name = nameOf(other.member);
    yield {
      severity: 'warning',
      span: address.span,
      text: {
        en: `${formatAddress(address.family, address.address)} is also the address of ${other.interface.name.value} on ${name}, in the same network: traffic for it goes to either. Give one of them an address of its own.`,
        'zh-cn': `${formatAddress(address.family, address.address)} 同时也是同一网络中 ${name} 的 ${other.interface.name.value} 的地址:发往它的流量会随机到达其一。请为其中之一配置独立地址。`,
      },
      related: [
        {
          span: other.address.span,
          text: { en: 'The other one', 'zh-cn': '另一处' },
          elsewhere: { path: other.member.path, range: other.member.index.rangeOf(other.address.span) },
        },
      ],
    };
  }
}

/**
 * Two devices on one link, each in the other's subnet, that do not agree how wide it is. That they are on one link, a session between these
 * addresses tells, or their descriptions: plans of other sites look the same.
 */
function* maskOfOthers({ network, self }: Surroundings): Generator<Report> {
  for (const { interface: one, address } of configured(self.device)) {
    const width = widthOf(address.family);
    if (one.loopback || ANYCAST.test(one.name.value) || address.length >= width - 1 || address.length < 8) continue;
    for (let length = address.length + 1; length < width; length += 1) {
      // The one with the wider mask is told: the others are looked for by the subnets that lie in its own around its address.
      const owners = network
        .near(
          self.path,
          network
            .onSubnet({ ...address, length })
            .filter(({ member }) => member.path !== self.path && member.device.hostname),
        )
        .filter(
          (owner) =>
            !owner.interface.shutdown &&
            !owner.interface.loopback &&
            owner.interface.vrf === one.vrf &&
            owner.address.address !== address.address &&
            owner.member.device.hostname?.value !== self.device.hostname?.value,
        );
      const other = owners.find(
        (owner) =>
          speak(network, self, address, owner) ||
          [...describedLinks(network, self)].some(({ here, there }) => here === one && there === owner.interface),
      );
      if (!other || ANYCAST.test(other.interface.name.value)) continue;
      const name = nameOf(other.member);
      yield {
        severity: 'warning',
        span: address.span,
        text: {
          en: `${other.interface.name.value} of ${name} is in the same subnet with a mask of /${other.address.length}, and this interface says /${address.length}: hosts outside of the smaller one are reached from one side only. Use one mask on both.`,
          'zh-cn': `${name} 的 ${other.interface.name.value} 位于同一子网,掩码为 /${other.address.length},而本接口为 /${address.length}:较小子网之外的主机只能从一侧到达。请在两端使用相同的掩码。`,
        },
        related: [
          {
            span: other.address.span,
            text: { en: 'The other mask', 'zh-cn': '另一处的掩码' },
            elsewhere: { path: other.member.path, range: other.member.index.rangeOf(other.address.span) },
          },
        ],
      };
      break;
    }
  }
}

/** A session between exactly these two addresses, on which both ends agree. */
const speak = (network: Network, self: Member, own: Address, { member, address: other }: Owner): boolean =>
  self.device.bgp.some((process) =>
    process.neighbours.some((neighbour) => {
      const there = parseAddress(neighbour.address.value);
      if (there?.family !== other.family || there.address !== other.address) return false;
      const end: SessionEnd = { member: self, process, neighbour };
      const peer = peerOf(network, end);
      return (
        peer.kind === 'match' &&
        peer.end.member === member &&
        parseAddress(peer.end.neighbour.address.value)?.address === own.address &&
        [...sessionFaults(end, peer.end), ...sessionFaults(peer.end, end)].length === 0
      );
    }),
  );

/** Most addresses of the one are the other's too: a pair that stands in for each other. */
function areTwins(a: Device, b: Device): boolean {
  const mine = [...configured(a)].map(({ address }) => `${address.family} ${address.address}`);
  const theirs = new Set([...configured(b)].map(({ address }) => `${address.family} ${address.address}`));
  return mine.filter((one) => theirs.has(one)).length * 2 > mine.length;
}
