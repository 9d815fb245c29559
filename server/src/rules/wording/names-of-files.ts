import type { Namespace } from '../../../../grammars/model/reference.ts';
import { type IncludedFiles, includedFiles } from '../../network/included-files.ts';
import type { Member } from '../../network/network.ts';
import type { RuleContext } from '../../review/rule.ts';
import { nameKey } from './name-keys.ts';

/** What files that include each other say together of names. */
export interface NamesOfFiles {
  /** The file is a part of something that is not known as a whole: as `Device.fragment`, of all files together. */
  readonly part: boolean;
  /** Whether every definition of the kind that there can be is known. */
  isKnown(namespace: Namespace): boolean;
  /** Whether every use of the kind that there can be is known. */
  isUseKnown(namespace: Namespace): boolean;
  /** By any of the files. Names of several namespaces: the key is that of `nameKey`. */
  isDefined(namespace: Namespace, key: string): boolean;
  isUsed(namespace: Namespace, key: string): boolean;
}

export function namesOfFiles({ device, network }: Pick<RuleContext, 'device' | 'network'>): NamesOfFiles {
  const { includes } = device;
  if (!includes || (!network && includes.files.length === 0))
    return { part: device.fragment, isKnown: yes, isUseKnown: yes, isDefined: no, isUsed: no };
  if (!network) return { part: true, isKnown: no, isUseKnown: no, isDefined: no, isUsed: no };
  const filesFor = (namespace: Namespace): IncludedFiles => includedFiles(network, namespace);
  return {
    part: includes.part,
    isKnown: (namespace) => filesFor(namespace).complete,
    isUseKnown: (namespace) => {
      const { members, complete } = filesFor(namespace);
      return complete && (members.length === 1 || includes.everyUse.includes(namespace));
    },
    isDefined: (namespace, key) => namesIn(filesFor(namespace).members).defined.has(key),
    isUsed: (namespace, key) => namesIn(filesFor(namespace).members).used.has(key),
  };
}

const yes = (): boolean => true;
const no = (): boolean => false;

interface KnownNames {
  readonly defined: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
}

/** Files that are put together are asked for each of them. */
const kept = new WeakMap<readonly Member[], KnownNames>();

function namesIn(members: readonly Member[]): KnownNames {
  const before = kept.get(members);
  if (before) return before;
  const defined = new Set<string>();
  const used = new Set<string>();
  for (const { device } of members) {
    for (const { namespace, name, scope } of device.references.definitions)
      defined.add(nameKey(namespace, name.value, scope));
    for (const { namespaces, name, scope, within } of device.references.uses)
      for (const namespace of namespaces)
        if (within?.namespace !== namespace || within.name !== name.value)
          used.add(nameKey(namespace, name.value, scope));
  }
  const names = { defined, used };
  kept.set(members, names);
  return names;
}
