import type { Statement } from '../../outline.ts';
import { type Facts, lower } from './facts.ts';
import { interfaceName } from './interface-names.ts';
import { type IsisPlatform, isisReader } from './isis.ts';
import { type OspfPlatform, ospfReader } from './ospf.ts';

/** What platforms do differently. */
export interface IgpPlatform extends Omit<OspfPlatform, 'networkTypeOf'>, Omit<IsisPlatform, 'networkTypeOf'> {
  /** Kind of link where none is said, by the interface's name; undefined: not known. */
  networkTypeOf(name: string): 'broadcast' | 'point-to-point' | undefined;
}

/** OSPF and IS-IS of platforms that say some of them in the process and some in interfaces. */
export interface IgpReader {
  /** Any statement of the top level: those of other topics are left alone. */
  read(statement: Statement, facts: Facts): void;
  /** After the interfaces are known. */
  finish(facts: Facts): void;
}

export function igpReader(platform: IgpPlatform): IgpReader {
  const ospf = ospfReader(platform);
  const isis = isisReader(platform);
  return {
    read: (statement, facts) => {
      const { words } = statement;
      const first = lower(words, 0);
      if (first === 'interface') {
        const name = interfaceName(statement)?.value;
        if (name === undefined) return;
        ospf.interface(statement, name);
        isis.interface(statement, name);
        return;
      }
      const protocol = first === 'router' ? lower(words, 1) : first === 'ipv6' ? lower(words, 2) : '';
      if (protocol === '' || (first === 'ipv6' && lower(words, 1) !== 'router')) return;
      facts.routingProtocols.add(protocol);
      if (/^ospf(?:6|v3|3)?$/.test(protocol)) ospf.process(statement);
      else if (protocol === 'isis' && first === 'router') isis.process(statement);
    },
    finish: (facts) => {
      ospf.finish(facts);
      isis.finish(facts);
    },
  };
}

/** Ethernet's, unless the text says another for the whole device. */
export const ethernetMtu = (name: string): number | undefined =>
  ciscoNetworkType(name) === 'broadcast' ? 1500 : undefined;

/** Ethernet in all its speeds, port channels, VLANs; names may be cut short. Serial lines depend on their encapsulation. */
export const ciscoNetworkType = (name: string): 'broadcast' | 'point-to-point' | undefined =>
  /^(?:et|fa|gi|te|tw|fi|fo|hu|po(?!s)|vl|bdi|bvi|bundle-e|ma|mgmt)[a-z-]*\s*\d/i.test(name)
    ? 'broadcast'
    : /^tu(?:nnel)?\s*\d/i.test(name)
      ? 'point-to-point'
      : undefined;
