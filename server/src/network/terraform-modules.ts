import { joinedPath } from '../../../grammars/kit/cloud/deployed/deployed-resources.ts';
import type { Member } from './network.ts';

/** The files of one module, and what its callers call it from the folder of the root: the root itself is the empty name. */
export interface ModuleFiles {
  readonly name: string;
  readonly members: readonly Member[];
}

/**
 * Configurations of Terraform among these files, each the root module and then the modules that it calls, directly or not. What is called is
 * nobody's root.
 */
export function terraformModules(members: readonly Member[]): readonly (readonly ModuleFiles[])[] {
  const byFolder = new Map<string, Member[]>();
  for (const member of members) {
    if (!isLoaded(member.path)) continue;
    const folder = folderOf(member.path);
    const list = byFolder.get(folder);
    if (list) list.push(member);
    else byFolder.set(folder, [member]);
  }
  for (const list of byFolder.values()) list.sort(inOrder);
  const callsOf = (folder: string): readonly string[] => [
    ...new Set((byFolder.get(folder) ?? []).flatMap(({ device }) => device.cloud?.calls ?? [])),
  ];
  const called = new Set(
    [...byFolder.keys()].flatMap((folder) => callsOf(folder).map((source) => resolved(folder, source))),
  );
  return [...byFolder.keys()]
    .filter((folder) => !called.has(folder))
    .map((root) => {
      const names = new Map([[root, '']]);
      for (const [folder, name] of names)
        for (const source of callsOf(folder)) {
          const target = resolved(folder, source);
          if (byFolder.has(target) && !names.has(target)) names.set(target, joinedPath(name, source));
        }
      return [...names].map(([folder, name]) => ({ name, members: byFolder.get(folder)! }));
    });
}

/** Terraform reads every `.tf` of a folder, and of values those that are called so. */
const isLoaded = (path: string): boolean => !path.endsWith('.tfvars') || isValues(path);

const isValues = (path: string): boolean => /(?:^|[/\\])terraform\.tfvars$|\.auto\.tfvars$/.test(path);

/** Values last, those of `*.auto.tfvars` after the others: the last one counts. */
function inOrder(one: Member, other: Member): number {
  const rank = ({ path }: Member): number => (isValues(path) ? (path.endsWith('.auto.tfvars') ? 2 : 1) : 0);
  return rank(one) - rank(other) || (one.path < other.path ? -1 : 1);
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/'), path.lastIndexOf('\\')));

/** The folder that a source means, seen from one. */
function resolved(folder: string, source: string): string {
  let at = folder;
  for (const part of source.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') at = folderOf(at);
    else at = at === '' ? part : `${at}/${part}`;
  }
  return at;
}
