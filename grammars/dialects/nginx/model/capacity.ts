import type { Capacity } from '../../../model/services.ts';
import { type Outline, type Statement, walk } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';

/** What a worker takes on. Connections to servers behind are counted among `worker_connections`. */
export function capacityOf({ statements }: Outline): Capacity | undefined {
  let connections: Located<number> | undefined;
  let files: Located<number> | undefined;
  const backlogs: Located<number>[] = [];
  for (const statement of walk(statements)) {
    const name = statement.words[0]!.text;
    if (name === 'worker_connections') connections = numberOf(statement) ?? connections;
    else if (name === 'worker_rlimit_nofile') files = numberOf(statement) ?? files;
    else if (name === 'listen')
      for (const { text, span } of statement.words) {
        const value = /^backlog=(\d{1,9})$/.exec(text)?.[1];
        if (value !== undefined)
          backlogs.push(at(Number(value), { start: span.start + 'backlog='.length, end: span.end }));
      }
  }
  if (!connections && !files && backlogs.length === 0) return undefined;
  return { ...(connections ? { connections } : {}), ...(files ? { files } : {}), filesEach: 1, backlogs };
}

function numberOf({ words }: Statement): Located<number> | undefined {
  const word = words[1];
  return word && /^\d{1,9}$/.test(word.text) ? at(Number(word.text), word.span) : undefined;
}
