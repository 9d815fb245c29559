import type { DevicePlatform } from '../protocol.ts';

/** A command as words; fixed texts and arguments that `subject.ts` has checked. Reads, and changes nothing. */
export type ShowCommand = readonly string[];

export interface PlatformAccess {
  /**
   * `shell`: a command line that pages and prompts, asked as a person would. `program`: a program of a Unix host, run on
   * this machine or over an SSH exec channel.
   */
  readonly asked: 'shell' | 'program';
  /** Said first, of this session only: no paging. */
  readonly before: readonly string[];
  /** The argument list that runs a command; of `program`. */
  readonly argv: (command: ShowCommand) => readonly [file: string, ...args: string[]];
  /** A system of its own, of which no program is on this machine. */
  readonly appliance?: true;
}

/** @param before turns paging off, for this session alone */
const shell = (...before: readonly string[]): PlatformAccess => ({
  asked: 'shell',
  before,
  argv: () => ['false'],
  appliance: true,
});
const cisco = shell('terminal length 0');
const asIs: PlatformAccess['argv'] = ([file = 'false', ...args]) => [file, ...args];
const program = (argv: PlatformAccess['argv']): PlatformAccess => ({ asked: 'program', before: [], argv });

export const PLATFORMS: Readonly<Record<DevicePlatform, PlatformAccess>> = {
  ios: cisco,
  nxos: cisco,
  eos: cisco,
  iosxr: cisco,
  junos: shell('set cli screen-length 0'),
  asa: shell('terminal pager 0'),
  // Paging is a setting of the whole device there: it stays, and is answered.
  fortios: shell(),
  panos: shell('set cli scripting-mode on', 'set cli pager off'),
  vrp: shell('screen-length 0 temporary'),
  comware: shell('screen-length disable'),
  routeros: { ...program(asIs), appliance: true },
  frr: program((command) => ['vtysh', '-c', command.join(' ')]),
  // -r: birdc refuses whatever changes something.
  bird: program((command) => ['birdc', '-r', ...command]),
  linux: program(asIs),
};

/** @returns undefined for a text that names none. */
export const asPlatform = (text: string): DevicePlatform | undefined =>
  Object.hasOwn(PLATFORMS, text) ? (text as DevicePlatform) : undefined;

/**
 * An argument list as one line for the shell of a Unix host: every word in single quotes.
 * @throws Error for a word with a quote or a control character; no checked argument has one.
 */
export function shellLine(argv: readonly string[]): string {
  if (argv.some((word) => /['\p{Cc}\p{Cf}]/u.test(word)))
    throw new Error('No command holds quotes or control characters.');
  return argv.map((word) => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`)).join(' ');
}
