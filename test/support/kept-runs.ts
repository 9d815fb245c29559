import type { ProbeResult } from '../../client/src/probe-result.ts';
import type { Attempt } from '../../client/src/probes/connect.ts';
import { judge } from '../../client/src/probes/tcp/judge.ts';
import type { TcpObservation } from '../../client/src/probes/tcp/observe.ts';
import { type KeptRun, keptRun } from '../../client/src/results/kept-run.ts';

const START = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A run of the TCP probe, judged as it is in the editor. @param minute after the first @param ms of its connects; undefined: dropped */
export function tcpResult(minute: number, ms: number | undefined, host = '10.0.0.1'): ProbeResult {
  const target = { host, port: 443 };
  const attempt: Attempt = ms === undefined ? { end: 'dropped', ms: 3_000 } : { end: 'open', ms };
  const observation: TcpObservation = {
    probe: 'tcp',
    target,
    addresses: [{ address: host, family: 'ipv4', attempts: [attempt, attempt, attempt] }],
  };
  const sent = [{ en: `up to 3 TCP connects to ${host}:443`, 'zh-cn': `向 ${host}:443 最多建立 3 次 TCP 连接` }];
  const at = START + minute * 60_000;
  return { serial: minute, probe: 'tcp', target, at, sent, observation, verdict: judge(observation) };
}

export const tcpRun = (minute: number, ms: number | undefined, host?: string): KeptRun =>
  keptRun(tcpResult(minute, ms, host), undefined, []);
