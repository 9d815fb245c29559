import type {
  AsPathList,
  CommunityList,
  Origination,
  Redistribution,
  RouteValidation,
} from '../../../model/routing.ts';
import { get, hasUnknown, kids, located, numberAt, spanOf } from '../node.ts';
import type { Node } from '../tree.ts';
import { prefixOf } from './addresses.ts';
import { policyNames } from './bgp.ts';

/** `as-path LONG ".{50,}"`, and the paths of an `as-path-group`: any of them. */
export function asPathListsOf(root: Node): AsPathList[] {
  const options = get(root, 'policy-options');
  const list = (name: Node, paths: readonly Node[]): AsPathList => {
    const patterns = paths.flatMap((path) => kids(path).slice(0, 1));
    return {
      name: located(name),
      syntax: 'junos',
      entries: patterns.map((pattern) => ({ span: pattern.span, action: 'permit', pattern: wordsBelow(pattern) })),
      span: spanOf(name),
      closed: patterns.length === paths.length && patterns.length > 0 && !hasUnknown(name),
    };
  };
  return [
    ...kids(get(options, 'as-path')).map((node) => list(node, [node])),
    ...kids(get(options, 'as-path-group')).map((node) => list(node, kids(get(node, 'as-path')))),
  ];
}

/** A pattern without quotes is several words. */
function wordsBelow(node: Node): string {
  const words: string[] = [];
  for (let at: Node | undefined = node; at; [at] = kids(at)) words.push(at.name);
  return words.join(' ');
}

/** A route must carry all members of a community. */
export const communityListsOf = (root: Node): CommunityList[] =>
  kids(get(root, 'policy-options', 'community')).map((node) => {
    const members = kids(get(node, 'members')).map(({ name }) => name);
    const values = members.flatMap((text) => communityOf(text) ?? []);
    const plain = values.length === members.length;
    return {
      name: located(node),
      entries: [
        {
          span: spanOf(node),
          action: 'permit',
          members: plain ? values : members,
          ...(plain ? {} : { pattern: true }),
        },
      ],
      span: spanOf(node),
      closed: members.length > 0 && !get(node, 'invert-match') && !hasUnknown(node),
    };
  });

/** RFC 1997 */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  'no-export': '65535:65281',
  'no-advertise': '65535:65282',
  'no-export-subconfed': '65535:65283',
};

/** `64500:100`, `no-export`, `large:64500:1:2`; undefined for patterns and other kinds. */
export function communityOf(text: string): string | undefined {
  const [, value] = /^(?:large:)?(\d{1,10}(?::\d{1,10}){1,2})$/.exec(text) ?? [];
  return value ?? WELL_KNOWN[text];
}

/** Aggregates that are announced where a policy lets them: the prefixes that are one's own. */
export const originationsOf = (root: Node): Origination[] =>
  [root, ...kids(get(root, 'routing-instances'))].flatMap((instance) => {
    const options = get(instance, 'routing-options');
    return [options, ...kids(get(options, 'rib'))].flatMap((place) =>
      kids(get(place, 'aggregate', 'route')).flatMap((node): Origination[] => {
        const prefix = prefixOf(node.name);
        if (!prefix) return [];
        // A path that is given takes the place of those of its parts.
        const set = get(node, 'as-path') ? undefined : get(node, 'full');
        return [
          {
            kind: 'aggregate',
            prefix,
            ...(set ? { asSet: { span: set.span, without: { span: set.span, newText: 'brief' } } } : {}),
            ...(instance === root ? {} : { vrf: instance.name }),
            span: node.span,
          },
        ];
      }),
    );
  });

/** `protocols ospf export TO-OSPF`: its policy chooses among all routes of the device. */
export const redistributionsOf = (root: Node): Redistribution[] =>
  ['ospf', 'ospf3', 'isis', 'rip', 'ripng'].flatMap((into) => {
    const list = get(root, 'protocols', into, 'export');
    const names = policyNames(list);
    // Of several policies the first that decides counts: a later one alone tells nothing.
    const [only] = names;
    if (!only || names.length > 1 || /[()!&|]/.test(kids(list)[0]!.name)) return [];
    return [{ into, from: { value: '*', span: only.span }, policy: only, span: only.span }];
  });

/** What a group of validation servers and a session say that is about no key. */
const WITHOUT_KEY =
  /^(?:session|max-sessions|port|preference|local-address|hold-time|refresh-time|record-lifetime|traceoptions)$/;

/** Policies decide what becomes of Invalid routes. */
export function validationOf(root: Node): RouteValidation | undefined {
  const node = get(root, 'routing-options', 'validation');
  const caches = kids(get(node, 'group')).flatMap((group) =>
    kids(get(group, 'session')).map((session) => {
      const port = numberAt(session, 'port')?.value;
      const plain = [...kids(group), ...kids(session)].every(({ name }) => WITHOUT_KEY.test(name));
      return { ...located(session), ...(port !== undefined && { port }), ...(plain && { plain }) };
    }),
  );
  return node && caches.length > 0 ? { caches, dropsInvalid: false, span: caches[0]!.span } : undefined;
}
