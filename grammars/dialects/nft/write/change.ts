import type { Change } from '../../../change.ts';
import { endsLine, isAlone, lineEndOf, lineOf, removal } from '../../../kit/statement-layout.ts';
import type { Device } from '../../../model/device.ts';
import type { Filter, FilterRule } from '../../../model/filter.ts';
import { type Outline, type Statement, walk } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { contains, type Span } from '../../../text/span.ts';
import { readRule } from '../grammar/rule.ts';
import { isTableFamily } from '../names.ts';
import { withoutElement } from './element.ts';
import { matchWords } from './match-words.ts';
import { setMatch } from './set-match.ts';

/** Edits that carry the change out; undefined where it cannot be said here. */
export function write(change: Change, outline: Outline, device: Device): readonly TextEdit[] | undefined {
  const { text } = outline;
  switch (change.kind) {
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'edits':
      return change.edits;
    case 'delete-statements':
      return removal(text, change.spans);
    case 'set-timer':
      return [{ span: change.timer.seconds.span, newText: String(change.seconds) }];
    case 'delete-rule': {
      const rule = device.filters[change.filter]?.rules[change.rule];
      return rule && deleted(outline, rule);
    }
    case 'move-rule': {
      const filter = device.filters[change.filter];
      return filter && moved(outline, filter, change.rule, change.before);
    }
    case 'insert-rule': {
      const filter = device.filters[change.filter];
      const words = filter && matchWords(change.match, filter.family);
      if (!filter || !words) return undefined;
      const rule = [...words, ...(change.log ? ['log'] : []), change.action === 'permit' ? 'accept' : 'drop'].join(' ');
      return inserted(outline, filter, change.before, rule);
    }
    case 'insert-rules': {
      const { filter, before, action, matches } = change;
      const edits = matches.map((match) =>
        write({ kind: 'insert-rule', filter, before, action, match }, outline, device),
      );
      return edits.every((one) => one !== undefined) ? edits.flat() : undefined;
    }
    case 'set-fallback': {
      // Only where the chain says its policy.
      const span = device.filters[change.filter]?.fallback.span;
      return span && [{ span, newText: change.action === 'permit' ? 'accept' : 'drop' }];
    }
    case 'set-action': {
      const rule = device.filters[change.filter]?.rules[change.rule];
      return rule && withAction(outline, rule, change.action, change.log);
    }
    case 'set-match': {
      const rule = device.filters[change.filter]?.rules[change.rule];
      const statement = rule && !rule.implicit ? statementOf(outline, rule.span) : undefined;
      const command = statement && commandLength(statement);
      const parts = command === undefined ? undefined : readRule(statement!.words.slice(command));
      return parts && setMatch(statement!, parts, rule!, change.match);
    }
    default:
      return undefined;
  }
}

function deleted(outline: Outline, rule: FilterRule): readonly TextEdit[] | undefined {
  if (rule.implicit) return undefined;
  const statement = statementOf(outline, rule.span);
  if (!statement) return undefined;
  if (statement.span.start === rule.span.start) return removal(outline.text, [...(rule.remarks ?? []), rule.span]);
  return withoutElement(statement, rule.span) ?? removal(outline.text, [statement.span]);
}

function moved(outline: Outline, filter: Filter, from: number, before: number): readonly TextEdit[] | undefined {
  const { text } = outline;
  const rule = filter.rules[from];
  const next = filter.rules[before];
  if (!rule || !next || rule.implicit || before === from || before === from + 1 || !inTextOrder(filter))
    return undefined;
  const statement = statementOf(outline, rule.span);
  const target = statementBefore(outline, filter, before);
  if (statement?.span.start !== rule.span.start || !target || target === statement) return undefined;
  const pieces = [...(rule.remarks ?? []), rule.span];
  const gone = removal(text, pieces);
  const [here, there] = [commandLength(statement), commandLength(target)];
  if (here === undefined || there === undefined) return undefined;
  // A rule between the braces of its chain, and one that a command adds, are written differently.
  const own = text.slice(statement.words[here]!.span.start, rule.span.end);
  const sameForm = (here === 0) === (there === 0);
  if (sameForm && pieces.every((piece) => isAlone(text, piece)) && isAlone(text, target.span)) {
    const lines = pieces.map(
      (piece) =>
        text.slice(lineOf(text, piece).start, lineOf(text, piece).end).replace(/[\r\n]+$/, '') + lineEndOf(text),
    );
    const at = lineOf(text, (next.remarks ?? [])[0] ?? target.span).start;
    return [{ span: { start: at, end: at }, newText: lines.join('') }, ...gone];
  }
  if (rule.remarks?.length) return undefined;
  const at = target.span.start;
  const line = lineOf(text, target.span);
  const after = isAlone(text, target.span) ? lineEndOf(text) + text.slice(line.start, at) : '; ';
  return [{ span: { start: at, end: at }, newText: commandOf(target) + own + after }, ...gone];
}

