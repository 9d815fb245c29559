import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { get, reading } from '../tree.ts';
import { addPaths, type Path } from './places.ts';

/** A list from the one zone to the other: answers, TCP 443 and DNS over UDP. */
export function writeZonePolicy(from: string, to: string, outline: Outline): readonly TextEdit[] | undefined {
  const { root, template } = reading(outline);
  if (template) return undefined;
  const name = `${from}-${to}`;
  const old = get(root, 'firewall', 'name') !== undefined || get(root, 'zone-policy') !== undefined;
  const list = old ? ['firewall', `name ${name}`] : ['firewall', 'ipv4', `name ${name}`];
  if (get(root, ...list.flatMap((level) => level.split(' ')))) return undefined;
  const zones = get(root, 'zone-policy') ? ['zone-policy'] : ['firewall'];
  const enabled = old ? ' enable' : '';
  const states: Path[] = ['established', 'related'].map((state) =>
    old ? [...list, 'rule 10', 'state', `${state}${enabled}`] : [...list, 'rule 10', `state ${state}`],
  );
  const service = (number: number, protocol: string, port: number): Path[] => [
    [...list, `rule ${number}`, 'action accept'],
    [...list, `rule ${number}`, 'destination', `port ${port}`],
    [...list, `rule ${number}`, `protocol ${protocol}`],
  ];
  return addPaths(outline, root, [
    [...list, 'default-action drop'],
    [...list, 'rule 10', 'action accept'],
    ...states,
    ...service(20, 'tcp', 443),
    ...service(30, 'udp', 53),
    [...zones, `zone ${to}`, `from ${from}`, 'firewall', `name ${name}`],
  ]);
}
