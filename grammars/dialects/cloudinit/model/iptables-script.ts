import { BUILT_IN_CHAINS, COMMANDS, type Command } from '../../../kit/iptables-commands.ts';
import type { Embedded, EmbeddedLine, EmbeddedSegment } from '../../../model/device.ts';
import type { Span } from '../../../text/span.ts';
import { type CommandLines, commandLines } from './command-lines.ts';
import { type CommandList, type HostCommand, type HostWord, programOf } from './commands.ts';

export interface IptablesScript {
  readonly embedded: readonly Embedded[];
  /** Commands whose meaning went into a rule set. */
  readonly understood: ReadonlySet<HostCommand>;
  readonly translates: boolean;
}

interface Rule {
  readonly text: string;
  readonly command: HostCommand;
  readonly pieces: readonly { readonly length: number; readonly host: Span; readonly linear: boolean }[];
}

interface Chain {
  policy: string;
  /** Where the chain or its policy was written. */
  host: Span | undefined;
  rules: Rule[];
  /** Rules stand in the order of their commands. */
  ordered: boolean;
}

/** Where commands stand in lines of their own, and which of them follow all commands that make chains. */
interface Places {
  readonly lines: ReadonlyMap<HostCommand, CommandLines>;
  readonly late: ReadonlySet<HostCommand>;
}

type Tables = Map<string, Map<string, Chain>>;

const NOTHING: IptablesScript = { embedded: [], understood: new Set(), translates: false };

/**
 * What the commands leave in the kernel, as an iptables-save text for each family. Nothing at all where some step cannot be followed:
 * a rule set with holes would be judged wrongly.
 */
export function iptablesScript({ commands, unclear }: CommandList, host: string): IptablesScript {
  if (unclear.some(({ text }) => /\b(?:ip6?tables|ufw|firewalld)\b/.test(text))) return NOTHING;
  if (commands.some(takesOver)) return NOTHING;
  const tables: Record<string, Tables> = { iptables: new Map(), ip6tables: new Map() };
  const understood = new Set<HostCommand>();
  for (const [i, command] of commands.entries()) {
    const { name, words } = programOf(command);
    if (!/^ip6?tables(?:-legacy|-nft)?$/.test(name)) {
      // xargs iptables, ip netns exec x iptables: not this host's rules, or not these words.
      if (words.slice(1).some((word) => /^(?:.*\/)?ip6?tables$/.test(word.text)) && !HARMLESS.test(name))
        return NOTHING;
      continue;
    }
    const before = commands[i - 1];
    const checked = before !== undefined && words.length > 0 && isCheck(before);
    if (command.after === '||' && !checked) return NOTHING;
    if (!run(words.slice(1), command, tables[name.startsWith('ip6') ? 'ip6tables' : 'iptables']!, host)) return NOTHING;
    understood.add(command);
  }
  const ordered = Object.values(tables)
    .flatMap((family) => [...family.values()].flatMap((chains) => [...chains.values()]))
    .filter((chain) => chain.ordered);
  const chosen = new Set(ordered.flatMap((chain) => chain.rules.map((rule) => rule.command)));
  // A rule may jump to a chain that a later command makes: nothing is put before that one.
  const lastChain = commands.findLastIndex((command) =>
    command.words.some((word) => COMMANDS.get(word.text) === 'new-chain'),
  );
  const places: Places = {
    lines: commandLines(commands, chosen, host),
    late: new Set(commands.slice(lastChain + 1)),
  };
  const embedded = [textOf(tables.iptables!, 'iptables', places), textOf(tables.ip6tables!, 'ip6tables', places)];
  const nat = [...Object.values(tables)].flatMap((family) => [...(family.get('nat')?.values() ?? [])]);
  return {
    embedded: embedded.filter((text) => text !== undefined),
    understood,
    translates: nat.some((chain) => chain.rules.some((rule) => /(?:-j|--jump) (?:MASQUERADE|SNAT)\b/.test(rule.text))),
  };
}

