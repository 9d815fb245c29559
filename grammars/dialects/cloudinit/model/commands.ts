import { embeddedText, segmentAt } from '../../../kit/yaml-embedded.ts';
import { childOf, itemsOf, type YamlItem, type YamlMap, type YamlScalar } from '../../../kit/yaml-node.ts';
import type { EmbeddedSegment } from '../../../model/device.ts';
import type { Statement } from '../../../outline.ts';
import type { Span } from '../../../text/span.ts';
import { type ShellCommand, shellCommands } from '../grammar/shell-line.ts';

export interface HostWord {
  readonly text: string;
  /** In the YAML text. */
  readonly span: Span;
  /** The YAML text at `span` is exactly `text`. */
  readonly literal: boolean;
  /** Nothing in it is expanded by a shell. */
  readonly sure: boolean;
}

/** One command that cloud-init runs. */
export interface HostCommand {
  readonly words: readonly HostWord[];
  readonly output: HostWord | undefined;
  readonly after: ShellCommand['after'];
  readonly span: Span;
  /** The words stand in the YAML text as in a shell, one after the other. */
  readonly contiguous: boolean;
  readonly statement: Statement;
}

export interface CommandList {
  readonly commands: readonly HostCommand[];
  /** Texts that cannot be split into simple commands, or that branch and loop: what runs is not known. */
  readonly unclear: readonly { readonly text: string; readonly statement: Statement }[];
}

/** `bootcmd` runs before `runcmd`; both in the order they are written. */
export function commandsOf(root: YamlMap, host: string): CommandList {
  const commands: HostCommand[] = [];
  const unclear: { text: string; statement: Statement }[] = [];
  for (const key of ['bootcmd', 'runcmd']) {
    for (const item of itemsOf(childOf(root, key))) {
      const read = readItem(item, host);
      if (read) commands.push(...read);
      else
        unclear.push({
          text: host.slice(item.statement.span.start, item.statement.span.end),
          statement: item.statement,
        });
    }
  }
  return { commands, unclear };
}

function readItem(item: YamlItem, host: string): HostCommand[] | undefined {
  const { value, statement } = item;
  if (value.kind === 'scalar') return value.opaque ? undefined : readScript(value, host, statement);
  if (value.kind !== 'seq') return undefined;
  const words = value.items.map(({ value: word }) =>
    word.kind === 'scalar' && !word.opaque ? argument(word, host) : undefined,
  );
  if (!words.every((word) => word !== undefined)) return undefined;
  // [sh, -c, 'a script']
  const script = value.items[2]?.value;
  if (/^(?:.*\/)?(?:ba|da)?sh$/.test(words[0]?.text ?? '') && /^-\w*c$/.test(words[1]?.text ?? ''))
    return script?.kind === 'scalar' ? readScript(script, host, statement) : undefined;
  return [{ words, output: undefined, after: '', span: value.span, contiguous: false, statement }];
}

const argument = (word: YamlScalar, host: string): HostWord => ({
  text: word.value,
  span: word.span,
  literal: host.slice(word.span.start, word.span.end) === word.value,
  sure: true,
});

const KEYWORD =
  /^(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|function|select|\{|\}|!|eval|exec|set|exit|return|trap)$/;

function readScript(scalar: YamlScalar, host: string, statement: Statement): HostCommand[] | undefined {
  const { text, segments } = embeddedText(scalar, host);
  const parsed = shellCommands(text);
  if (!parsed || parsed.some((command) => KEYWORD.test(command.words[0]?.text ?? ''))) return undefined;
  return parsed.map((command) => {
    const place = placeOf(command.start, command.end, segments, scalar.span);
    const word = (part: ShellCommand['words'][number]): HostWord => {
      const { span, linear } = placeOf(part.start, part.end, segments, scalar.span);
      return {
        text: part.text,
        span,
        literal: linear && host.slice(span.start, span.end) === part.text,
        sure: part.sure,
      };
    };
    const target = command.redirects.find((redirect) => redirect.operator.startsWith('>'))?.target;
    return {
      words: command.words.map(word),
      output: target && word(target),
      after: command.after,
      span: place.span,
      contiguous: place.linear,
      statement,
    };
  });
}

/** Where a piece of the script stands in the YAML; `linear` when it stands there in one piece. */
function placeOf(
  start: number,
  end: number,
  segments: readonly EmbeddedSegment[],
  fallback: Span,
): { span: Span; linear: boolean } {
  const first = segmentAt(segments, start);
  const last = segmentAt(segments, end - 1);
  if (!first || !last) return { span: fallback, linear: false };
  const span = {
    start: first.linear ? first.host.start + (start - first.start) : first.host.start,
    end: last.linear ? last.host.start + (end - last.start) : last.host.end,
  };
  return { span, linear: first === last && first.linear };
}

/** `/usr/sbin/iptables` and `sudo iptables` are iptables. */
export function programOf(command: HostCommand): { name: string; words: readonly HostWord[] } {
  let words = command.words;
  while (words[0] && /^(?:sudo|env|nice|time|[A-Z_]+=\S*|-n|-E)$/.test(words[0].text) && words.length > 1)
    words = words.slice(1);
  return { name: (words[0]?.text ?? '').replace(/^.*\//, ''), words };
}
