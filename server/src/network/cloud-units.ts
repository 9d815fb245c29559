import { dialectById } from '../../../grammars/dialects/index.ts';
import { MODULE_FILES } from '../../../grammars/kit/cloud/deployed/deployed-resources.ts';
import type { Cloud } from '../../../grammars/model/cloud.ts';
import { type LineIndex, lineIndex } from '../../../grammars/text/line-index.ts';
import type { JoinedPiece } from './joined-piece.ts';
import type { Member } from './network.ts';
import { type ModuleFiles, terraformModules } from './terraform-modules.ts';

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
  const alone: Member[] = [];
  const modules: Member[] = [];
  const folders = new Map<string, [Member, ...Member[]]>();
  for (const member of members) {
    const { cloud } = member.device;
    if (cloud?.unit === 'text') alone.push(member);
    if (cloud?.unit === 'module') modules.push(member);
    if (cloud?.unit !== 'folder') continue;
    const key = `${cloud.dialect} ${folderOf(member.path)}`;
    const group = folders.get(key);
    if (group) group.push(member);
    else folders.set(key, [member]);
  }
  return [
    ...alone.map(unitAlone),
    ...[...folders.values()].map((group) =>
      group.length === 1 ? unitAlone(group[0]) : unitOf(group, group[0].device.cloud!.dialect, () => stream(group)),
    ),
    ...terraformModules(modules).flatMap((parts) => {
      const all = parts.flatMap((part) => part.members);
      const dialects = new Set(all.map(({ device }) => device.cloud!.dialect));
      dialects.delete('terraform');
      return [...dialects].map((dialect) => unitOf(all, dialect, () => configuration(parts)));
    }),
  ];
}

interface Joined {
  readonly text: string;
  readonly pieces: readonly JoinedPiece[];
}

const units = new WeakMap<Member, Map<string, CloudUnit>>();

/** The one that is known, for as long as its files are the same. */
function unitOf(members: readonly Member[], dialect: string, join: () => Joined): CloudUnit {
  const first = members[0]!;
  const known = units.get(first) ?? new Map<string, CloudUnit>();
  units.set(first, known);
  const before = known.get(dialect);
  if (before?.pieces.length === members.length && before.pieces.every(({ member }, at) => member === members[at]))
    return before;
  const { text, pieces } = join();
  const { parse, toModel } = dialectById(dialect)!;
  const cloud = toModel(parse(text)).cloud?.read() ?? NOTHING;
  const unit = { cloud, path: first.path, index: lineIndex(text), pieces };
  known.set(dialect, unit);
  return unit;
}

const NOTHING: Cloud = { complete: false, whole: false, networks: [], gateways: [], machines: [] };

function unitAlone(member: Member): CloudUnit {
  const known = units.get(member)?.get('');
  if (known) return known;
  const { path, index, device } = member;
  const pieces = [{ start: 0, end: textOf(member).length + 1, member, from: 0 }];
  const unit = { cloud: device.cloud!.read(), path, index, pieces };
  units.set(member, new Map([['', unit]]));
  return unit;
}

/** Answers of an API, each a document: together they are a stream of YAML, of which JSON is a part. */
const stream = (members: readonly Member[]): Joined =>
  joined(members.map((member) => ({ before: '\n---\n', member, after: '' })));

/** The root's files, then those of the modules that it calls, each in a block of its own. */
const configuration = (parts: readonly ModuleFiles[]): Joined =>
  joined(
    parts.flatMap(({ name, members }) =>
      members.map((member, at) => ({
        before: name !== '' && at === 0 ? `\n${MODULE_FILES} ${JSON.stringify(name)} {\n` : '\n',
        member,
        after: name !== '' && at === members.length - 1 ? '\n}\n' : '',
      })),
    ),
  );

function joined(
  parts: readonly { readonly before: string; readonly member: Member; readonly after: string }[],
): Joined {
  const pieces: JoinedPiece[] = [];
  const texts: string[] = [];
  let length = 0;
  const add = (text: string): void => {
    texts.push(text);
    length += text.length;
  };
  for (const { before, member, after } of parts) {
    add(before);
    const own = textOf(member);
    pieces.push({ start: length, end: length + own.length + 1, member, from: 0 });
    add(own);
    add(after);
  }
  return { text: texts.join(''), pieces };
}

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

const textOf = ({ index }: Member): string =>
  index.textOf({ start: 0, end: index.fullLineSpan(index.lineCount - 1).end });
