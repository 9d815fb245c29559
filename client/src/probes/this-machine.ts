import { readAllowList } from './allow-list.ts';
import type { Permit } from './permit.ts';
import { type ProgramLimits, type ProgramResult, runProgram } from './process.ts';

const loopback = readAllowList(['loopback']);

/** Whether the target is the machine that the probe runs on: what others hold inside, only their own programs tell. */
export const isThisMachine = ({ addresses }: Pick<Permit, 'addresses'>): boolean =>
  addresses.every((address) => loopback.allowsAddress(address));

/** A command as an argument list; reads, and changes nothing. */
export type Command = readonly [file: string, ...args: string[]];

const LIMITS: ProgramLimits = { deadlineMs: 10_000, maxBytes: 4 * 1024 * 1024 };

/** Runs commands one after the other. @param deadlineMs for each. @returns all they said, and how each ended */
export async function runCommands(
  commands: readonly Command[],
  signal: AbortSignal,
  deadlineMs: number = LIMITS.deadlineMs,
): Promise<{ readonly output: string; readonly ends: readonly ProgramResult['end'][] }> {
  const results: ProgramResult[] = [];
  for (const [file, ...args] of commands) results.push(await runProgram(file, args, { ...LIMITS, deadlineMs }, signal));
  return { output: results.map(({ output }) => output).join('\n'), ends: results.map(({ end }) => end) };
}

export const commandText = (command: Command): string => command.join(' ');
