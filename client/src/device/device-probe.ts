import { usePermit } from '../probes/permit.ts';
import { plainText } from '../probes/plain-text.ts';
import {
  defineProbe,
  type Grounds,
  type Observation,
  type Part,
  type Probe,
  type ProbeParts,
  type Verdict,
} from '../probes/probe.ts';
import type { Target } from '../probes/target.ts';
import { maskedLine } from '../results/masked-line.ts';
import { askDevice, type Commands, type DeviceAnswer, devicePlan, waitBetween } from './ask-device.ts';
import { notAnswered } from './not-answered.ts';
import { parseSubject, type SubjectKind } from './subject.ts';

export interface DeviceObservation<S> extends Observation {
  readonly answer: Omit<DeviceAnswer, 'outputs'>;
  /** What was read in the answers; absent: nothing. The answers themselves are not kept. */
  readonly state?: S;
}

export interface DeviceProbeParts<S> {
  readonly id: Probe['id'];
  readonly title: Probe['title'];
  /** What stands before the @ of a target; without it the whole device is meant. */
  readonly subjects: readonly SubjectKind[];
  readonly confirms?: NonNullable<Probe['confirms']>;
  readonly risks?: NonNullable<Probe['risks']>;
  readonly grounds: Grounds<DeviceObservation<S>>;
  readonly commands: Commands;
  /** Asked again after so many milliseconds; both answers are read as one text. */
  readonly again?: number;
  /** Milliseconds for one round of questions, where they take longer than usual. */
  readonly deadlineMs?: number;
  /** The first part of an answer that was cut off is enough to judge; else nothing is said of one. */
  readonly partial?: boolean;
  /** @returns undefined when there is nothing in it that it knows. */
  read(text: string, target: Target): S | undefined;
  judge(state: S, target: Target): Verdict;
  /** Where the target names nothing: what is worth saying of each thing in it. */
  judgeEach?(state: S, target: Target): readonly Part[];
}

/** A probe that asks a device with commands of its own, here or over SSH; saved output goes the same way. */
export const deviceProbe = <S>(parts: DeviceProbeParts<S>): Probe => defineProbe(partsOf(parts));

/** Apart from `deviceProbe`, for tests that judge what they observed. */
export function partsOf<S>({
  id,
  title,
  subjects,
  confirms,
  risks,
  grounds,
  commands,
  again,
  deadlineMs,
  partial = false,
  read,
  judge,
  judgeEach,
}: DeviceProbeParts<S>): ProbeParts<DeviceObservation<S>> {
  const observed = (answer: DeviceObservation<S>['answer'], text: string, target: Target): DeviceObservation<S> => {
    const state = read(text, target);
    if (state === undefined) return { probe: id, target, answer: { ...answer, ...unreadIn(text) } };
    // A warning beside an answer is no refusal.
    const { refusal: _, ...rest } = answer;
    return { probe: id, target, answer: rest, state };
  };
  /** Half a list would have neighbours and rules missing that are there. */
  const whole = ({ end }: DeviceObservation<S>['answer']): boolean => partial || end === 'answered';
  return {
    id,
    title,
    defaultPort: 22,
    takesCredentials: true,
    login: true,
    parseSubject: (text) => parseSubject(text, subjects),
    ...(confirms && { confirms }),
    ...(risks && { risks }),
    grounds,
    plan: (target, addresses) => devicePlan(commands, target, addresses, again),
    async observe(permit, signal, credentials) {
      usePermit(permit, id);
      const first = await askDevice(permit, commands, signal, credentials, deadlineMs);
      if (again === undefined || first.end !== 'answered') {
        const { outputs, ...answer } = first;
        return observed(answer, outputs.join('\n'), permit.target);
      }
      const waited = await waitBetween(again, signal);
      const second = waited ? await askDevice(permit, commands, signal, credentials, deadlineMs) : undefined;
      const { outputs, ...answer } = second ?? { ...first, end: 'cancelled' as const, outputs: [] };
      const text = second ? [...first.outputs, ...outputs].join('\n') : '';
      return observed(answer, text, permit.target);
    },
    judge: ({ state, answer, target }) =>
      state === undefined || !whole(answer) ? notAnswered(answer) : judge(state, target),
    ...(judgeEach && {
      judgeEach: ({ state, answer, target }: DeviceObservation<S>) =>
        state === undefined || !whole(answer) ? [] : judgeEach(state, target),
    }),
    readSaved(text, target) {
      const state = read(text, target);
      return state === undefined ? undefined : { probe: id, target, answer: { end: 'answered' }, state };
    },
  };
}

/** Where nothing was understood, what it begins with: a device of another kind, or of another release, is known by it. */
function unreadIn(text: string): Pick<DeviceAnswer, 'unread'> {
  const line = text.split(/\r?\n/, 50).find((one) => /[\p{L}\p{N}]/u.test(one));
  return line === undefined ? {} : { unread: plainText(maskedLine(line.trim().slice(0, 400)), 120) };
}
