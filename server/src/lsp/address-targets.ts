import type { ProbeTarget } from '../../../client/src/protocol.ts';
import { formatAddress, parseAddress, widthOf } from '../../../grammars/model/address.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Action } from '../../../grammars/model/filter.ts';
import type { Span } from '../../../grammars/text/span.ts';

/** An address that the text names and that is asked itself. */
export interface AddressDraft extends Pick<ProbeTarget, 'probe' | 'host' | 'port'> {
  readonly role: 'address outside' | 'name server';
  readonly span: Span;
  readonly line: Span;
}

/** Whether an address that hosts inside are seen with is routed to the device at all; an interface's own is a target without that. */
export function outsideAddresses({ nat, filters, interfaces }: Device): AddressDraft[] {
  const own = new Set(
    interfaces.flatMap(({ addresses }) => addresses.map(({ family, address }) => formatAddress(family, address))),
  );
  const named = (nat?.outside ?? []).map(({ family, address, span }) => ({
    host: formatAddress(family, address),
    span,
  }));
  const written = filters
    .filter(({ purpose }) => purpose === 'nat')
    .flatMap(({ rules }) =>
      rules.flatMap(({ action, active, span }) => {
        const host = active && action.kind === 'translate' && action.nat === 'source' ? firstIn(action) : undefined;
        return host === undefined ? [] : [{ host, span }];
      }),
    );
  const once = new Map<string, Span>();
  for (const { host, span } of [...named, ...written]) if (!own.has(host) && !once.has(host)) once.set(host, span);
  return [...once].flatMap(([host, span]) =>
    (['reachability', 'path'] as const).map(
      (probe): AddressDraft => ({ probe, host, role: 'address outside', span, line: span }),
    ),
  );
}

/** The first address that the text of a translation gives: `203.0.113.5-203.0.113.9:1024-65535`, `dynamic 203.0.113.5`. */
function firstIn({ to, rewrite }: Extract<Action, { kind: 'translate' }>): string | undefined {
  const only = rewrite?.prefix;
  if (only) return only.length === widthOf(only.family) ? formatAddress(only.family, only.address) : undefined;
  for (const word of to.split(/[\s,]+/)) {
    const bare = word.replace(/^\[([^\]]*)\].*$/, '$1').replace(/^([\d.]+):.*$/, '$1');
    const address = parseAddress(bare.split('-')[0]!);
    if (address) return formatAddress(address.family, address.address);
  }
  return undefined;
}

/** Who is asked for names. */
export const nameServers = ({ resolvers = [] }: Device): AddressDraft[] =>
  resolvers.map(({ family, address, span }) => ({
    ...{ probe: 'dns', host: formatAddress(family, address), port: 53, role: 'name server' },
    ...{ span, line: span },
  }));