const HARMLESS =
  /^(?:echo|printf|apt|apt-get|yum|dnf|apk|which|command|logger|systemctl|service|update-alternatives|debconf-set-selections)$/;

/** Programs that put whole rule sets of their own in place. */
function takesOver(command: HostCommand): boolean {
  const { name, words } = programOf(command);
  if (/^ip6?tables(?:-legacy|-nft)?-restore$|^firewall-cmd$|^ipset$|^shorewall$|^(?:source|\.)$/.test(name))
    return true;
  if (name === 'ufw') return words.some((word) => word.text === 'enable');
  if (name === 'systemctl' || name === 'service')
    return (
      words.some((word) => /^(?:firewalld|ufw|ip6?tables|nftables)(?:\.service)?$/.test(word.text)) &&
      words.some((word) => /^(?:start|restart|enable|reload)$/.test(word.text))
    );
  return false;
}

const isCheck = (command: HostCommand): boolean =>
  /^ip6?tables/.test(programOf(command).name) && command.words.some((word) => COMMANDS.get(word.text) === 'check');

/** @returns false where the command cannot be followed. */
function run(words: readonly HostWord[], whole: HostCommand, tables: Tables, host: string): boolean {
  if (words.some((word) => !word.sure)) return false;
  let table = 'filter';
  let verb: Command | undefined;
  let chainName: string | undefined;
  let index: number | undefined;
  const spec: HostWord[] = [];
  let specFrom = words.length;
  let gap = false;
  for (let i = 0; i < words.length; i += 1) {
    const text = words[i]!.text;
    const command = COMMANDS.get(text);
    const next = words[i + 1]?.text;
    if (/^(?:-t|--table)$/.test(text)) {
      if (next === undefined) return false;
      table = next;
      gap ||= spec.length > 0;
      i += 1;
    } else if (command !== undefined && verb === undefined) {
      verb = command;
      gap ||= spec.length > 0;
      if (next !== undefined && !next.startsWith('-')) {
        chainName = next;
        i += 1;
        const number = words[i + 1]?.text;
        if (/^(?:insert|delete|replace)$/.test(command) && number !== undefined && /^\d+$/.test(number)) {
          index = Number(number);
          i += 1;
        }
      }
    } else if (/^(?:-w|--wait)$/.test(text)) {
      gap ||= spec.length > 0;
      if (next !== undefined && /^\d+$/.test(next)) i += 1;
    } else if (/^(?:-[46]|--ipv[46])$/.test(text)) {
      gap ||= spec.length > 0;
    } else {
      if (spec.length === 0) specFrom = i;
      spec.push(words[i]!);
    }
  }
  if (verb === undefined) return false;
  if (/^(?:list|check|zero)$/.test(verb)) return true;
  const chains = tables.get(table) ?? new Map<string, Chain>();
  tables.set(table, chains);
  const chainOf = (name: string): Chain => {
    const known = chains.get(name) ?? {
      policy: BUILT_IN_CHAINS.includes(name) ? 'ACCEPT' : '-',
      host: undefined,
      rules: [],
      ordered: true,
    };
    chains.set(name, known);
    return known;
  };
  if (verb === 'flush') {
    for (const [name, chain] of chains) if (chainName === undefined || name === chainName) chain.rules = [];
    return true;
  }
  if (verb === 'delete-chain') {
    for (const name of [...chains.keys()])
      if (!BUILT_IN_CHAINS.includes(name) && (chainName === undefined || name === chainName)) chains.delete(name);
    return true;
  }
  if (chainName === undefined) return false;
  if (verb === 'new-chain') {
    chainOf(chainName).host = whole.span;
    return spec.length === 0;
  }
  if (verb === 'policy') {
    const chain = chainOf(chainName);
    const target = spec[0]?.text;
    if (target !== 'ACCEPT' && target !== 'DROP') return false;
    chain.policy = target;
    chain.host = whole.span;
    return spec.length === 1;
  }
  const chain = chainOf(chainName);
  if (verb !== 'append') chain.ordered = false;
  const made = ruleOf(chainName, spec, specFrom, words, whole, host, gap);
  switch (verb) {
    case 'append':
      chain.rules.push(made);
      return true;
    case 'insert':
      if ((index ?? 1) < 1 || (index ?? 1) > chain.rules.length + 1) return false;
      chain.rules.splice((index ?? 1) - 1, 0, made);
      return true;
    case 'replace':
      if (index === undefined || !chain.rules[index - 1]) return false;
      chain.rules[index - 1] = made;
      return true;
    case 'delete': {
      const at = index === undefined ? chain.rules.findIndex((rule) => rule.text === made.text) : index - 1;
      // Deleting what the commands did not make: a rule of the image, gone or not.
      if (at >= 0 && at < chain.rules.length) chain.rules.splice(at, 1);
      return true;
    }
    default:
      return false;
  }
}

