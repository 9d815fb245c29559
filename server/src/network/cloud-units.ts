import { dialectById } from '../../../grammars/dialects/index.ts';
import type { Cloud, CloudText } from '../../../grammars/model/cloud.ts';
import { type LineIndex, lineIndex } from '../../../grammars/text/line-index.ts';
import type { JoinedPiece } from './joined-piece.ts';
import type { Member } from './network.ts';

/** Texts that make one cloud, read as one. */
export interface CloudUnit {
  readonly cloud: Cloud;
  /** Of the first file. */
  readonly path: string;
  readonly index: LineIndex;
  /** Whose text it is, in the order of the text. */
  readonly pieces: readonly JoinedPiece[];
}

/** Files of which each declares a part of a cloud, put together as they are deployed. */
export function cloudUnits(members: Iterable<Member>): readonly CloudUnit[] {
  const groups = new Map<string, [Member, ...Member[]]>();
  for (const member of members) {
    const { cloud } = member.device;
    if (!cloud) continue;
    const key = cloud.unit === 'text' ? member.path : `${cloud.dialect} ${cloud.unit} ${folderOf(member.path)}`;
    const group = groups.get(key);
    if (group) group.push(member);
    else groups.set(key, [member]);
  }
  return [...groups.values()].map((group) => {
    const [first, ...others] = group;
    const known = remembered.get(first);
    if (known && isSame(known, group)) return known;
    const cloud = first.device.cloud!;
    const unit =
      others.length === 0
        ? { cloud: cloud.read(), path: first.path, index: first.index, pieces: [wholeOf(first)] }
        : joined(cloud, group);
    remembered.set(first, unit);
    return unit;
  });
}

const remembered = new WeakMap<Member, CloudUnit>();

const isSame = ({ pieces }: CloudUnit, group: readonly Member[]): boolean =>
  pieces.length === group.length && pieces.every(({ member }, at) => member === group[at]);

const wholeOf = (member: Member): JoinedPiece => ({ start: 0, end: textOf(member).length + 1, member, from: 0 });

function joined({ unit, dialect, read }: CloudText, group: readonly [Member, ...Member[]]): CloudUnit {
  // Answers of an API, each a document: together they are a stream of YAML, of which JSON is a part.
  const between = unit === 'folder' ? '\n---\n' : '\n';
  const pieces: JoinedPiece[] = [];
  let text = '';
  for (const member of group) {
    text += between;
    const own = textOf(member);
    pieces.push({ start: text.length, end: text.length + own.length + 1, member, from: 0 });
    text += own;
  }
  const { parse, toModel } = dialectById(dialect)!;
  const cloud = (toModel(parse(text)).cloud?.read ?? read)();
  return { cloud, path: group[0].path, index: lineIndex(text), pieces };
}

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

const textOf = ({ index }: Member): string =>
  index.textOf({ start: 0, end: index.fullLineSpan(index.lineCount - 1).end });
