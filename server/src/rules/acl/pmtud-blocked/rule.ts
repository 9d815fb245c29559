import type { Family } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Match } from '../../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Packet } from '../../../packets/analyses.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { familiesServed } from '../../exposure/families-served.ts';
import { type Ingress, ingresses } from '../../exposure/ingress.ts';
import { admitsStrangers, FROM_INTERNET } from '../../exposure/outside.ts';
import { type Denier, deniedAll, denierOf } from '../../wording/denier.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/pmtud-blocked',
    severity: 'warning',
    needs: ['packet-filters'],
    title: {
      en: 'ICMP that path MTU discovery needs is dropped',
      'zh-cn': '路径 MTU 发现所需的 ICMP 被丢弃',
    },
    sources: ['RFC 1191', 'RFC 8201', 'RFC 4890 section 4.3.1', 'RFC 2923'],
    options: {
      alsoRequire: {
        default: [],
        unit: '-',
        description: {
          en: 'More ICMP errors that must come in: time-exceeded, unreachable.',
          'zh-cn': '另外必须能进入的 ICMP 差错报文:time-exceeded、unreachable。',
        },
      },
    },
  },
  *check(context) {
    const seen = new Set<number>();
    for (const ingress of ingresses(context.device)) {
      if (seen.has(ingress.filter) || !asksForErrors(context.device, ingress)) continue;
      const report = reportOf(context, ingress);
      if (!report) continue;
      seen.add(ingress.filter);
      yield report;
    }
  },
});

/**
 * Filters that see every packet as a stranger, where answers from outside come in; and chains of the kernel, whose connection tracking
 * takes an error for `related`. What guards the device alone is not on the way of others' connections.
 */
const asksForErrors = (device: Device, { filter, towards }: Ingress): boolean => {
  const { hook, stateful } = device.filters[filter]!;
  if (stateful) return false;
  return hook === undefined ? towards === 'beyond' && admitsStrangers(device.filters[filter]!) : true;
};

interface IcmpError {
  readonly option: string;
  readonly en: string;
  readonly types: Readonly<Record<Family, { readonly type: number; readonly code?: number }>>;
}

const TOO_BIG: IcmpError = {
  option: 'packet-too-big',
  en: 'packet too big',
  types: { ipv4: { type: 3, code: 4 }, ipv6: { type: 2 } },
};

const OTHERS: readonly IcmpError[] = [
  { option: 'time-exceeded', en: 'time exceeded', types: { ipv4: { type: 11 }, ipv6: { type: 3 } } },
  { option: 'unreachable', en: 'unreachable', types: { ipv4: { type: 3 }, ipv6: { type: 1 } } },
];

interface Blocked {
  readonly family: Family;
  readonly error: IcmpError;
  readonly witness: Packet;
}

function reportOf(context: RuleContext, ingress: Ingress): Report | undefined {
  const { device, packets, option } = context;
  const filter = device.filters[ingress.filter]!;
  const wanted = [TOO_BIG, ...OTHERS.filter((one) => option<readonly string[]>('alsoRequire').includes(one.option))];
  const families = familiesServed(filter);
  const blocked = families.flatMap((family) => {
    const lost = wanted.flatMap((error): Blocked[] => {
      const asked = { ...arriving(ingress, family, 'related'), ...icmpMatch(family, error) };
      const witness = deniedAll(packets, ingress.filter, asked);
      return witness ? [{ family, error, witness }] : [];
    });
    return lost.length > 0 && carriesConnections(context, ingress, family) ? lost : [];
  });
  const [first] = blocked;
  if (!first) return undefined;
  const verdict = packets.test(ingress.filter, first.witness);
  const denier = denierOf(
    context,
    ingress.filter,
    { ...(verdict.decidedBy ? { by: verdict.decidedBy } : {}), witness: first.witness },
    ingress.binding,
  );
  const tooBig = blocked.filter(({ error }) => error === TOO_BIG);
  const names = [...new Set(blocked.map(({ family, error }) => nameOf(family, error)))];
  const clamped = device.interfaces.some(({ clampsMss }) => clampsMss) || setsMss(device);
  const severity = clamped ? 'info' : tooBig.some(({ family }) => family === 'ipv6') ? 'error' : 'warning';
  return {
    severity,
    span: denier.span,
    text: textOf(names, denier, { clamped, only: tooBig.length === 0 }),
    related: denier.related,
    witness: formatPacket(first.witness),
    fixes: [permitErrors(denier, blocked, names)],
  };
}

