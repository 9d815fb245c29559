import type { Change } from '../../../change.ts';
import type { Dialect } from '../../../dialect.ts';
import { inserted, linesOf } from '../../../kit/cisco-like/write/lines.ts';
import { removal } from '../../../kit/statement-layout.ts';
import { browsing } from '../../../kit/zone-browsing.ts';
import type { Filter, FilterRule } from '../../../model/filter.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Span } from '../../../text/span.ts';
import { placesOf as placesIn } from '../model/places.ts';
import { zoneNames } from '../model/zones.ts';
import { type Tree, treeOf } from '../tree.ts';
import { ruleNode, setAction } from './action.ts';
import { newRule } from './new-rule.ts';

/** Changes in whichever of the three forms the text has: a rule moves and goes with all that is its own. */
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
    case 'set-action': {
      const filter = device.filters[change.filter];
      return filter && writeRule(change, outline, filter);
    }
    case 'add-zone-policy': {
      const index = device.filters.findIndex(({ hook }) => hook === 'forward');
      const filter = device.filters[index];
      if (!filter) return undefined;
      const edits = browsing(change).map((match) =>
        insertRule({ kind: 'insert-rule', filter: index, before: 0, action: 'permit', match }, outline, filter),
      );
      return edits.every((one) => one !== undefined) ? edits.flat() : undefined;
    }
    case 'insert-rule': {
      const filter = device.filters[change.filter];
      return filter && insertRule(change, outline, filter);
    }
    default:
      return undefined;
  }
};

type RuleChange = Extract<Change, { kind: 'delete-rule' | 'move-rule' | 'set-action' }>;

function writeRule(change: RuleChange, outline: Outline, { rules, hook }: Filter): TextEdit[] | undefined {
  const { text } = outline;
  const rule = rules[change.rule];
  if (!rule || rule.implicit) return undefined;
  const tree = treeOf(outline);
  if (change.kind === 'set-action') return hook === 'input' ? undefined : setAction(text, tree, rule, change.action);
  // A script may `move` or `delete` a rule that would be none any more.
  if (tree.reordered) return undefined;
  const own = placesOf(rule);
  if (change.kind === 'delete-rule') return removal(text, own);
  const written = rules.filter((one) => !one.implicit);
  if (hook === 'input' || change.before === change.rule || change.before === change.rule + 1) return undefined;
  const target = written[Math.min(change.before, written.length)];
  const at = target ? linesOf(text, placesOf(target)[0]!).start : linesOf(text, placesOf(written.at(-1)!).at(-1)!).end;
  return moved(text, own, at, tree, written);
}

/** Security rules only: what a management profile opens has no order, and NAT has other words. */
function insertRule(
  change: Extract<Change, { kind: 'insert-rule' }>,
  outline: Outline,
  { rules, hook, purpose }: Filter,
): TextEdit[] | undefined {
  const { text } = outline;
  const tree = treeOf(outline);
  const written = rules.filter((one) => !one.implicit);
  const target = written[Math.min(change.before, written.length)];
  const beside = target ?? written.at(-1);
  const sample = beside && ruleNode(tree.root, beside);
  if (hook === 'input' || purpose !== 'packet' || tree.reordered || !beside || !sample) return undefined;
  const [first, last] = [placesOf(beside)[0]!, placesOf(beside).at(-1)!];
  const line = linesOf(text, target ? first : last);
  if (!isInOrder(written) || text.slice(linesOf(text, first).start, first.start).trim() !== '') return undefined;
  const { zoneOf } = zoneNames(placesIn(tree.root));
  return newRule(change, { text, tree, at: target ? line.start : line.end, sample, zoneOf });
}

const isInOrder = (rules: readonly FilterRule[]): boolean =>
  rules.every((rule, i) => i === 0 || placesOf(rules[i - 1]!)[0]!.start <= placesOf(rule)[0]!.start);

const placesOf = ({ span, spans }: FilterRule): readonly Span[] =>
  [...(spans ?? [span])].sort((a, b) => a.start - b.start);

/** Whole lines; a rule that shares a line with something else stays. */
function moved(
  text: string,
  own: readonly Span[],
  at: number,
  tree: Tree,
  rules: readonly FilterRule[],
): TextEdit[] | undefined {
  const lines = own.map((span) => linesOf(text, span));
  const alone = lines.every(
    (line, i) =>
      text.slice(line.start, own[i]!.start).trim() === '' && /^;?\s*$/.test(text.slice(own[i]!.end, line.end)),
  );
  // Between lines of the rule another one's may stand, in set form only.
  const straight = tree.form === 'set' || own.length === 1;
  if (!alone || !straight || !isInOrder(rules) || lines.some((line) => line.start < at && at < line.end))
    return undefined;
  const copies = lines.map((line) => text.slice(line.start, line.end).replace(/[\r\n]+$/, ''));
  return [
    ...lines.map((span) => ({ span, newText: '' })),
    { span: { start: at, end: at }, newText: inserted(text, at, copies) },
  ];
}
