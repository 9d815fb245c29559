import { type AddressTerm, type Family, parseAddress, widthOf } from '../../../../../grammars/model/address.ts';
import type { Filter, Match } from '../../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import type { Report, RuleContext } from '../../../review/rule.ts';
import { doorsOf } from '../../exposure/ingress.ts';
import { FROM_INTERNET, TO_INTERNET } from '../../exposure/outside.ts';
import { deniedAll, denierOf } from '../../wording/denier.ts';
import { permitFirst } from './fixes.ts';

/** A host that hears neither itself nor the answers to what it asks. */
export function lockout(context: RuleContext, index: number, filter: Filter): Report | undefined {
  // A policy alone is no oversight: nothing is meant to come in.
  if (filter.hook !== 'input' || !filter.rules.some(({ active }) => active)) return undefined;
  // Where sessions are kept, answers belong to them, and what the device sends to itself comes by no zone.
  if (filter.stateful) return undefined;
  const families: readonly Family[] = filter.family === 'both' ? ['ipv4', 'ipv6'] : [filter.family];
  const lost = families.flatMap((family) => {
    const { inInterface: _, ...itself } = fromItself(family);
    const leaves = maySend(context, { ...itself, outInterface: { anyOf: [{ name: 'lo' }] } });
    const own = leaves ? deniedAll(context.packets, index, fromItself(family), false) : undefined;
    const doors = maySend(context, question(family)) ? doorsOf(context.device, filter) : [];
    const answers = doors.map((door) => deniedAll(context.packets, index, answer(family, door)));
    const deaf = answers.length > 0 && answers.every((one) => one !== undefined);
    return [
      ...(own ? [{ what: 'lo' as const, family, witness: own }] : []),
      ...(deaf ? [{ what: 'answers' as const, family, witness: answers[0]! }] : []),
    ];
  });
  const [first] = lost;
  if (!first) return undefined;
  const decidedBy = context.packets.test(index, first.witness).decidedBy;
  const denier = denierOf(context, index, { ...(decidedBy ? { by: decidedBy } : {}), witness: first.witness });
  const what = new Set(lost.map((one) => one.what));
  const lo = what.has('lo');
  const answers = what.has('answers');
  return {
    severity: 'error',
    span: denier.span,
    text: textOf(filter.name.value, denier.by, lo, answers),
    related: denier.related,
    witness: formatPacket(first.witness),
    fixes: permitFirst(index, filter, { lo, answers }),
  };
}

const HIGH = { first: 32768, last: 60999 };

const fromItself = (family: Family): Match => {
  const loopback: AddressTerm = {
    kind: 'prefix',
    ...parseAddress(family === 'ipv4' ? '127.0.0.1' : '::1')!,
    length: widthOf(family),
  };
  return {
    family,
    source: { anyOf: [loopback] },
    destination: { anyOf: [loopback] },
    protocol: { anyOf: [{ first: 6, last: 6 }] },
    // Whatever is published to everybody comes in here too: what is not, tells.
    sourcePort: { anyOf: [HIGH] },
    destinationPort: { anyOf: [HIGH] },
    tcpFlags: { anyOf: [{ mask: 0x17, value: 0x02 }] },
    state: { anyOf: ['new'] },
    inInterface: { anyOf: [{ name: 'lo' }] },
  };
};

const answer = (family: Family, inInterface: string): Match => ({
  ...FROM_INTERNET[family],
  protocol: { anyOf: [{ first: 6, last: 6 }] },
  sourcePort: { anyOf: [{ first: 443, last: 443 }] },
  destinationPort: { anyOf: [HIGH] },
  tcpFlags: { anyOf: [{ mask: 0x17, value: 0x10 }] },
  state: { anyOf: ['established'] },
  inInterface: { anyOf: [{ name: inInterface }] },
});

/** What the host asks a server on the Internet. */
const question = (family: Family): Match => ({
  ...TO_INTERNET[family],
  protocol: { anyOf: [{ first: 6, last: 6 }] },
  destinationPort: { anyOf: [{ first: 443, last: 443 }] },
  state: { anyOf: ['new'] },
  outInterface: { anyOf: [{ name: '' }] },
});

/** The host may send such packets at all: where it may not, their way in is closed on purpose. */
const maySend = ({ device, packets }: RuleContext, asked: Match): boolean =>
  device.filters.every((filter, index) => {
    if (filter.hook !== 'output' || filter.purpose !== 'packet') return true;
    if (filter.family !== 'both' && filter.family !== asked.family) return true;
    return packets.passage?.(index, [asked])?.possiblyPermitted.amount !== 'none';
  });

function textOf(name: string, by: Bilingual, lo: boolean, answers: boolean): Bilingual {
  const lost: Bilingual = lo
    ? answers
      ? {
          en: 'neither what the host sends to itself (lo) nor answers to the connections it opens',
          'zh-cn': '既不放行主机发给自身的流量(lo),也不放行其主动连接的应答',
        }
      : { en: 'nothing that the host sends to itself (lo)', 'zh-cn': '不放行主机发给自身的流量(lo)' }
    : { en: 'no answers to the connections the host opens', 'zh-cn': '不放行主机主动连接的应答' };
  const then: Bilingual = answers
    ? { en: 'names, updates and time stop working', 'zh-cn': '域名解析、更新和对时都会失效' }
    : { en: 'local services stop hearing each other', 'zh-cn': '本机服务之间无法通信' };
  return {
    en: `${name} lets in ${lost.en}: ${by.en} denies it, and ${then.en}. Permit it first.`,
    'zh-cn': `${name} ${lost['zh-cn']}:${by['zh-cn']}将其拒绝,${then['zh-cn']}。请先放行。`,
  };
}
