import { formatPrefix, networkOf, type Prefix, parseNetwork } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { FilterRule, Match } from '../../../../../grammars/model/filter.ts';
import type { Interface, InterfaceAddress } from '../../../../../grammars/model/interface.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { facesOutside, internet, isInternet, isManagementPort } from '../../exposure/outside.ts';
import { cloudWithoutAddress } from './cloud-without-address.ts';
import { permittedUntranslated } from './permitted-untranslated.ts';
import {
  isPrivateSubnet,
  isSpokenOf,
  isTranslation,
  isWithin,
  rulesFor,
  sourceOf,
  translationsOf,
} from './translations.ts';

export const rule = defineRule({
  meta: {
    id: 'nat/private-egress-untranslated',
    severity: 'error',
    needs: ['packet-filters'],
    title: {
      en: 'Private network that leaves for the Internet untranslated',
      'zh-cn': '私有网段未经转换就发往互联网',
    },
    sources: [
      'RFC 1918 section 3',
      'RFC 6598 section 4',
      'BCP 38 (RFC 2827)',
      'Cisco IOS: Configuring NAT',
      'Amazon VPC user guide, Internet gateways',
    ],
    options: {
      ignoreSubnets: {
        default: [],
        unit: 'prefixes',
        description: {
          en: 'Networks that have no business on the Internet, or that somebody else translates: `10.9.0.0/16` holds all within it.',
          'zh-cn': '无需访问互联网或由其他设备转换的网段:`10.9.0.0/16` 包含其中的所有子网。',
        },
      },
    },
  },
  *check(context) {
    const { device, packets, option } = context;
    if (device.cloud) {
      yield* cloudWithoutAddress(context);
      return;
    }
    if (device.fragment || !device.nat?.translates || !device.nat.closed) return;
    const ignored = option<readonly string[]>('ignoreSubnets').flatMap((text) => parseNetwork(text) ?? []);
    const isIgnored = (subnet: Prefix): boolean => ignored.some((one) => isWithin(subnet, one));
    if (device.interfaces.length === 0) {
      yield* permittedUntranslated(context, isIgnored);
      return;
    }
    const exits = exitsOf(device);
    const lists = translationsOf(device);
    const { rulesMatching, passage } = packets;
    if (exits.length === 0 || lists.length === 0 || !rulesMatching || !passage) return;
    const model = translatesStrangers(context, lists, exits);
    if (!model) return;
    const selecting = selectors(device);
    for (const port of insidePorts(device)) {
      for (const own of port.addresses) {
        if (!isPrivateSubnet(own) || isIgnored(own)) continue;
        const asked = flows(own, port, exits);
        if (
          isSpokenOf(context, lists, asked) ||
          isRefused(context, selecting, asked) ||
          !isMeantToLeave(context, port, exits, asked)
        )
          continue;
        yield reportOf(context, port, own, model, exits[0]!);
      }
    }
  },
});

/** Where static default routes of the main table leave, to people nobody here knows. */
const exitsOf = (device: Device): Interface[] =>
  device.routes.some(
    ({ destination, vrf, discard }) =>
      destination.family === 'ipv4' && destination.length === 0 && vrf === undefined && !discard,
  )
    ? device.interfaces.filter(
        (port) =>
          !port.shutdown &&
          port.vrf === undefined &&
          // Behind a private address somebody else may translate.
          port.addresses.some((one) => one.family === 'ipv4' && isInternet(one)) &&
          !port.addresses.some((one) => one.family === 'ipv4' && !isInternet(one)) &&
          facesOutside(device, port),
      )
    : [];

/**
 * The translation of many hosts that goes out to anywhere: a device without one has no part in the Internet (VPN, port forwards for servers), and
 * says nothing of hosts that it does not translate. Undefined as well where a list was not read in full.
 */
function translatesStrangers(
  context: RuleContext,
  lists: readonly number[],
  exits: readonly Interface[],
): FilterRule | undefined {
  const asked: Match = { family: 'ipv4', destination: internet('ipv4'), outInterface: namesOf(exits) };
  const found = lists.map((list) => rulesFor(context, list, asked));
  if (found.includes(undefined)) return undefined;
  return found.flatMap((rules) => rules ?? []).find((rule) => isTranslation(rule) && !rule.bothWays);
}

/** Where users' hosts are: where the device has inside and outside roles, those that are said to be inside. */
function insidePorts(device: Device): Interface[] {
  const roles = device.interfaces.some(({ natRole }) => natRole === 'inside');
  return device.interfaces.filter(
    (port) =>
      !port.shutdown &&
      !port.loopback &&
      !port.pointToPoint &&
      port.vrf === undefined &&
      !isManagementPort(port) &&
      !facesOutside(device, port) &&
      (!roles || port.natRole === 'inside'),
  );
}

const namesOf = (ports: readonly Interface[]) => ({ anyOf: ports.map(({ name }) => ({ name: name.value })) });

const flows = (subnet: Prefix, port: Interface, exits: readonly Interface[]): Match => ({
  family: 'ipv4',
  source: sourceOf(subnet),
  destination: internet('ipv4'),
  inInterface: namesOf([port]),
  outInterface: namesOf(exits),
});

