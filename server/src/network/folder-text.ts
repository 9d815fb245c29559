import type { FolderText } from '../../../grammars/model/include.ts';
import type { Surroundings } from '../review/rule.ts';
import { groupedMembers } from './grouped-members.ts';
import type { Member } from './network.ts';

/**
 * The files of a folder that a program reads as one text with this one, itself among them, in that order; undefined: it stands alone, or
 * several of them could be the whole configuration.
 */
export function folderText({ network, self }: Surroundings): readonly Member[] | undefined {
  const own = self.device.folderText;
  if (!own || !self.path.endsWith(own.suffix)) return undefined;
  const groups = groupsOf(network);
  const inFolder = (folder: string): readonly Member[] => groups.get(`${own.language} ${folder}`) ?? [];
  const first = isFirst(self, own);
  const { folder } = partsOf(self.path);
  const below = `${folder}${own.first.above}/`;
  const within = first && inFolder(below).length > 0 ? below : folder;
  const rest = inFolder(within).filter(({ path }) => path !== self.path);
  const all = (within === folder ? [self, ...rest] : rest).sort(byName);
  if (within === below) all.unshift(self);
  else if (folder.endsWith(`/${own.first.above}/`)) {
    const above = inFolder(folder.slice(0, -own.first.above.length - 1)).find((one) => isFirst(one, own));
    if (above) all.unshift(above);
  }
  return all.length < 2 || all.filter(({ device }) => !device.fragment).length > 1 ? undefined : all;
}

const isFirst = ({ path }: Member, { first }: FolderText): boolean => partsOf(path).name === first.name;

function partsOf(path: string): { readonly folder: string; readonly name: string } {
  const at = path.lastIndexOf('/') + 1;
  return { folder: path.slice(0, at), name: path.slice(at) };
}

/** As bytes are ordered. */
const byName = (one: Member, other: Member): number => (one.path < other.path ? -1 : 1);

/** By language and folder. */
const groupsOf = groupedMembers(({ path, device: { folderText: of } }) =>
  of && path.endsWith(of.suffix) ? `${of.language} ${partsOf(path).folder}` : undefined,
);
