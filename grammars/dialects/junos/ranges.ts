import { addChild, commandBelow, makeNode, type Node } from './tree.ts';
import { matchesWild } from './wildcard.ts';

/** A range is expanded up to this many members. */
const MOST_MEMBERS = 512;

/**
 * `interface-range`: its members have what it says. Members that stand nowhere else come into being.
 * @returns the ranges an interface is a member of
 */
export function interfaceRanges(interfaces: Node): (name: string) => readonly Node[] {
  const ranges = (interfaces.children.get('interface-range')?.children.values() ?? []).filter((one) => !one.inactive);
  const literal = new Map<string, Node[]>();
  const globs: { pattern: string; range: Node }[] = [];
  for (const range of ranges) {
    for (const member of membersOf(range)) {
      if (/[*?[]/.test(member.name)) globs.push({ pattern: member.name, range });
      else {
        literal.set(member.name, [...(literal.get(member.name) ?? []), range]);
        if (!interfaces.children.has(member.name)) addChild(interfaces, newMember(interfaces, member, range));
      }
    }
  }
  return (name) => [
    ...(literal.get(name) ?? []),
    ...globs.filter(({ pattern }) => matchesWild(pattern, name)).map(({ range }) => range),
  ];
}

interface Member {
  readonly name: string;
  readonly node: Node;
}

function membersOf(range: Node): Member[] {
  const single = (range.children.get('member')?.children.values() ?? []).map((node) => ({
    name: node.name,
    node,
  }));
  const spread = (range.children.get('member-range')?.children.values() ?? []).flatMap((node) => {
    const to = node.children.get('to')?.children.values()[0]?.name;
    return between(node.name, to).map((name) => ({ name, node }));
  });
  return [...single, ...spread];
}

/** ge-0/0/2 to ge-0/0/5: the last number counts. */
function between(from: string, to: string | undefined): string[] {
  const [, stem, first] = /^(.*?)(\d{1,5})$/.exec(from) ?? [];
  const [, stemTo, last] = /^(.*?)(\d{1,5})$/.exec(to ?? '') ?? [];
  if (stem === undefined || stem !== stemTo) return [];
  const count = Math.min(Number(last) - Number(first) + 1, MOST_MEMBERS);
  return Array.from({ length: Math.max(0, count) }, (_, i) => `${stem}${Number(first) + i}`);
}

function newMember(interfaces: Node, { name, node }: Member, range: Node): Node {
  const made = makeNode(name, node.span, interfaces, commandBelow(interfaces.command, name), range.name);
  made.statements.push(...node.statements);
  return made;
}