/** A list that selects what is translated denies these on purpose; its end, which denies everything, speaks of nobody. */
const isRefused = (
  { device, packets }: RuleContext,
  selecting: readonly number[],
  { family, source, destination }: Match,
) =>
  selecting.some((index) => {
    const { rules } = device.filters[index]!;
    const asked: Match = { family, ...(source ? { source } : {}), ...(destination ? { destination } : {}) };
    const found = packets.rulesMatching!(index, [asked]);
    return !found || found.some(({ ref }) => rules[ref.rule]!.active && !isCatchAll(rules[ref.rule]!));
  });

const isCatchAll = ({ action, matches, implicit }: FilterRule): boolean =>
  implicit === true || (action.kind === 'deny' && matches.some(({ source }) => !source || source.anyOf.some(isAny)));

const isAny = ({ kind }: { readonly kind: string }): boolean => kind === 'any';

/** Lists that translations name: both are gone through once, in the order of the text. */
function selectors({ filters, references }: Device): number[] {
  const byStart = (one: Span, other: Span): number => one.start - other.start;
  const rules = filters
    .flatMap((one) => (one.purpose === 'nat' ? one.rules.map(({ span }) => span) : []))
    .sort(byStart);
  const uses = references.uses
    .flatMap(({ namespaces, name }) => (namespaces.includes('acl') ? [name] : []))
    .sort((one, other) => byStart(one.span, other.span));
  const names = new Set<string>();
  let at = 0;
  for (const { value, span } of uses) {
    while (at < rules.length && rules[at]!.end < span.start) at += 1;
    if (at < rules.length && isIn(span, rules[at]!)) names.add(value);
  }
  return [...filters.entries()].flatMap(([index, { name, purpose }]) =>
    purpose !== 'nat' && names.has(name.value) ? [index] : [],
  );
}

const isIn = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/**
 * Whether somebody wants these to leave: no filter on their way stops them all, and the interface has the role inside, or a rule permits
 * them. A network that only the platform's defaults let out may be meant to stay.
 */
function isMeantToLeave(context: RuleContext, port: Interface, exits: readonly Interface[], asked: Match): boolean {
  const { device, packets } = context;
  const { filters, bindings } = device;
  const out = new Set(exits.map(({ name }) => name.value));
  const bound = new Set(
    bindings.flatMap(({ filter, place, direction }) =>
      place.kind === 'interface' && (direction === 'in' ? place.name === port.name.value : out.has(place.name))
        ? [filter.value]
        : [],
    ),
  );
  let wanted = port.natRole === 'inside';
  for (const [index, { purpose, hook, name, family }] of filters.entries()) {
    if (purpose !== 'packet' || family === 'ipv6' || (hook !== 'forward' && !bound.has(name.value))) continue;
    const answer = packets.passage!(index, [asked]);
    if (!answer?.closed || answer.surelyPermitted.amount === 'none') return false;
    wanted ||= (rulesFor(context, index, asked) ?? []).some(
      ({ action, implicit }) => action.kind === 'permit' && !implicit,
    );
  }
  return wanted;
}

function reportOf(
  context: RuleContext,
  port: Interface,
  subnet: InterfaceAddress,
  rule: FilterRule,
  exit: Interface,
): Report {
  const network = formatPrefix({ ...subnet, address: networkOf(subnet) });
  const [name, out] = [port.name.value, exit.name.value];
  const line = context.lineOf(rule.span.start) + 1;
  // A setting of the rule that permits them, on some platforms.
  const todo: Bilingual = rule.implicit
    ? { en: `Translate ${network} in what permits it, too`, 'zh-cn': `请在放行 ${network} 的策略中同样启用转换` }
    : { en: `Add ${network} to what it selects`, 'zh-cn': `请把 ${network} 加入其选择范围` };
  return {
    span: subnet.span,
    text: {
      en: `No translation takes ${network} (${name}): its hosts leave by ${out} with private addresses, the provider drops them or no answer finds back, so they have no Internet. The translation on line ${line} takes others. ${todo.en}, or list it in ignoreSubnets if it is meant to stay without.`,
      'zh-cn': `没有任何转换覆盖 ${network}(${name}):其主机会以私有地址从 ${out} 发出,被运营商丢弃或应答无法返回,因此无法访问互联网。第 ${line} 行的转换只覆盖其他网段。${todo['zh-cn']};若本就不应访问互联网,请列入 ignoreSubnets。`,
    },
    related: [{ span: rule.span, text: { en: 'Translates other networks', 'zh-cn': '只转换其他网段' } }],
    fixes: addToList(context.device, rule, subnet, network),
  };
}

/** One more line in the list that the translation names, before its end that denies everything. */
function addToList({ filters, references }: Device, rule: FilterRule, subnet: Prefix, network: string): Proposal[] {
  const names = references.uses.filter(
    ({ namespaces, name }) => namespaces.includes('acl') && isIn(name.span, rule.span),
  );
  const filter = filters.findIndex(({ name, purpose }) => purpose !== 'nat' && name.value === names[0]?.name.value);
  const list = filters[filter];
  if (names.length !== 1 || !list) return [];
  const end = list.rules.findIndex(isCatchAll);
  return [
    {
      title: {
        en: `Select ${network} in ${list.name.value}: its hosts are translated then, and whatever else uses the list takes them too`,
        'zh-cn': `在 ${list.name.value} 中选中 ${network}:此后其主机会被转换;该列表的其他用途也会受影响`,
      },
      safety: 'unsafe',
      change: {
        kind: 'insert-rule',
        filter,
        before: end < 0 ? list.rules.length : end,
        action: 'permit',
        match: { family: 'ipv4', source: sourceOf(subnet) },
      },
    },
  ];
}
