import type { DeviceObservation } from '../../device/device-probe.ts';
import { notAnswered } from '../../device/not-answered.ts';
import { judge as judgeWay } from '../path/judge.ts';
import { reachedHop } from '../path/reached-hop.ts';
import { judge as judgeSizes } from '../pmtu/judge.ts';
import type { Part, Verdict } from '../probe.ts';
import { judge as judgePings } from '../reachability/judge.ts';
import { asAddress } from '../target.ts';
import { verdict, worst } from '../verdict.ts';
import type { SeenThere } from './read.ts';

type Seen = DeviceObservation<SeenThere>;

/** The worst of what pings, sizes and the way tell. */
export function judge(observation: Seen): Verdict {
  const parts = judgeEach(observation);
  return parts.length === 0 ? notAnswered(observation.answer) : worst(parts.map((part) => part.verdict));
}

/** Verdicts of the probes `reachability`, `pmtu` and `path`, as if they had run on the device; their names stand before the codes. */
export function judgeEach({ target, state, answer }: Seen): readonly Part[] {
  const address = asAddress(target.subject ?? '');
  if (!address || !state) return [];
  const { ping, sized, trace } = state;
  const known = { address: address.text, family: address.family } as const;
  const there = { host: address.text };
  const part = (name: string, { level, code, text }: Verdict): Part => ({
    subject: name,
    verdict: { level, code: `${name}-${code}`, text },
  });
  const parts: Part[] = [];
  if (ping)
    parts.push(
      part('ping', judgePings({ probe: 'reachability', target: there, addresses: [{ ...known, end: 'exit', ping }] })),
    );
  if (sized.some(({ end }) => end === 'answered'))
    parts.push(part('size', judgeSizes({ probe: 'pmtu', target: there, addresses: [{ ...known, pings: sized }] })));
  if (trace) {
    const path = { ...known, end: 'exit', trace } as const;
    // A trace that was cut off ends somewhere, which says nothing.
    const whole = answer.end === 'answered' || reachedHop(path) !== undefined;
    parts.push(part('way', whole ? judgeWay({ probe: 'path', target: there, paths: [path] }) : CUT_OFF));
  }
  return parts;
}

const CUT_OFF = verdict(
  'unknown',
  'cut-off',
  'The device had not finished its traceroute when the time was over.',
  '时间结束时设备尚未完成路径跟踪。',
);