/** TCP comes in, to a chain as answers: without, there is nothing to lose, and other rules' findings to see to first. */
function carriesConnections({ device, packets }: RuleContext, ingress: Ingress, family: Family): boolean {
  const tcp = packets.passage?.(ingress.filter, [
    {
      ...FROM_INTERNET[family],
      ...arriving(ingress, family, 'established'),
      protocol: { anyOf: [{ first: 6, last: 6 }] },
      ...(device.filters[ingress.filter]!.hook === undefined ? {} : ANSWER),
      tcpFlags: { anyOf: [{ mask: 0x17, value: 0x10 }] },
    },
  ]);
  return tcp?.possiblyPermitted.amount !== 'none';
}

const ANSWER: Pick<Match, 'sourcePort' | 'destinationPort'> = {
  sourcePort: { anyOf: [{ first: 443, last: 443 }] },
  destinationPort: { anyOf: [{ first: 32768, last: 60999 }] },
};

const arriving = ({ inInterface }: Ingress, family: Family, state: 'related' | 'established'): Match => ({
  ...FROM_INTERNET[family],
  state: { anyOf: [state] },
  ...(inInterface === undefined ? {} : { inInterface: { anyOf: [{ name: inInterface }] } }),
});

function icmpMatch(family: Family, { types }: IcmpError): Pick<Match, 'protocol' | 'icmp'> {
  const { type, code } = types[family];
  const protocol = family === 'ipv4' ? 1 : 58;
  return {
    protocol: { anyOf: [{ first: protocol, last: protocol }] },
    icmp: {
      anyOf: [
        { type: { first: type, last: type }, ...(code === undefined ? {} : { code: { first: code, last: code } }) },
      ],
    },
  };
}

function nameOf(family: Family, { en, types }: IcmpError): string {
  const { type, code } = types[family];
  return `${family === 'ipv4' ? 'ICMP' : 'ICMPv6'} ${en} (type ${type}${code === undefined ? '' : `, code ${code}`})`;
}

/** `-j TCPMSS` */
const setsMss = ({ filters }: Device): boolean =>
  filters.some(({ rules }) =>
    rules.some(({ active, effects }) => active && effects.some((one) => one.startsWith('tcpmss'))),
  );

function textOf(
  names: readonly string[],
  { by }: Denier,
  { clamped, only }: { readonly clamped: boolean; readonly only: boolean },
): Bilingual {
  const list = names.join(' and ');
  const zh = names.join('、');
  if (only)
    return {
      en: `${list} cannot come in: ${by.en} denies it. Errors of the network do not reach those who need them; permit it before that.`,
      'zh-cn': `${zh} 无法进入:${by['zh-cn']}拒绝了它。网络差错无法到达需要它的主机;请在其前放行。`,
    };
  const relief = clamped
    ? {
        en: ' MSS clamping spares TCP that, not UDP and tunnels.',
        'zh-cn': 'MSS 钳制可使 TCP 免受影响,但 UDP 和隧道不行。',
      }
    : { en: '', 'zh-cn': '' };
  return {
    en: `${list} cannot come in: ${by.en} denies it. Where a link on the way is smaller, large packets vanish and connections hang after the handshake.${relief.en} Permit it before that.`,
    'zh-cn': `${zh} 无法进入:${by['zh-cn']}拒绝了它。途中链路 MTU 较小时大包会被悄悄丢弃,连接握手后挂起。${relief['zh-cn']}请在其前放行。`,
  };
}

function permitErrors({ filter, before }: Denier, blocked: readonly Blocked[], names: readonly string[]): Proposal {
  const matches = blocked.map(({ family, error }): Match => ({ family, ...icmpMatch(family, error) }));
  return {
    title: {
      en: `Permit ${names.join(' and ')} from anywhere before the denial`,
      'zh-cn': `在拒绝之前放行来自任意地址的 ${names.join('、')}`,
    },
    safety: 'unsafe',
    change: { kind: 'insert-rules', filter, before, action: 'permit', matches },
  };
}
