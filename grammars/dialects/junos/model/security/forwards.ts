import { holds, type Prefix, widthOf } from '../../../../model/address.ts';
import type { Filter, FilterRule, Match } from '../../../../model/filter.ts';
import type { Interface } from '../../../../model/interface.ts';
import type { PortForward } from '../../../../model/nat.ts';
import { soleHost, solePort } from '../../../../model/sole.ts';
import { patternsOf, type SecurityZone } from './zones.ts';

/**
 * Ports that destination NAT passes on. Policies come after it and see the new address and port (Junos OS NAT user guide), and the zone
 * of the network that the new address is in, where one of the device's own holds it.
 */
export function forwardsOf(
  filters: readonly Filter[],
  interfaces: readonly Interface[],
  zones: readonly SecurityZone[],
): PortForward[] {
  const pattern = patternsOf(zones);
  const towards = ({ family, address }: Prefix): Pick<Match, 'outInterface'> => {
    const port = interfaces.find(({ addresses }) =>
      addresses.some((one) => one.family === family && holds(one, address)),
    );
    const zone = port?.zone === undefined ? undefined : pattern(port.zone);
    return zone ? { outInterface: { anyOf: [zone] } } : {};
  };
  return filters.flatMap(({ hook, purpose, rules, table }) =>
    hook === 'prerouting' && purpose === 'nat'
      ? rules.flatMap(({ action, matches }) => {
          const name = action.kind === 'goto' ? action.target.value : undefined;
          const list = filters.find((one) => one.table === table && one.name.value === name && one.hook === undefined);
          return (list?.rules ?? []).flatMap((rule) => forwardsBy(rule, matches[0]?.inInterface, towards));
        })
      : [],
  );
}

function forwardsBy(
  { action, active, matches, span }: FilterRule,
  inInterface: Match['inInterface'],
  towards: (inside: Prefix) => Pick<Match, 'outInterface'>,
): PortForward[] {
  if (!active || action.kind !== 'translate' || !action.rewrite?.prefix) return [];
  const { prefix, port } = action.rewrite;
  if (prefix.length !== widthOf(prefix.family)) return [];
  return matches.flatMap((match): PortForward[] => {
    const { protocol = EITHER, opaque, source } = match;
    const seenPort = port === undefined ? match.destinationPort : { anyOf: [{ first: port, last: port }] };
    const ported = protocol.anyOf.every(({ first, last }) => first === last && (first === 6 || first === 17));
    if (opaque || !seenPort || !match.destinationPort || !ported) return [];
    const seen: Match = {
      family: prefix.family,
      protocol,
      destinationPort: seenPort,
      destination: { anyOf: [{ kind: 'prefix', ...prefix }] },
      ...(source ? { source } : {}),
      ...(inInterface ? { inInterface } : {}),
      ...towards(prefix),
    };
    const before = soleHost(match.destination);
    const outer = solePort(match.destinationPort);
    const unseen = before && { ...before, ...(outer === undefined ? {} : { port: outer }) };
    return [{ span, seen, by: { kind: 'hook', hook: 'forward' }, ...(unseen ? { unseen } : {}) }];
  });
}

/** A port without a protocol is one of either. */
const EITHER: NonNullable<Match['protocol']> = {
  anyOf: [
    { first: 6, last: 6 },
    { first: 17, last: 17 },
  ],
};