/**
 * `-A CHAIN ` stands for the command's head as a whole, so that no edit can run over the end of a rule into the next command; the
 * conditions behind it stand where they are, when they are one piece of text.
 */
function ruleOf(
  chain: string,
  spec: readonly HostWord[],
  specFrom: number,
  words: readonly HostWord[],
  command: HostCommand,
  host: string,
  gap: boolean,
): Rule {
  const head = `-A ${chain}`;
  const last = spec.at(-1);
  const first = spec[0];
  const joined = spec
    .map((word) => (/^[\w./:,=+%@^~!-]+$/.test(word.text) ? word.text : JSON.stringify(word.text)))
    .join(' ');
  const raw = first && last ? host.slice(first.span.start, last.span.end) : '';
  const oneTrailingRun = !gap && words.length - specFrom === spec.length;
  if (!first || !last || !command.contiguous || !oneTrailingRun || /['\\\n]/.test(raw)) {
    const text = `${head}${joined === '' ? '' : ` ${joined}`}`;
    return { text, command, pieces: [{ length: text.length, host: command.span, linear: false }] };
  }
  return {
    text: `${head} ${raw}`,
    command,
    pieces: [
      { length: head.length + 1, host: { start: command.span.start, end: first.span.start }, linear: false },
      { length: raw.length, host: { start: first.span.start, end: last.span.end }, linear: true },
    ],
  };
}

function textOf(tables: Tables, program: 'iptables' | 'ip6tables', places: Places): Embedded | undefined {
  if ([...tables.values()].every((chains) => chains.size === 0)) return undefined;
  const segments: EmbeddedSegment[] = [];
  const lines: EmbeddedLine[] = [];
  let text = `# Generated by ${program}-save\n`;
  for (const [table, chains] of tables) {
    if (chains.size === 0) continue;
    text += `*${table}\n`;
    for (const [name, chain] of chains) {
      const line = `:${name} ${chain.policy} [0:0]`;
      if (chain.host)
        segments.push({ start: text.length, end: text.length + line.length, host: chain.host, linear: false });
      text += `${line}\n`;
    }
    for (const chain of chains.values()) {
      for (const rule of chain.rules) {
        const start = text.length;
        let at = start;
        for (const { length, host, linear } of rule.pieces) {
          segments.push({ start: at, end: at + length, host, linear });
          at += length;
        }
        text += `${rule.text}\n`;
        const own = chain.ordered ? places.lines.get(rule.command) : undefined;
        if (!own) continue;
        const head = `${own.head}${table === 'filter' ? '' : `-t ${table} `}`;
        lines.push({
          start,
          end: text.length,
          host: own.span,
          text: own.text,
          ...(places.late.has(rule.command) ? { head } : {}),
        });
      }
    }
    text += 'COMMIT\n';
  }
  return {
    text,
    dialect: 'iptables',
    path: program === 'iptables' ? '/etc/iptables/rules.v4' : '/etc/iptables/rules.v6',
    segments,
    lines,
    indent: '',
  };
}
