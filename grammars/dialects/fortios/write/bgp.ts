import type { Change, NamedRoutes, PolicyBody } from '../../../change.ts';
import { lineEndOf, linesOf } from '../../../kit/cisco-like/write/lines.ts';
import { pathPatterns } from '../../../kit/cisco-like/write/path-patterns.ts';
import { type Family, formatAddress, formatPrefix, hostMask } from '../../../model/address.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { type Block, configTree, entriesOf, table, value } from '../config-tree.ts';
import { scopesOf } from '../model/scopes.ts';
import { before, quoted, removed, setting } from './entries.ts';

type BgpChange = Extract<
  Change,
  {
    kind:
      | 'set-bgp-timers'
      | 'set-max-prefix'
      | 'add-bgp-policy'
      | 'refuse-routes'
      | 'refuse-paths'
      | 'set-neighbour'
      | 'set-bgp';
  }
>;

export function writeBgp(change: BgpChange, outline: Outline): readonly TextEdit[] | undefined {
  const { text } = outline;
  const process = processes(outline)[change.process];
  if (!process) return undefined;
  const { bgp, scope } = process;
  if (change.kind === 'set-bgp')
    return change.setting.kind === 'deterministic-med' ? setting(text, bgp, 'deterministic-med', 'enable') : undefined;
  const neighbour = change.neighbour === undefined ? undefined : entriesOf(bgp, 'neighbor')[change.neighbour];
  if (change.kind === 'set-bgp-timers') {
    const [block, keepalive] = neighbour ? [neighbour, 'keep-alive-timer'] : [bgp, 'keepalive-timer'];
    return [
      ...setting(text, block, 'holdtime-timer', `${change.hold}`),
      ...setting(text, block, keepalive, `${change.keepalive}`),
    ];
  }
  // A session that ended at its limit stays down until somebody clears it: no time for another try can be said.
  if (!neighbour || change.kind === 'set-max-prefix') return undefined;
  switch (change.kind) {
    case 'set-neighbour':
      return setNeighbour(change, text, neighbour);
    case 'add-bgp-policy':
      return bindPolicy(change, text, neighbour, bgp, scope);
    default:
      return refuse(change, text, neighbour, bgp, scope);
  }
}

interface Process {
  readonly bgp: Block;
  readonly scope: Block;
}

const processes = (outline: Outline): Process[] =>
  scopesOf(configTree(outline)).flatMap(({ block }) => {
    const bgp = table(block, 'router bgp');
    return bgp && Number(value(bgp, 'as')?.value ?? 0) !== 0 ? [{ bgp, scope: block }] : [];
  });

const suffixOf = (family: string | undefined): '' | '6' => (family?.startsWith('ipv6') ? '6' : '');

function setNeighbour(
  { setting: wanted, family }: Extract<Change, { kind: 'set-neighbour' }>,
  text: string,
  neighbour: Block,
): TextEdit[] {
  if (wanted.kind === 'ttl-security') {
    // The two exclude each other.
    const multihop = ['ebgp-enforce-multihop', 'ebgp-multihop-ttl'].flatMap(
      (name) => neighbour.settings.get(name) ?? [],
    );
    return [
      ...multihop.map(({ statement }) => removed(text, statement.span)),
      ...setting(text, neighbour, 'ebgp-ttl-security-hops', '1'),
    ];
  }
  const name = SETTINGS[wanted.kind];
  return setting(text, neighbour, `${name}${suffixOf(family)}`, wanted.kind === 'send-communities' ? 'both' : 'enable');
}

const SETTINGS = {
  'next-hop-self': 'next-hop-self',
  activate: 'activate',
  'remove-private-as': 'remove-private-as',
  'send-communities': 'send-community',
} as const;

/** Binds the route map, and writes one that lets nothing pass where there is none. */
function bindPolicy(
  { family, direction, policyName, use, body }: Extract<Change, { kind: 'add-bgp-policy' }>,
  text: string,
  neighbour: Block,
  bgp: Block,
  scope: Block,
): TextEdit[] | undefined {
  if (use !== 'route-policy') return undefined;
  const name = `route-map-${direction === 'import' ? 'in' : 'out'}${suffixOf(family)}`;
  const known = entriesOf(scope, 'router route-map').some((map) => map.name.value === policyName);
  return [
    ...(known ? [] : [before(text, bgp, newMap(policyName, family, body, scope))]),
    ...setting(text, neighbour, name, quoted(policyName)),
  ];
}

