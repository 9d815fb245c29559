import type { Part, Verdict } from '../../client/src/probes/probe.ts';
import type { ProbeId } from '../../client/src/protocol.ts';

const codes = new Map<ProbeId, Set<string>>();

/** Keeps the verdicts that a probe reached on the wire in this test file, for `proofOf`. @returns what was seen */
export function provoked<S extends { readonly verdict: Verdict; readonly parts?: readonly Part[] | undefined }>(
  probe: ProbeId,
  seen: S,
): S {
  const known = codes.get(probe) ?? new Set();
  codes.set(probe, known.add(seen.verdict.code));
  for (const { verdict } of seen.parts ?? []) known.add(verdict.code);
  return seen;
}

export const provokedCodes = (probe: ProbeId): ReadonlySet<string> => codes.get(probe) ?? new Set();
