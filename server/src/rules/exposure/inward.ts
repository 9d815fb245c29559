import { type AddressTerm, type Family, parseAddress, widthOf } from '../../../../grammars/model/address.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import type { FilterRule, Match } from '../../../../grammars/model/filter.ts';
import { internet } from './outside.ts';

/** A translation to one address: `-j DNAT --to-destination 10.0.0.5:8443`, `dnat to [2001:db8::5]:443`. */
export interface Inward {
  readonly rule: FilterRule;
  readonly filter: number;
  readonly index: number;
  readonly family: Family;
  /** The one address it goes to. */
  readonly destination: NonNullable<Match['destination']>;
  /** Where it says so itself; else a packet keeps the port it came with. */
  readonly port?: number;
}

export const inwardTranslations = (device: Device): Inward[] =>
  device.filters.flatMap(({ purpose, rules }, filter) =>
    purpose === 'nat'
      ? rules.flatMap((rule, index): Inward[] => {
          if (!rule.active || rule.action.kind !== 'translate' || rule.action.nat !== 'destination') return [];
          const last = rule.action.to.split(' ').at(-1)!;
          const target = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d+))?$/.exec(last);
          const address = parseAddress(target?.[1] ?? target?.[2] ?? last);
          const port = target?.[3];
          if (!address) return [];
          const place: AddressTerm = { kind: 'prefix', ...address, length: widthOf(address.family) };
          return [
            {
              rule,
              filter,
              index,
              family: address.family,
              destination: { anyOf: [place] },
              ...(port === undefined ? {} : { port: Number(port) }),
            },
          ];
        })
      : [],
  );

/** What packets from the Internet can be meant for, once they pass a filter: global addresses, and what the device translates some to. */
export const reachable = (
  device: Device,
  family: Family,
): Pick<Match, 'destination' | 'protocol' | 'destinationPort'>[] => [
  { destination: internet(family) },
  ...inwardTranslations(device)
    .filter((one) => one.family === family)
    .flatMap(({ rule: { matches }, destination, port }) =>
      matches.map(({ protocol, destinationPort }) => ({
        destination,
        ...(protocol ? { protocol } : {}),
        ...(port !== undefined
          ? { destinationPort: { anyOf: [{ first: port, last: port }] } }
          : destinationPort
            ? { destinationPort }
            : {}),
      })),
    ),
];
