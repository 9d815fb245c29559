import { booleanOf, childOf } from '../../../kit/yaml-node.ts';
import type { Embedded, EmbeddedLine, EmbeddedSegment } from '../../../model/device.ts';
import type { Span } from '../../../text/span.ts';
import { argument, isFilledIn, type Task, type TaskList } from '../tasks.ts';

/**
 * Tasks of `community.general.ufw` as the commands that they run, one list a play. Where one of them is carried out only sometimes, several
 * times or with values that are not written there, nothing is said of any.
 */
export function ufwRules(list: TaskList, host: string): Embedded[] {
  const tasks = list.filter(({ module }) => module === 'ufw');
  if (tasks.length === 0 || tasks.some((task) => task.conditional || hasExpressions(task))) return [];
  const segments: EmbeddedSegment[] = [];
  const lines: EmbeddedLine[] = [];
  let text = '';
  for (const task of tasks) {
    for (const command of commandsOf(task)) {
      const start = text.length;
      text += `${command}\n`;
      segments.push({ start, end: text.length - 1, host: task.entry.statement.span, linear: false });
      const whole = wholeLinesOf(task.statement.span, host);
      lines.push({ start, end: text.length, host: whole, text: host.slice(whole.start, whole.end) });
    }
    task.entry.statement.coverage = 'modelled';
  }
  // A task that sets a default and adds a rule is two lines, which go together: none can be taken out.
  const twice = lines.some(({ host: { start } }, at) => lines[at + 1]?.host.start === start);
  return text === '' ? [] : [{ text, dialect: 'ufw', segments, ...(twice ? {} : { lines }), indent: '' }];
}

const hasExpressions = ({ arguments: args }: Task): boolean =>
  args?.kind !== 'map' ||
  args.entries.some(({ value }) => value.kind !== 'scalar' || value.opaque || isFilledIn(value.value));

function commandsOf(task: Task): string[] {
  const policy = argument(task, 'policy', 'default');
  const verdict = argument(task, 'rule');
  const direction = argument(task, 'direction');
  const routed = booleanOf(childOf(task.arguments, 'route')) === true || direction === 'routed';
  const commands = argument(task, 'state') === 'reset' ? ['ufw --force reset'] : [];
  if (policy !== undefined) commands.push(`ufw default ${policy} ${direction ?? 'incoming'}`);
  if (verdict === undefined) return commands;
  const place = booleanOf(childOf(task.arguments, 'delete')) === true ? 'delete ' : insertion(argument(task, 'insert'));
  const way = direction === 'out' || direction === 'outgoing' ? ' out' : '';
  const single = argument(task, 'interface', 'if');
  const [inward, outward] = [argument(task, 'interface_in', 'if_in'), argument(task, 'interface_out', 'if_out')];
  const ports = {
    from: argument(task, 'from_port'),
    to: argument(task, 'to_port', 'port'),
  };
  const proto = argument(task, 'proto', 'protocol');
  const app = argument(task, 'name', 'app');
  const words = [
    `ufw ${routed ? 'route ' : ''}${place}${verdict}`,
    single !== undefined ? `${way === '' ? ' in' : way} on ${single}` : inward || outward ? '' : way,
    inward === undefined ? '' : ` in on ${inward}`,
    outward === undefined ? '' : ` out on ${outward}`,
    booleanOf(childOf(task.arguments, 'log')) === true ? ' log' : '',
    proto === undefined || proto === 'any' ? '' : ` proto ${proto}`,
    ` from ${argument(task, 'from_ip', 'from', 'src') ?? 'any'}`,
    ports.from === undefined ? '' : ` port ${ports.from}`,
    ` to ${argument(task, 'to_ip', 'to', 'dest') ?? 'any'}`,
    ports.to === undefined ? '' : ` port ${ports.to}`,
    app === undefined ? '' : ` app '${app}'`,
  ];
  return [...commands, words.join('')];
}

const insertion = (number: string | undefined): string => (number === undefined ? '' : `insert ${number} `);

/** From the start of its first line to the end of its last. */
function wholeLinesOf({ start, end }: Span, text: string): Span {
  const next = text.indexOf('\n', end);
  return { start: text.lastIndexOf('\n', start - 1) + 1, end: next < 0 ? text.length : next + 1 };
}
