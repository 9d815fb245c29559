import { cover, type Span } from '../../../text/span.ts';
import { type HostCommand, programOf } from './commands.ts';

/** A command that has lines of the YAML text to itself, so that it can be taken out or moved with them. */
export interface CommandLines {
  readonly span: Span;
  /** With line end. */
  readonly text: string;
  /** What a command of its kind starts with in a line of its own: `  - sudo iptables `. */
  readonly head: string;
}

/**
 * Only where something else stays in the list or script (an empty one is invalid), and where no other command waits for this one's
 * success. `chosen`: the commands that a caller may take out.
 */
export function commandLines(
  commands: readonly HostCommand[],
  chosen: ReadonlySet<HostCommand>,
  host: string,
): ReadonlyMap<HostCommand, CommandLines> {
  const found = new Map<HostCommand, CommandLines>();
  const perStatement = new Map<HostCommand['statement'], number>();
  for (const { statement } of commands) perStatement.set(statement, (perStatement.get(statement) ?? 0) + 1);
  const alone = (command: HostCommand): boolean => perStatement.get(command.statement) === 1;
  const staying = new Set(
    commands
      .filter((command) => !chosen.has(command))
      .flatMap((command) => [command.statement.parent, ...(alone(command) ? [] : [command.statement])]),
  );
  for (const [index, command] of commands.entries()) {
    if (!chosen.has(command)) continue;
    const item = alone(command);
    if (!staying.has(item ? command.statement.parent : command.statement)) continue;
    if (!/^;?$/.test(command.after) || !/^;?$/.test(commands[index + 1]?.after ?? '')) continue;
    const lines = ownLine(
      host,
      item ? cover(command.statement.span, command.span) : command.span,
      item ? /^[ ]*$/ : /^[ \t]*$/,
    );
    if (!lines) continue;
    const program = command.words.slice(0, command.words.length - programOf(command).words.length + 1);
    const head = `${lines.indent}${item ? '- ' : ''}${program.map((word) => word.text).join(' ')} `;
    found.set(command, { span: lines.span, text: lines.text, head });
  }
  return found;
}

/** The one line that holds the span and nothing else. */
function ownLine(host: string, span: Span, before: RegExp): { span: Span; text: string; indent: string } | undefined {
  const start = host.lastIndexOf('\n', span.start - 1) + 1;
  const end = host.indexOf('\n', span.end) + 1;
  const indent = host.slice(start, span.start);
  if (end === 0 || host.slice(span.start, span.end).includes('\n')) return undefined;
  if (!before.test(indent) || !/^[ \t]*\r?\n$/.test(host.slice(span.end, end))) return undefined;
  return { span: { start, end }, text: host.slice(start, end), indent };
}
