import type { Change } from '../../../change.ts';
import {
  inTextOrder,
  type LinePlace,
  lineInsertion,
  placeAmong,
  type RuleLines,
  ruleLineEdits,
} from '../../../kit/rule-lines.ts';
import { lineOf } from '../../../kit/statement-layout.ts';
import type { Device } from '../../../model/device.ts';
import type { Filter } from '../../../model/filter.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { bgpEdits } from './bgp.ts';
import { durationOf } from './duration.ts';
import { matchWords } from './match-words.ts';
import { headOf, setParameter, statementAt } from './parameters.ts';

/** Edits that carry the change out; undefined where it cannot be said here. */
export function write(change: Change, outline: Outline, device: Device): readonly TextEdit[] | undefined {
  const { text } = outline;
  switch (change.kind) {
    case 'set-fallback': {
      // A chain has no policy: what is denied by default is denied by its last rule.
      const filter = device.filters[change.filter];
      if (!filter || change.action !== 'deny' || filter.purpose !== 'packet' || !inTextOrder(filter)) return undefined;
      const place = placeBefore(outline, filter, filter.rules.length);
      return place && [lineInsertion(text, place, [`${place.head}add action=drop chain=${filter.name.value}`])];
    }
    case 'set-action': {
      const rule = device.filters[change.filter]?.rules[change.rule];
      const statement = rule && statementAt(outline, rule.span.start);
      if (!statement || (rule.action.kind !== 'permit' && rule.action.kind !== 'deny')) return undefined;
      const verdict = setParameter(text, statement, 'action', change.action === 'permit' ? 'accept' : 'drop');
      const log = change.log ? setParameter(text, statement, 'log', 'yes') : [];
      return verdict && log && [...verdict, ...log];
    }
    case 'set-timer': {
      const { span } = change.timer.seconds;
      return [{ span, newText: durationOf(change.seconds) }];
    }
    default:
      return ruleLineEdits(change, outline, device, linesOf(outline)) ?? bgpEdits(change, outline, device);
  }
}

const linesOf = (outline: Outline): RuleLines<Target> => ({
  linesFor: (filter, { match, action, log }, { head }) => {
    const words = matchWords(match, filter.family);
    if (filter.purpose !== 'packet' || !words) return undefined;
    const verdict = action === 'permit' ? 'accept' : 'drop';
    const all = ['add', `action=${verdict}`, `chain=${filter.name.value}`, ...words, ...(log ? ['log=yes'] : [])];
    return [head + all.join(' ')];
  },
  placeBefore: (filter, before) => placeBefore(outline, filter, before),
  // A bare `add` says its menu by where it stands.
  meansTheSame: ({ span }, { head }) => headWithIndent(outline, span.start) === head,
});

interface Target extends LinePlace {
  /** Blanks, and `/ip firewall filter ` where lines name their menu themselves. */
  readonly head: string;
}

function headWithIndent(outline: Outline, start: number): string | undefined {
  const { text } = outline;
  const line = lineOf(text, { start, end: start });
  const head = headOf(text, statementAt(outline, start));
  return head === undefined ? undefined : /^[ \t]*/.exec(text.slice(line.start, start))![0] + head;
}

function placeBefore(outline: Outline, filter: Filter, before: number): Target | undefined {
  const beside = filter.rules[before] ?? filter.rules.at(-1);
  const head = beside && headWithIndent(outline, beside.span.start);
  const place = placeAmong(outline.text, filter, before);
  return head === undefined || !place ? undefined : { ...place, head };
}
