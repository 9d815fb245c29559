import { walk } from '../../../grammars/outline.ts';
import { type Prepared, prepare } from './prepare.ts';

/** The document without the statement that begins on a line, counted from 0, and what is nested in it; undefined: none does. */
export function withoutStatement(
  { outline, index, text, path, dialect }: Prepared,
  line: number,
): { readonly statement: string; readonly prepared: Prepared } | undefined {
  const statement = [...walk(outline.statements)].find(({ header }) => index.positionAt(header.start).line === line);
  if (!statement) return undefined;
  const { start, end } = statement.span;
  const first = index.fullLineSpan(index.positionAt(start).line).start;
  const last = index.fullLineSpan(index.positionAt(Math.max(start, end - 1)).line).end;
  const prepared = prepare({
    text: text.slice(0, first) + text.slice(last),
    dialect: dialect.id,
    ...(path === undefined ? {} : { path }),
  });
  return prepared && { statement: index.textOf(statement.header), prepared };
}
