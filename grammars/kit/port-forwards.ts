import { type Family, parseAddress, widthOf } from '../model/address.ts';
import type { Filter, FilterRule, Match } from '../model/filter.ts';
import type { PortForward } from '../model/nat.ts';
import { soleHost, solePort } from '../model/sole.ts';

/**
 * What the destination NAT of the Linux kernel passes on. Filters come after it: they see the new address and port, those at the forward
 * hook where it is another host's, those at the input hook where it is the device's own.
 */
export function portForwards(
  filters: readonly Filter[],
  targetOf: (to: string) => ForwardTarget | undefined,
): PortForward[] {
  return filters.flatMap((filter) =>
    filter.purpose === 'nat' && !filter.generated && (filter.hook === undefined || filter.hook === 'prerouting')
      ? filter.rules.flatMap((rule) => forwardsOf(rule, targetOf))
      : [],
  );
}

/** Absent: the device itself; the port as it was. */
export interface ForwardTarget {
  readonly address?: string;
  readonly port?: number;
}

function forwardsOf(rule: FilterRule, targetOf: (to: string) => ForwardTarget | undefined): PortForward[] {
  const { action, active, matches, span } = rule;
  if (!active || action.kind !== 'translate' || action.nat !== 'destination') return [];
  const target = targetOf(action.to);
  if (!target) return [];
  const address = target.address === undefined ? undefined : parseAddress(target.address);
  if (target.address !== undefined && !address) return [];
  return matches.flatMap((match): PortForward[] => {
    const { anyOf = [] } = match.protocol ?? {};
    const [protocol] = anyOf;
    const known = anyOf.length === 1 && protocol!.first === protocol!.last && !match.protocol?.negated;
    if (!known || (protocol!.first !== 6 && protocol!.first !== 17) || match.opaque) return [];
    const family: Family = address?.family ?? (match.family === 'ipv6' ? 'ipv6' : 'ipv4');
    const port =
      target.port === undefined ? match.destinationPort : { anyOf: [{ first: target.port, last: target.port }] };
    if (!port || port.negated || port.except) return [];
    const seen: Match = {
      family,
      protocol: match.protocol!,
      destinationPort: port,
      ...(match.source ? { source: match.source } : {}),
      ...(match.inInterface ? { inInterface: match.inInterface } : {}),
      ...(address ? { destination: { anyOf: [{ kind: 'prefix', ...address, length: widthOf(address.family) }] } } : {}),
    };
    const before = address && soleHost(match.destination);
    const unseen = before && { ...before, ...portBefore(match) };
    return [
      {
        span,
        seen,
        by: address ? { kind: 'hook', hook: 'forward' } : { kind: 'hook', hook: 'input' },
        ...(unseen ? { unseen } : {}),
      },
    ];
  });
}

function portBefore({ destinationPort }: Match): { readonly port?: number } {
  const port = solePort(destinationPort);
  return port === undefined ? {} : { port };
}
