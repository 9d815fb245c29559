import { type DeviceTime, timeOf } from '../device-time.ts';
import type { CountedRule } from './counted-rule.ts';

/**
 * `show rule-hit-count vsys vsys-name vsys1 rule-base security rules all` of PAN-OS, whose counts outlive a restart. They are
 * counted since the rule was made or changed, or its counter was cleared.
 * @param time `show clock` beside it: without one nothing says how long ago a time was
 */
export function readPanosRules(text: string, { now }: DeviceTime): CountedRule[] {
  const rules: CountedRule[] = [];
  let table: { readonly columns: readonly string[]; readonly row: RegExp } | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line.length > 600) continue;
    const head = HEAD.exec(line);
    if (head) table = tableUnder(head[1]!);
    const row = head ? undefined : table?.row.exec(line);
    if (!table || !row) continue;
    const [, name, count, ...times] = row;
    const { columns } = table;
    const ago = (column: string): number | undefined => {
      const told = timeOf(times[columns.indexOf(column)] ?? '');
      return told === undefined || now === undefined || told > now ? undefined : (now - told) / 1_000;
    };
    const last = ago('last hit');
    const beginnings = BEGINNINGS.flatMap((column) => ago(column) ?? []);
    // Where a column is missing, its time may be later than what is told.
    const told = beginnings.length > 0 && columns.includes('last reset') && columns.includes('creat');
    rules.push({
      ...{ list: 'security', key: name!, place: rules.length + 1, text: name!, hits: Number(count), unit: 'session' },
      ...(last !== undefined && { last }),
      ...(told && { since: Math.min(...beginnings) }),
    });
  }
  return rules;
}

const BEGINNINGS = ['last reset', 'creat', 'modif'];

// Rule Name            Vsys Name   Hit Count   Last Hit Timestamp   Last Reset Timestamp   First Hit Timestamp   Rule Creation Timestamp
const HEAD = /^ *Rule[ -]?Name\b.{0,200}?\bHit[ -]?Count\b(.{0,400})$/i;
/** A time, or that there is none. */
const TIME =
  '([A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\\d{1,2} \\d\\d:\\d\\d:\\d\\d \\d{4}|\\d{4}[-/]\\d\\d[-/]\\d\\d \\d\\d:\\d\\d:\\d\\d|\\d{9,10}|-|N/A)';

/** Names have blanks and numbers in them: a row has a time for each column, no more and no fewer. */
// office out           vsys1       812         Fri Nov 20 10:00:00 2026   -   Mon Jan  5 09:00:00 2026   Mon Jan  5 08:00:00 2026
function tableUnder(heads: string): { readonly columns: readonly string[]; readonly row: RegExp } {
  const columns = [...heads.matchAll(/last hit|last reset|first hit|creat|modif/gi)].map(([word]) =>
    word.toLowerCase(),
  );
  const row = `^ *(\\S(?:.{0,62}?\\S)??) +(?:vsys\\d{1,3} +)?(\\d{1,15})${` +${TIME}`.repeat(columns.length)}\\s*$`;
  return { columns, row: new RegExp(row) };
}
