import { formatAddress } from '../../../../grammars/model/address.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import {
  type Field,
  type InterfacePattern,
  type Interval,
  type Match,
  NO_INTERFACE,
} from '../../../../grammars/model/filter.ts';
import type { Proposal } from '../../review/rule.ts';
import { type Clients, clientsOf } from './clients.ts';
import type { EgressFilter } from './egress-filters.ts';

interface Wanted {
  readonly before: number;
  readonly family: Match['family'];
  readonly destinationPort: readonly Interval[];
}

/** Lets the same clients send UDP to these ports who may already browse the web; without such a rule those of the subnet. */
export function permitFix(egress: EgressFilter, device: Device, { before, family, destinationPort }: Wanted): Proposal {
  const { index } = egress;
  const who = clientsOf(egress, family);
  const from = sourceText(who);
  const ports = destinationPort.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
  return {
    title: {
      en: `Permit udp from ${from.en} to any address, port ${ports}, before the denial`,
      'zh-cn': `在拒绝之前放行从${from['zh-cn']}到任意地址的 udp 端口 ${ports}`,
    },
    safety: 'unsafe',
    change: {
      kind: 'insert-rule',
      filter: index,
      before: Math.min(before, device.filters[index]!.rules.length),
      action: 'permit',
      match: {
        family,
        ...who,
        protocol: { anyOf: [{ first: 17, last: 17 }] },
        destinationPort: { anyOf: destinationPort },
      },
    },
  };
}

function sourceText({ source, inInterface, outInterface }: Clients): { readonly en: string; readonly 'zh-cn': string } {
  const term = source?.anyOf[0];
  const subnet = term?.kind === 'prefix' ? `${formatAddress(term.family, term.address)}/${term.length}` : undefined;
  const leaving = inInterface?.anyOf.some(({ name }) => name === NO_INTERFACE.name) && !inInterface.negated;
  const out = outInterface ? interfaceText(outInterface) : 'any';
  const ways = [
    ...(inInterface && !leaving ? [`in ${interfaceText(inInterface)}`] : []),
    ...(outInterface || leaving ? [`out ${out}`] : []),
  ].join(', ');
  return {
    en: `${subnet ?? 'any address'}${ways === '' ? '' : ` (${ways})`}`,
    'zh-cn': `${subnet ? ` ${subnet} ` : '任意地址'}${ways === '' ? '' : `(${ways})`}`,
  };
}

function interfaceText({ anyOf, negated }: Field<InterfacePattern>): string {
  const named = anyOf.filter(({ name }) => name !== NO_INTERFACE.name);
  if (named.length === 0) return 'any';
  return (negated ? 'not ' : '') + named.map(({ name, prefix }) => (prefix ? `${name}*` : name)).join(', ');
}
