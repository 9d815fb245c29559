import { natTcpLifetimeBy } from '../../client/src/probes/nat-tcp-lifetime/probe.ts';
import { natUdpLifetimeBy } from '../../client/src/probes/nat-udp-lifetime/probe.ts';
import type { Probe } from '../../client/src/probes/probe.ts';
import { rest, type SilenceClock } from '../../client/src/probes/silence-clock.ts';
import type { ProbeId } from '../../client/src/protocol.ts';

/**
 * A probe of silences for which a second is many: what forgets them must be given timeouts that are as much shorter. Its packets, and how
 * long it waits for an answer, are those of real time.
 */
export function hastened(id: ProbeId, times: number): Probe {
  const clock: SilenceClock = {
    now: () => performance.now() * times,
    wait: (ms, signal) => rest(ms / times, signal),
  };
  if (id === 'nat-tcp-lifetime') return natTcpLifetimeBy(clock);
  if (id === 'nat-udp-lifetime') return natUdpLifetimeBy(clock);
  throw new Error(`${id} waits for no silence`);
}