function newMap(name: string, written: string, body: PolicyBody | undefined, scope: Block): string[] {
  if (!body) return routeMap(name, [['10', 'set action deny']]);
  const family: Family = written.startsWith('ipv6') ? 'ipv6' : 'ipv4';
  const lists: string[] = [];
  const match = ({ name: wanted, routes }: NamedRoutes): string => {
    const list = freeName(wanted, scope);
    lists.push(...prefixList(list, family, routes));
    return `set match-ip${suffixOf(written)}-address ${quoted(list)}`;
  };
  const rules = [
    ...body.refuses.map((list, i) => [`${10 * (i + 1)}`, 'set action deny', match(list)]),
    [`${10 * (body.refuses.length + 1)}`, ...(body.permits === 'rest' ? [] : [match(body.permits)])],
  ];
  return [...lists, ...routeMap(name, rules)];
}

const routeMap = (name: string, rules: readonly (readonly string[])[]): string[] => [
  'config router route-map',
  `    edit ${quoted(name)}`,
  '        config rule',
  ...rules.flatMap(([key, ...settings]) => [
    `            edit ${key}`,
    ...settings.map((one) => `                ${one}`),
    '            next',
  ]),
  '        end',
  '    next',
  'end',
];

/** A rule that denies, in front of the first one of the route map that the neighbour has; a new route map where it has none. */
function refuse(
  change: Extract<Change, { kind: 'refuse-routes' | 'refuse-paths' }>,
  text: string,
  neighbour: Block,
  bgp: Block,
  scope: Block,
): TextEdit[] | undefined {
  const family: Family = change.family.startsWith('ipv6') ? 'ipv6' : 'ipv4';
  const name = `route-map-${change.direction === 'import' ? 'in' : 'out'}${suffixOf(change.family)}`;
  const list = freeName(change.name, scope);
  const lines =
    change.kind === 'refuse-routes'
      ? prefixList(list, family, change.routes)
      : asPathList(list, change.paths.flatMap(pathPatterns));
  const match =
    change.kind === 'refuse-paths'
      ? `set match-as-path ${quoted(list)}`
      : `set match-ip${suffixOf(change.family)}-address ${quoted(list)}`;
  const bound = value(neighbour, name)?.value;
  if (!bound) {
    const map = freeName(`${change.direction === 'import' ? 'IMPORT' : 'EXPORT'}-NO-${change.name}`, scope);
    return [
      before(text, bgp, [...lines, ...routeMap(map, [['10', 'set action deny', match], ['20']])]),
      ...setting(text, neighbour, name, quoted(map)),
    ];
  }
  const map = entriesOf(scope, 'router route-map').find((one) => one.name.value === bound);
  const rules = entriesOf(map, 'rule');
  const lowest = rules.reduce((least, rule) => Math.min(least, Number(rule.name.value)), Number.POSITIVE_INFINITY);
  const owner = table(scope, 'router route-map');
  const first = rules[0]?.statements[0];
  if (!map || !owner || !first || !(lowest > 1) || lowest === Number.POSITIVE_INFINITY) return undefined;
  const at = linesOf(text, first.span).start;
  const indent = text.slice(at, first.header.start);
  const deeper = `${indent}    `;
  const rule = [
    `${indent}edit ${Math.floor(lowest / 2)}`,
    `${deeper}set action deny`,
    `${deeper}${match}`,
    `${indent}next`,
  ];
  return [
    before(text, owner, lines),
    { span: { start: at, end: at }, newText: rule.map((line) => line + lineEndOf(text)).join('') },
  ];
}

function prefixList(name: string, family: Family, routes: NamedRoutes['routes']): string[] {
  const six = family === 'ipv6' ? '6' : '';
  const own = routes.filter(({ prefix }) => prefix.family === family);
  return [
    `config router prefix-list${six}`,
    `    edit ${quoted(name)}`,
    '        config rule',
    ...own.flatMap(({ prefix, lengths }, i) => [
      `            edit ${i + 1}`,
      `                set prefix${six} ${family === 'ipv6' ? formatPrefix(prefix) : `${formatAddress(family, prefix.address)} ${formatAddress(family, 0xffffffffn & ~hostMask(family, prefix.length))}`}`,
      ...(lengths.first > prefix.length ? [`                set ge ${lengths.first}`] : []),
      ...(lengths.last > prefix.length ? [`                set le ${lengths.last}`] : []),
      '            next',
    ]),
    '        end',
    '    next',
    'end',
  ];
}

const asPathList = (name: string, patterns: readonly string[]): string[] => [
  'config router aspath-list',
  `    edit ${quoted(name)}`,
  '        config rule',
  ...patterns.flatMap((pattern, i) => [
    `            edit ${i + 1}`,
    '                set action permit',
    `                set regexp ${quoted(pattern)}`,
    '            next',
  ]),
  '        end',
  '    next',
  'end',
];

function freeName(wanted: string, scope: Block): string {
  const taken = new Set(
    [
      'router route-map',
      'router prefix-list',
      'router prefix-list6',
      'router access-list',
      'router aspath-list',
    ].flatMap((path) => entriesOf(scope, path).map(({ name }) => name.value)),
  );
  let name = wanted;
  for (let more = 2; taken.has(name); more += 1) name = `${wanted}-${more}`;
  return name;
}
