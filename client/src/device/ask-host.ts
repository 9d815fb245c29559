import type { Bilingual } from '../../../grammars/outline.ts';
import type { Permit } from '../probes/permit.ts';
import type { Credentials } from '../probes/probe.ts';
import type { ProgramResult } from '../probes/process.ts';
import type { Address, Target } from '../probes/target.ts';
import { type Command, isThisMachine, runCommands } from '../probes/this-machine.ts';
import { askDevice, type DeviceAnswer, devicePlan } from './ask-device.ts';

/** How a host was asked that is not this machine, and what came of it; what it said is not kept. */
export type HostAccess = Omit<DeviceAnswer, 'outputs'>;

export interface HostAnswer {
  /** What all commands said, in order. */
  readonly output: string;
  /** How each command of this machine ended; empty: it was asked over SSH. */
  readonly ends: readonly ProgramResult['end'][];
  /** Absent: this machine was asked. */
  readonly over?: HostAccess;
}

/** Directories of programs that a user who is not root may not have in the path of an SSH command. */
const PATH = 'PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin';

/**
 * Asks a host with programs of its own: this machine without a login, any Linux over SSH as the given user. Never rejects.
 * @param permit in use
 */
export async function askHost(
  { target, addresses }: Pick<Permit, 'target' | 'addresses'>,
  commands: readonly Command[],
  signal: AbortSignal,
  credentials: Credentials | undefined,
): Promise<HostAnswer> {
  if (!credentials && isThisMachine({ addresses })) return runCommands(commands, signal);
  const linux: Target = { ...target, platform: 'linux' };
  const { outputs, ...over } = await askDevice(
    { target: linux, addresses },
    () => commands.map(withPath),
    signal,
    credentials,
  );
  return { output: outputs.join('\n'), ends: [], over };
}

/** @param here asked of this machine @param there of a Linux over SSH */
export function hostPlan(
  target: Target,
  addresses: readonly Address[],
  here: readonly Command[],
  there: readonly Command[] = here,
): readonly Bilingual[] {
  const asked = isThisMachine({ addresses }) ? here : there.map(withPath);
  return devicePlan(() => asked, { ...target, platform: 'linux' }, addresses);
}

const withPath = (command: Command): Command => ['env', PATH, ...command];
