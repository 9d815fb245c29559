import type { AddressTerm, Family } from '../../../../grammars/model/address.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import type { Field, Filter, Interval, Match } from '../../../../grammars/model/filter.ts';
import type { PortForward, Unseen } from '../../../../grammars/model/nat.ts';
import { soleHost, solePort } from '../../../../grammars/model/sole.ts';
import type { Packet, RuleRef } from '../../packets/analyses.ts';
import type { RuleContext } from '../../review/rule.ts';
import { filtersOn } from './filters-on.ts';
import { isInternet } from './outside.ts';

/** A permit for a host by the address that its filter does not see, while the filter denies the same by the one that it sees. */
export interface WrongSide {
  readonly permit: RuleRef;
  /** Which of the rule's matches. */
  readonly match: number;
  readonly unseen: Unseen;
  /** What it should have named. */
  readonly seen: { readonly family: Family; readonly address: bigint };
  /** Of the host as the filter sees it, where the permit names one. */
  readonly port?: Field<Interval>;
  /** Denied by the filter, as all of them are. */
  readonly packet: Packet;
}

export function wrongSides(
  { device, packets }: Pick<RuleContext, 'device' | 'packets'>,
  forward: PortForward,
): WrongSide[] {
  const { unseen } = forward;
  const seen = soleHost(forward.seen.destination);
  // Where both are of one kind, or only some are translated, packets may have the other address after all.
  if (!unseen || !seen || forward.seen.source || isInternet(seen) === isInternet(unseen)) return [];
  return filtersOn(device, forward).flatMap((index) => {
    const filter = device.filters[index];
    if (!filter?.closed) return [];
    return permitsFor(device, filter, forward, unseen).flatMap(({ permit, match }): WrongSide[] => {
      const written = device.filters[permit.filter]!.rules[permit.rule]!.matches[match]!;
      const port = portSeen(written, forward, unseen);
      const answer = packets.passage?.(index, [asSeen(written, forward, port)]);
      const packet = answer?.surelyDenied.witness;
      if (!answer?.closed || answer.possiblyPermitted.amount !== 'none' || !packet) return [];
      return [{ permit, match, unseen, seen, ...(port ? { port } : {}), packet }];
    });
  });
}

/** Permits of strangers to the address, in the filter and in those that it may jump to. */
function permitsFor(
  device: Device,
  filter: Filter,
  forward: PortForward,
  unseen: Unseen,
): { readonly permit: RuleRef; readonly match: number }[] {
  return device.filters.flatMap((list, index) =>
    list === filter || (filter.table !== undefined && list.table === filter.table && !list.hook)
      ? list.rules.flatMap(({ active, action, implicit, matches }, at) =>
          active && !implicit && action.kind === 'permit'
            ? matches.flatMap((match, place) =>
                names(match, unseen) && isOfForward(match, forward, unseen) && admitsStrangers(match)
                  ? [{ permit: { filter: index, rule: at }, match: place }]
                  : [],
              )
            : [],
        )
      : [],
  );
}

const names = ({ destination }: Match, { family, address }: Unseen): boolean =>
  destination !== undefined &&
  !destination.negated &&
  destination.anyOf.some((term) => {
    const host = soleHost({ anyOf: [term] });
    return host?.family === family && host.address === address;
  });

/** By its protocol, its port and the interface; the host's address inside may be named for others who come by other ways. */
function isOfForward(
  { protocol, destinationPort, inInterface, opaque }: Match,
  forward: PortForward,
  unseen: Unseen,
): boolean {
  const { seen, by } = forward;
  if (opaque) return false;
  const own = solePort(seen.protocol);
  if (own !== undefined && protocol && !has(protocol, own)) return false;
  const ports = [unseen.port, solePort(seen.destinationPort)].filter((port) => port !== undefined);
  if (destinationPort && seen.destinationPort && !ports.some((port) => has(destinationPort, port))) return false;
  if (by.kind !== 'hook' || isInternet(unseen)) return true;
  const doors = new Set(seen.inInterface?.negated ? [] : seen.inInterface?.anyOf.map(({ name }) => name));
  return inInterface !== undefined && !inInterface.negated && inInterface.anyOf.every(({ name }) => doors.has(name));
}

const has = ({ anyOf, negated }: Field<Interval>, number: number): boolean =>
  !negated && anyOf.some(({ first, last }) => first <= number && number <= last);

const admitsStrangers = ({ source }: Match): boolean =>
  source === undefined || source.negated === true || source.anyOf.some(isOfStrangers);

const isOfStrangers = (term: AddressTerm): boolean =>
  term.kind === 'any' || (term.kind === 'prefix' && (term.length === 0 || isInternet(term)));

/** The port that the permit would have to name. */
function portSeen({ destinationPort }: Match, { seen }: PortForward, { port }: Unseen): Field<Interval> | undefined {
  if (!destinationPort) return seen.destinationPort;
  return port !== undefined && seen.destinationPort && has(destinationPort, port)
    ? seen.destinationPort
    : destinationPort;
}

/** New flows that the permit speaks of, to the address that the filter sees. */
function asSeen(written: Match, { seen }: PortForward, port: Field<Interval> | undefined): Match {
  const protocol = seen.protocol ?? written.protocol;
  const { source } = written;
  return {
    ...seen,
    ...(source ? { source } : {}),
    ...(protocol ? { protocol } : {}),
    ...(port ? { destinationPort: port } : {}),
    ...(solePort(protocol) === 6 ? { tcpFlags: { anyOf: [{ mask: 0x17, value: 2 }] } } : {}),
    state: { anyOf: ['new'] },
    fragment: 'whole',
  };
}
