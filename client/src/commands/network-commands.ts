import { COMMAND_SHOW_INTENT, type ShowIntentArguments } from '../protocol.ts';
import type { Session } from '../session.ts';
import type { Reports } from '../views/reports.ts';
import { keepTopologies } from '../views/topology/topologies.ts';
import { showIntent, showTopology } from './show-topology.ts';
import { type TraceQuestion, tracePacket } from './trace-packet.ts';
import { type WhatIfQuestion, whatIf } from './what-if.ts';

/** Commands about the network as a whole: what they find is drawn on the same graphs. */
export function registerNetworkCommands(
  session: Session,
  reports: Reports,
  register: (id: string, run: (...given: never[]) => unknown) => void,
): void {
  const drawn = keepTopologies(session);
  register('netreview.tracePacket', (question?: TraceQuestion) => tracePacket(session, reports, drawn, question));
  register('netreview.whatIf', (question?: WhatIfQuestion) => whatIf(session, reports, drawn, question));
  register('netreview.showTopology', () => showTopology(drawn));
  register('netreview.clearTopology', () => drawn.clear());
  register(COMMAND_SHOW_INTENT, (given: ShowIntentArguments) => showIntent(drawn, given));
}
