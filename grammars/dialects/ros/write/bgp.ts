import type { Change, NamedRoutes } from '../../../change.ts';
import { lineEndOf, lineOf } from '../../../kit/statement-layout.ts';
import { formatPrefix, type Prefix, widthOf } from '../../../model/address.ts';
import type { BgpNeighbour } from '../../../model/bgp.ts';
import type { Device } from '../../../model/device.ts';
import type { Outline, Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { durationOf } from './duration.ts';
import { headOf, setParameter, statementAt } from './parameters.ts';

/** Changes of sessions and of the filters they name. */
export function bgpEdits(change: Change, outline: Outline, device: Device): readonly TextEdit[] | undefined {
  if (!('process' in change) || !('neighbour' in change) || change.neighbour === undefined) return undefined;
  const neighbour = device.bgp[change.process]?.neighbours[change.neighbour];
  const statement = neighbour && statementAt(outline, neighbour.spans[0]!.start);
  if (!neighbour || !statement) return undefined;
  const legacy = isLegacy(outline, statement);
  const set = (name: string, value: string): TextEdit[] | undefined =>
    setParameter(outline.text, statement, name, value);
  switch (change.kind) {
    case 'set-bgp-timers': {
      const hold = set('hold-time', durationOf(change.hold));
      const keepalive = set('keepalive-time', durationOf(change.keepalive));
      return hold && keepalive && [...hold, ...keepalive];
    }
    case 'set-max-prefix':
      if (legacy) {
        const limit = set('max-prefix-limit', String(change.limit));
        const restart = set('max-prefix-restart-time', durationOf(change.restart * 60));
        return limit && restart && [...limit, ...restart];
      }
      return set(`input.limit-process-routes-ipv${change.family.startsWith('ipv6') ? 6 : 4}`, String(change.limit));
    case 'set-neighbour':
      if (change.setting.kind === 'ttl-security') return legacy ? undefined : set('remote.ttl', '255');
      if (change.setting.kind === 'remove-private-as')
        return set(legacy ? 'remove-private-as' : 'output.remove-private-as', 'yes');
      if (change.setting.kind === 'next-hop-self') return set('nexthop-choice', 'force-self');
      return undefined;
    case 'add-bgp-policy': {
      if (change.use !== 'route-policy') return undefined;
      const name = legacy
        ? change.direction === 'import'
          ? 'in-filter'
          : 'out-filter'
        : change.direction === 'import'
          ? 'input.filter'
          : 'output.filter-chain';
      const bound = set(name, change.policyName);
      const skeleton = skeletonOf(outline, device, change, legacy);
      return bound && [...bound, ...skeleton];
    }
    case 'refuse-routes':
      return refused(outline, device, neighbour, change, legacy);
    default:
      return undefined;
  }
}

const isLegacy = ({ text }: Outline, statement: Statement): boolean => {
  const parent = statement.parent ?? statement;
  return / peer\b/.test(text.slice(parent.header.start, parent.header.end));
};

/** The new chain, at the end of the text; none where there is one of the name. */
function skeletonOf(
  { text }: Outline,
  device: Device,
  { policyName: name, body }: Change & { kind: 'add-bgp-policy' },
  legacy: boolean,
): TextEdit[] {
  if (device.policies.some((policy) => policy.name.value === name)) return [];
  const end = lineEndOf(text);
  const lead = text === '' || /[\r\n]$/.test(text) ? '' : end;
  const rest = body?.permits === 'rest' ? 'accept' : 'reject';
  const lines = [
    legacy ? '/routing filter' : '/routing filter rule',
    ...(body?.refuses ?? []).flatMap((list) => rulesOf(list, name, 'reject', legacy)),
    ...(body && body.permits !== 'rest' ? rulesOf(body.permits, name, 'accept', legacy) : []),
    legacy ? `add action=${LEGACY[rest]} chain=${name}` : `add chain=${name} rule=${rest}`,
  ];
  return [{ span: { start: text.length, end: text.length }, newText: lead + lines.map((one) => one + end).join('') }];
}

const LEGACY = { accept: 'accept', reject: 'discard' } as const;

/** A rule for each of these routes. */
const rulesOf = ({ routes }: NamedRoutes, chain: string, action: 'accept' | 'reject', legacy: boolean): string[] =>
  routes.map(({ prefix, lengths }) =>
    legacy
      ? `add action=${LEGACY[action]} chain=${chain} ${legacyTest(prefix, lengths)}`
      : `add chain=${chain} rule="if (${testOf(prefix, lengths)}) { ${action} }"`,
  );

/** Rules before the first one of the chain that the session has in this direction. */
function refused(
  outline: Outline,
  device: Device,
  neighbour: BgpNeighbour,
  change: Change & { kind: 'refuse-routes' },
  legacy: boolean,
): TextEdit[] | undefined {
  const { text } = outline;
  const family = neighbour.families.find(({ name }) => name === change.family);
  const [use, more] = (change.direction === 'import' ? family?.imports : family?.exports) ?? [];
  const policy = device.policies.find(({ name }) => name.value === use?.name.value);
  const [first] = policy?.entries ?? [];
  if (!use || more || !policy || !first) return undefined;
  const at = lineOf(text, first.span).start;
  const statement = statementAt(outline, first.span.start);
  const head = headOf(text, statement);
  if (head === undefined) return undefined;
  const end = lineEndOf(text);
  const lines = rulesOf(change, policy.name.value, 'reject', legacy).map((rule) => head + rule + end);
  return [{ span: { start: at, end: at }, newText: lines.join('') }];
}

interface Lengths {
  readonly first: number;
  readonly last: number;
}

function testOf(prefix: Prefix, { first, last }: Lengths): string {
  const dst = formatPrefix(prefix);
  if (first === prefix.length && last === prefix.length) return `dst == ${dst}`;
  if (first === prefix.length && last === widthOf(prefix.family)) return `dst in ${dst}`;
  return `dst in ${dst} && dst-len in ${first}-${last}`;
}

function legacyTest(prefix: Prefix, { first, last }: Lengths): string {
  const said = `prefix=${formatPrefix(prefix)}`;
  return first === prefix.length && last === prefix.length
    ? said
    : `${said} prefix-length=${first === last ? first : `${first}-${last}`}`;
}
