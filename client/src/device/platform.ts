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
}

const cisco: PlatformAccess = { asked: 'shell', before: ['terminal length 0'], argv: () => ['false'] };
const program = (argv: PlatformAccess['argv']): PlatformAccess => ({ asked: 'program', before: [], argv });

export const PLATFORMS: Readonly<Record<DevicePlatform, PlatformAccess>> = {
  ios: cisco,
  nxos: cisco,
  eos: cisco,
  iosxr: cisco,
  junos: { ...cisco, before: ['set cli screen-length 0'] },
  frr: program((command) => ['vtysh', '-c', command.join(' ')]),
  // -r: birdc refuses whatever changes something.
  bird: program((command) => ['birdc', '-r', ...command]),
  linux: program(([file = 'false', ...args]) => [file, ...args]),
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
