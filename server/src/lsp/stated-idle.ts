import type { CancellationToken } from 'vscode-languageserver/node';
import type { StatedIdleParams, StatedIdleResult } from '../../../client/src/protocol.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { TimerKind } from '../../../grammars/model/nat.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { layersOf } from '../review/layers.ts';
import { flowTimers } from '../rules/nat/flow-timers.ts';
import type { Workspace } from './workspace.ts';

/** `netreview/statedIdle`: the shortest silence in seconds that a finding of this rule on this line is about; null: it is about none. */
export async function statedIdle(
  workspace: Workspace,
  { uri, line, rule }: StatedIdleParams,
  token: CancellationToken,
): Promise<StatedIdleResult> {
  const prepared = (await workspace.read(uri, token))?.prepared;
  if (!prepared) return null;
  const there = layersOf(prepared).flatMap((layer) =>
    statedBy(layer.prepared.device, rule).flatMap(({ seconds, span }) =>
      prepared.index.rangeOf(layer.toOutermost(span)).start.line === line ? [seconds] : [],
    ),
  );
  return there.length > 0 ? Math.min(...there) : null;
}

interface Stated {
  readonly seconds: number;
  readonly span: Span;
}

const KINDS: Readonly<Record<string, readonly TimerKind[]>> = {
  'nat/udp-timeout-short': ['udp', 'udp-stream'],
  'nat/tcp-timeout-short': ['tcp-established'],
};

function statedBy(device: Device, rule: string): readonly Stated[] {
  if (rule === 'nat/keepalive-exceeds-timeout')
    return (device.keepalives ?? []).map(({ seconds: { value, span } }) => ({ seconds: value, span }));
  return Object.hasOwn(KINDS, rule) ? flowTimers(device, KINDS[rule]!) : [];
}
