import type { Change } from '../../../change.ts';
import type { Dialect } from '../../../dialect.ts';
import { inserted, linesOf } from '../../../kit/cisco-like/write/lines.ts';
import { removal } from '../../../kit/statement-layout.ts';
import type { Filter, FilterRule } from '../../../model/filter.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Span } from '../../../text/span.ts';
import { type Tree, treeOf } from '../tree.ts';
import { setAction } from './action.ts';

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
  const sorted = rules.every((rule, i) => i === 0 || placesOf(rules[i - 1]!)[0]!.start <= placesOf(rule)[0]!.start);
  if (!alone || !straight || !sorted || lines.some((line) => line.start < at && at < line.end)) return undefined;
  const copies = lines.map((line) => text.slice(line.start, line.end).replace(/[\r\n]+$/, ''));
  return [
    ...lines.map((span) => ({ span, newText: '' })),
    { span: { start: at, end: at }, newText: inserted(text, at, copies) },
  ];
}
