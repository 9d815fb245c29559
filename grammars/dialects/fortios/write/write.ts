import type { Change } from '../../../change.ts';
import type { Dialect } from '../../../dialect.ts';
import { linesOf } from '../../../kit/cisco-like/write/lines.ts';
import { removal } from '../../../kit/statement-layout.ts';
import { browsing } from '../../../kit/zone-browsing.ts';
import type { FilterRule } from '../../../model/filter.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { type Block, configTree, table } from '../config-tree.ts';
import { zonesIn } from '../model/interface-names.ts';
import { type Scope, scopesOf } from '../model/scopes.ts';
import { writeBgp } from './bgp.ts';
import { removed, setting } from './entries.ts';
import { newPolicy } from './new-policy.ts';

/** Changes as FortiOS spells them: the order of policies is that of their `edit`s, not of their numbers. */
export const write: Dialect['write'] = (change, outline, device) => {
  const { text } = outline;
  switch (change.kind) {
    case 'edits':
      return change.edits;
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'delete-statements':
      return removal(text, change.spans);
    case 'set-timer':
      return [{ span: change.timer.seconds.span, newText: `${change.seconds}` }];
    case 'delete-rule':
    case 'move-rule':
    case 'set-action':
    case 'insert-rule':
    case 'insert-rules': {
      const rules = device.filters[change.filter]?.rules;
      return rules && writeRule(change, outline, rules);
    }
    case 'add-zone-policy':
      return zonePolicies(change, outline);
    case 'set-key':
      return setKey(outline, change);
    case 'set-bgp-timers':
    case 'set-max-prefix':
    case 'add-bgp-policy':
    case 'refuse-routes':
    case 'refuse-paths':
    case 'set-neighbour':
    case 'set-bgp':
      return writeBgp(change, outline);
    default:
      return undefined;
  }
};

type RuleChange = Extract<
  Change,
  { kind: 'delete-rule' | 'move-rule' | 'set-action' | 'insert-rule' | 'insert-rules' }
>;

/** A list of policies, and where it stands. */
interface Place {
  readonly scope: Scope;
  readonly policies: Block;
}

function writeRule(change: RuleChange, outline: Outline, rules: readonly FilterRule[]): TextEdit[] | undefined {
  const { text } = outline;
  const sample = rules[change.kind === 'insert-rule' || change.kind === 'insert-rules' ? 0 : change.rule];
  const place = sample && placeOf(outline, sample);
  if (change.kind === 'delete-rule' && sample && !place) return withoutWord(outline, sample);
  if (!sample || !place) return undefined;
  const { policies, scope } = place;
  const { entries, moved } = policies;
  if (change.kind === 'delete-rule') {
    // A script may `move` a policy that would be none any more.
    return moved ? undefined : (sample.spans ?? [sample.span]).map((span) => removed(text, span));
  }
  const entry = entries.find((one) => one.statements[0]?.span === sample.span);
  if (change.kind === 'set-action') return entry && setAction(change, text, entry);
  // With `move`s, and entries that are opened again, the order in the text is not that of the list.
  if (moved || entries.some((one) => one.statements.length > 1)) return undefined;
  const target = entries[Math.min(change.before, entries.length)];
  const at = target
    ? linesOf(text, target.statements[0]!.span).start
    : linesOf(text, entries.at(-1)!.statements[0]!.span).end;
  if (change.kind === 'move-rule') {
    if (!entry || change.before === change.rule || change.before === change.rule + 1) return undefined;
    const lines = linesOf(text, sample.span);
    return [
      { span: lines, newText: '' },
      { span: { start: at, end: at }, newText: text.slice(lines.start, lines.end) },
    ];
  }
  if (change.kind === 'insert-rules' || policies.name.value === '' || !isPlain(policies)) return undefined;
  return newPolicy(change, policies, { text, at, sample: entries[0]! }, zonesIn([scope.block]), scope.block);
}

/** At the top of the list: one policy for each service, of IPv4, where private addresses are translated as others towards that zone are. */
function zonePolicies(change: Extract<Change, { kind: 'add-zone-policy' }>, outline: Outline): TextEdit[] | undefined {
  const { text } = outline;
  for (const { block } of scopesOf(configTree(outline))) {
    const policies = table(block, 'firewall policy');
    const [sample] = policies?.entries ?? [];
    if (!policies || !sample || policies.moved) continue;
    const { start } = linesOf(text, sample.statements[0]!.span);
    const highest = policies.entries.reduce((most, { name }) => Math.max(most, Number(name.value) || 0), 0);
    const edits = browsing(change).map((match, i) =>
      newPolicy(
        { match: { ...match, family: 'ipv4' }, action: 'permit' },
        policies,
        { text, at: start, sample, after: highest + i },
        zonesIn([block]),
        block,
      ),
    );
    return edits.every((one) => one !== undefined) ? edits.flat() : undefined;
  }
  return undefined;
}

/** `config firewall policy`: of both families, with interfaces on both sides. */
const isPlain = (policies: Block): boolean =>
  /policy$/.test(policies.statements[0]!.words.at(-1)!.text) && policies.statements[0]!.words.length === 3;

const LISTS = [
  'firewall policy',
  'firewall policy6',
  'firewall consolidated policy',
  'firewall local-in-policy',
  'firewall local-in-policy6',
  'firewall central-snat-map',
];

function placeOf(outline: Outline, { span }: FilterRule): Place | undefined {
  for (const scope of scopesOf(configTree(outline))) {
    for (const path of LISTS) {
      const policies = table(scope.block, path);
      if (policies?.entries.some((entry) => entry.statements[0]?.span === span)) return { scope, policies };
    }
  }
  return undefined;
}

/** `ssh` out of `set allowaccess ping ssh`; without its last word, the statement goes. */
function withoutWord({ text }: Outline, { span }: FilterRule): TextEdit[] | undefined {
  const line = linesOf(text, span);
  const own = text.slice(line.start, line.end);
  if (!/^\s*(?:set|append) (?:ip6-)?allowaccess /.test(own)) return undefined;
  if (own.trim().split(/\s+/).length === 3) return [{ span: line, newText: '' }];
  let { start } = span;
  while (text[start - 1] === ' ') start -= 1;
  return [{ span: { start, end: span.end }, newText: '' }];
}

function setAction(
  { action, log }: Extract<Change, { kind: 'set-action' }>,
  text: string,
  entry: Block,
): TextEdit[] | undefined {
  const edits = setting(text, entry, 'action', action === 'permit' ? 'accept' : 'deny');
  return log && !entry.settings.has('logtraffic') ? [...edits, ...setting(text, entry, 'logtraffic', 'all')] : edits;
}

const setKey = ({ text }: Outline, { span, key }: Extract<Change, { kind: 'set-key' }>): TextEdit[] => {
  const written = text.slice(span.start, span.end);
  return [{ span, newText: written.startsWith('"') ? `"${key}"` : `${key}` }];
};
