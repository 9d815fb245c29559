import type { Member } from '../../server/src/network/network.ts';
import { prepare } from '../../server/src/review/prepare.ts';
import { askTrace } from '../../server/src/twin/ask-trace.ts';
import { type Twin, twinOf } from '../../server/src/twin/twin.ts';

/** The network that these texts are, by path. */
export const twinOfFiles = (texts: Readonly<Record<string, string>>): Twin =>
  twinOf(
    Object.entries(texts).map(([path, text]): Member => {
      const { device, index } = prepare({ path, text })!;
      return { path, device, index };
    }),
  );

/** `end: device, device by LINE`, with a `?` where it is not sure. */
export function way(twin: Twin, packet: string, from?: string): string {
  const answer = askTrace(twin, packet, from);
  if (!answer.ok) return answer.problem.en;
  const [first] = answer.traces;
  const { end, hops, at, doubts } = first!;
  return `${end}${doubts.length > 0 ? '?' : ''}: ${hops.map(({ device }) => device).join(' > ')}${at ? ` by ${at.path}:${at.line}` : ''}`;
}

/** What the packet is when it has gone the way. */
export function becomes(twin: Twin, packet: string): string | undefined {
  const answer = askTrace(twin, packet);
  return answer.ok ? answer.traces[0]!.hops.flatMap((hop) => hop.becomes ?? []).at(-1) : undefined;
}

/** Every way that it may take; behind a load balancer, in brackets, what its checks say. */
export function ways(twin: Twin, packet: string, from?: string): readonly string[] {
  const answer = askTrace(twin, packet, from);
  if (!answer.ok) return [answer.problem.en];
  return answer.traces.map(({ end, hops, at, doubts }) => {
    const names = hops.map(({ device, checks = [] }) => {
      const said = checks.map(
        ({ target, state, at: line }) => `${target} ${state}${line ? ` by ${line.path}:${line.line}` : ''}`,
      );
      return `${device}${said.length > 0 ? ` (${said.join(', ')})` : ''}`;
    });
    return `${end}${doubts.length > 0 ? '?' : ''}: ${names.join(' > ')}${at ? ` by ${at.path}:${at.line}` : ''}`;
  });
}
