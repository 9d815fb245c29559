import { type Facts, lower } from '../../../kit/cisco-like/facts.ts';
import type { InterfacePlatform } from '../../../kit/cisco-like/interface-draft.ts';
import type { Interface } from '../../../model/interface.ts';
import type { Word } from '../../../outline.ts';
import type { Levels } from './levels.ts';

/** Lines that only ASA has: the name that everything else calls the interface by, its level, and addresses from PPPoE. */
export const interfacePlatform = (levels: Levels): InterfacePlatform => ({
  pointToPoint: /^tunnel\d/i,
  readLine: (words, draft) => {
    levels.readLine(words, draft);
    if (lower(words, 0) === 'nameif' && words[1]) {
      draft.zone = words[1].text;
      return true;
    }
    if (lower(words, 0) === 'ip' && lower(words, 1) === 'address' && lower(words, 2) === 'pppoe') {
      draft.dynamicFamilies.add('ipv4');
      draft.pointToPoint = true;
      return true;
    }
    return false;
  },
});

/** The interface that a `nameif` names; names are compared without regard to case. Ask when all are read. */
export function interfaceNamed({ interfaces }: Facts, name: Word | string | undefined): Interface | undefined {
  let named = kept.get(interfaces);
  if (named?.count !== interfaces.length) {
    const byName = new Map<string, Interface>();
    for (const one of interfaces) {
      const key = one.zone?.toLowerCase();
      if (key !== undefined && !byName.has(key)) byName.set(key, one);
    }
    kept.set(interfaces, (named = { count: interfaces.length, byName }));
  }
  return named.byName.get((typeof name === 'string' ? name : (name?.text ?? '')).toLowerCase());
}

const kept = new WeakMap<
  Facts['interfaces'],
  { readonly count: number; readonly byName: ReadonlyMap<string, Interface> }
>();
