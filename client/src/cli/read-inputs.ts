import { type InputId, type Inputs, LONGEST_IDLE, MOST_PATHS, RECORD_TYPES, readInput } from '../probes/inputs.ts';
import type { Probe } from '../probes/probe.ts';
import { CannotProbe } from './ask-live.ts';

/** The options of the command, as `parseArgs` wants them. */
export const INPUT_OPTIONS = {
  idle: { type: 'string' },
  method: { type: 'string' },
  path: { type: 'string', multiple: true },
  type: { type: 'string', multiple: true },
} as const;

type Given = Readonly<Partial<Record<keyof typeof INPUT_OPTIONS, string | string[] | undefined>>>;

const OPTIONS: Readonly<Record<InputId, { readonly option: keyof typeof INPUT_OPTIONS; readonly takes: string }>> = {
  idle: { option: 'idle', takes: `seconds, at most ${LONGEST_IDLE}` },
  method: { option: 'method', takes: 'HEAD' },
  paths: { option: 'path', takes: `a path that begins with /, at most ${MOST_PATHS} times` },
  types: { option: 'type', takes: RECORD_TYPES.join(', ') },
};

/** @throws CannotProbe for an option that the probe does not take, or that is not well-formed */
export function readInputs({ id, takes = [] }: Probe, given: Given): Inputs {
  const inputs = Object.entries(OPTIONS).flatMap(([key, { option, takes: wanted }]) => {
    const texts = [given[option] ?? []].flat();
    if (texts.length === 0) return [];
    if (!takes.includes(key as InputId)) throw new CannotProbe(`the probe ${id} takes no --${option}`);
    const value = readInput[key as InputId](texts);
    if (value === undefined) throw new CannotProbe(`--${option} takes ${wanted}`);
    return [[key, value] as const];
  });
  return Object.fromEntries(inputs);
}
