import type { Device } from '../../../../../grammars/model/device.ts';
import type { Binding, Filter, FilterRule, Match } from '../../../../../grammars/model/filter.ts';
import type { Proposal } from '../../../review/rule.ts';

interface Entry {
  readonly action: 'permit' | 'deny';
  readonly match: Match;
}

/**
 * An IPv6 filter like the IPv4 one: the list that is there under such a name, or a new one of the same services. None where a permit
 * names its sources: whom it lets in has other addresses there, and would be kept out.
 */
export function twinFix(device: Device, binding: Binding, filter: Filter): Proposal[] {
  const index = device.bindings.indexOf(binding);
  const name = filter.name.value;
  const own = device.filters.find((one) => one.family === 'ipv6' && isTwinName(one.name.value, name));
  const change = { kind: 'add-ipv6-filter', binding: index } as const;
  if (own) {
    const twin = own.name.value;
    return [
      {
        title: {
          en: `Bind ${twin} beside ${name}: from then on it decides what comes in over IPv6`,
          'zh-cn': `在 ${name} 旁应用 ${twin}:此后由它决定经 IPv6 进入的流量`,
        },
        safety: 'unsafe',
        change: { ...change, name: twin },
      },
    ];
  }
  const entries = entriesLike(filter);
  const twin = /^\d/.test(name) ? `V6-${name}` : `${name}6`;
  if (!entries || device.filters.some((one) => one.name.value === twin)) return [];
  return [
    {
      title: {
        en: `Write ${twin} with the services of ${name} and bind it: over IPv6 nothing but these and ICMPv6 comes in, until now everything`,
        'zh-cn': `按 ${name} 的服务编写 ${twin} 并应用:经 IPv6 只放行这些服务和 ICMPv6,此前放行一切`,
      },
      safety: 'unsafe',
      change: { ...change, name: twin, entries },
    },
  ];
}

const isTwinName = (twin: string, name: string): boolean => {
  const [one, other] = [twin.toLowerCase(), name.toLowerCase()];
  return ['6', 'v6', '-6', '_6', '-v6', '_v6', '-ipv6', '_ipv6', 'ipv6'].some((end) => one === other + end);
};

const ICMPV6: Entry = {
  action: 'permit',
  match: { family: 'ipv6', protocol: { anyOf: [{ first: 58, last: 58 }] } },
};

/** Destinations are left out: they have other addresses. Denies of addresses stay behind. */
function entriesLike({ rules }: Filter): Entry[] | undefined {
  const entries: Entry[] = [ICMPV6];
  for (const rule of rules) {
    const { action, active, implicit } = rule;
    if (!active || implicit || isIcmp(rule)) continue;
    if (action.kind !== 'permit' && action.kind !== 'deny') return undefined;
    // Besides what it names, a permit of ports lets later fragments pass: the same entry will do so again.
    const [match, more] = rule.matches.filter(({ fragment }, at) => at === 0 || fragment !== 'rest');
    const addressed = rule.matches.some(({ source, destination }) => source || (action.kind === 'deny' && destination));
    if (addressed && action.kind === 'deny') continue;
    if (!match || more || addressed || match.opaque || match.fragment === 'rest') return undefined;
    const { protocol, sourcePort, destinationPort, tcpFlags } = match;
    const same: Match = {
      family: 'ipv6',
      ...(protocol ? { protocol } : {}),
      ...(sourcePort ? { sourcePort } : {}),
      ...(destinationPort ? { destinationPort } : {}),
      ...(tcpFlags ? { tcpFlags } : {}),
    };
    if (match.dscp || match.icmp) return undefined;
    // The end of the list says it.
    if (action.kind === 'deny' && Object.keys(same).length === 1) continue;
    const entry: Entry = { action: action.kind, match: same };
    // Two servers with one service are one entry now.
    if (!entries.some((one) => JSON.stringify(one) === JSON.stringify(entry))) entries.push(entry);
  }
  return entries.length > 1 ? entries : undefined;
}

const isIcmp = ({ matches }: FilterRule): boolean =>
  matches.length > 0 &&
  matches.every(({ protocol }) => protocol?.anyOf.every(({ first, last }) => first === 1 && last === 1));
