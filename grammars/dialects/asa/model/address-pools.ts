import { located } from '../../../kit/cisco-like/facts.ts';
import type { Prefix } from '../../../model/address.ts';
import type { AddressPool } from '../../../model/nat.ts';
import type { NatContext } from './nat-drafts.ts';
import { portName } from './nat-drafts.ts';
import type { Objects } from './objects.ts';
import type { Read } from './translations.ts';

/**
 * Dynamic translations to a range, without `pat-pool` or `interface`: an address for each host (Cisco ASA Firewall CLI Configuration Guide,
 * "Dynamic NAT"). A host among the mapped ones is shared by all that get none.
 */
export function addressPools(reads: readonly Read[], { facts, objects }: NatContext): readonly AddressPool[] {
  return reads.flatMap(({ statement, form, within }): AddressPool[] => {
    const [pool, ...more] = form.mapped;
    const { realPort, destination, services, inactive, kind, real } = form;
    if (kind !== 'dynamic' || inactive || destination || services || !pool || more.length > 0 || !realPort) return [];
    if (/^(?:any|interface)$/i.test(pool.text) || /^any$/i.test(realPort.text)) return [];
    const addresses = sizeOf(objects, pool.text);
    const word = real?.kind === 'name' ? real.word : real ? undefined : within;
    const networks = real?.kind === 'any' ? ANYONE : word && networksOf(objects, word.text);
    if (addresses === undefined || !networks) return [];
    return [
      {
        name: located(pool),
        addresses,
        users: { networks },
        behind: [portName(facts, realPort)],
        span: statement.header,
        share: {
          written: 'pat-pool',
          edits: [{ span: { start: pool.span.start, end: pool.span.start }, newText: 'pat-pool ' }],
        },
      },
    ];
  });
}

const ANYONE: readonly Prefix[] = [{ family: 'ipv4', address: 0n, length: 0 }];

/** Of ranges only. */
function sizeOf(objects: Objects, name: string): number | undefined {
  const terms = objects.address(name) ? [] : (objects.addresses(name) ?? []);
  let size = 0;
  for (const term of terms) {
    if (term.kind !== 'range' || term.family !== 'ipv4' || term.first === term.last) return undefined;
    size += Number(term.last - term.first) + 1;
  }
  return size > 0 ? size : undefined;
}

function networksOf(objects: Objects, name: string): readonly Prefix[] | undefined {
  const terms = objects.addresses(name) ?? [];
  const networks = terms.flatMap((term) => (term.kind === 'prefix' ? [term] : []));
  return networks.length > 0 && networks.length === terms.length ? networks : undefined;
}