function inserted(outline: Outline, filter: Filter, before: number, rule: string): readonly TextEdit[] | undefined {
  const { text } = outline;
  if (!inTextOrder(filter)) return undefined;
  const next = filter.rules[before];
  const neighbour = next ? statementBefore(outline, filter, before) : lastStatement(outline, filter);
  if (!neighbour) return next ? undefined : firstOf(outline, filter, rule);
  const command = commandOf(neighbour);
  if (command === undefined) return undefined;
  const words = command + rule;
  if (isAlone(text, neighbour.span)) {
    const line = lineOf(text, next?.remarks?.[0] ?? neighbour.span);
    const indent = /^[ \t]*/.exec(text.slice(line.start))![0];
    if (next) return [{ span: { start: line.start, end: line.start }, newText: indent + words + lineEndOf(text) }];
    const broken = /[\r\n]$/.test(text.slice(line.start, line.end));
    const newText = broken ? indent + words + lineEndOf(text) : lineEndOf(text) + indent + words;
    return [{ span: { start: line.end, end: line.end }, newText }];
  }
  const at = next ? neighbour.span.start : neighbour.span.end;
  return [{ span: { start: at, end: at }, newText: next ? `${words}; ` : `; ${words}` }];
}

/** The chain has no rule yet: behind its hook and policy. */
function firstOf({ text, statements }: Outline, filter: Filter, rule: string): readonly TextEdit[] | undefined {
  for (const statement of walk(statements)) {
    if (!contains(statement.header, filter.name.span)) continue;
    const last = statement.children.at(-1);
    if (!last) return undefined;
    if (endsLine(text, last.span.end)) {
      const line = lineOf(text, last.span);
      const indent = /^[ \t]*/.exec(text.slice(line.start))![0];
      return [{ span: { start: line.end, end: line.end }, newText: indent + rule + lineEndOf(text) }];
    }
    return [{ span: { start: last.span.end, end: last.span.end }, newText: `; ${rule}` }];
  }
  return undefined;
}

/** Another verdict in the place of this one, with `log` before it. */
function withAction(
  outline: Outline,
  rule: FilterRule,
  action: 'permit' | 'deny',
  log: boolean,
): readonly TextEdit[] | undefined {
  if (rule.implicit || (rule.action.kind !== 'permit' && rule.action.kind !== 'deny')) return undefined;
  const statement = statementOf(outline, rule.span);
  const verdict = action === 'permit' ? 'accept' : 'drop';
  if (!statement) return undefined;
  if (statement.span.start !== rule.span.start) {
    const word = statement.words.findLast(({ span }) => contains(rule.span, span));
    return word && !log && /^(?:accept|drop)$/.test(word.text) ? [{ span: word.span, newText: verdict }] : undefined;
  }
  const command = commandLength(statement);
  const parts = command === undefined ? undefined : readRule(statement.words.slice(command));
  const old = parts?.findLast((part) => part.kind === 'verdict');
  if (!old) return undefined;
  const logs = parts!.some((part) => part.kind === 'effect' && part.name === 'log');
  return [{ span: old.span, newText: log && !logs ? `log ${verdict}` : verdict }];
}

/** `insert rule` puts rules before those above it: then the text's order is not the chain's. */
const inTextOrder = ({ rules }: Filter): boolean =>
  rules.every((rule, index) => index === 0 || rules[index - 1]!.span.start <= rule.span.start);

/** The statement of a rule, or the one that a verdict map's element stands in. */
function statementOf({ statements }: Outline, span: Span): Statement | undefined {
  let level: readonly Statement[] = statements;
  for (;;) {
    const found = level.find((statement) => contains(statement.span, span));
    if (!found || contains(found.header, span)) return found;
    level = found.children;
  }
}

/** The statement that rule `before` begins; undefined where it stands in the midst of one. */
function statementBefore(outline: Outline, filter: Filter, before: number): Statement | undefined {
  const next = filter.rules[before]!;
  const statement = statementOf(outline, next.span);
  const previous = filter.rules[before - 1];
  return previous && statement && contains(statement.span, previous.span) ? undefined : statement;
}

function lastStatement(outline: Outline, { rules }: Filter): Statement | undefined {
  const last = rules.at(-1);
  return last && statementOf(outline, last.span);
}

/** How many words of `add rule inet filter input tcp dport 22 accept` are not the rule's own; undefined where it says its place. */
function commandLength({ words, parent }: Statement): number | undefined {
  const verb = words[0]?.text ?? '';
  if (parent || !/^(?:add|create|insert|replace|delete|destroy|flush)$/.test(verb)) return 0;
  if (verb !== 'add') return undefined;
  const rule = words[1]?.text === 'rule' ? 2 : 1;
  const length = rule + (isTableFamily(words[rule]?.text) ? 3 : 2);
  return /^(?:position|index|handle)$/.test(words[length]?.text ?? '') ? undefined : length;
}

function commandOf(statement: Statement): string | undefined {
  const length = commandLength(statement);
  return (
    (length &&
      statement.words
        .slice(0, length)
        .map(({ text }) => `${text} `)
        .join('')) ||
    (length === undefined ? undefined : '')
  );
}
