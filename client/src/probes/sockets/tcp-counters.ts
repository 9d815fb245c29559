/** What the kernel has counted of TCP since it started; absent: not told. */
export interface TcpCounters {
  /** Connects that programs here began. */
  readonly opens?: number;
  /** Connects that came to nothing, from here or half begun by others. */
  readonly failed?: number;
  /** Segments that left, and those of them that were sent again. */
  readonly sent?: number;
  readonly resent?: number;
  /** Finished connections that no listener's queue had room for. */
  readonly turnedAway?: number;
}

/** As nstat(8) calls them (RFC 4022, and Linux's own behind `TcpExt`). */
const NAMES = {
  opens: 'TcpActiveOpens',
  failed: 'TcpAttemptFails',
  sent: 'TcpOutSegs',
  resent: 'TcpRetransSegs',
  turnedAway: 'TcpExtListenOverflows',
} as const satisfies Readonly<Record<keyof TcpCounters, string>>;

/** Absolute, with those that are zero, and without the file of history that nstat else writes. */
export const nstatCommand = ['nstat', '-asz', ...Object.values(NAMES)] as const;

/** Reads what `nstat -asz` says among other outputs. @returns undefined where it says nothing of TCP */
export function readTcpCounters(output: string): TcpCounters | undefined {
  const named = new Map<string, number>();
  // TcpActiveOpens                  61186              0.0
  for (const [, name, count] of output.matchAll(
    /^(Tcp[A-Za-z]{1,40})[ \t]{1,40}(\d{1,20})[ \t]{1,40}\d{1,12}\.\d\r?$/gm,
  ))
    named.set(name!, Number(count));
  const told = Object.entries(NAMES).flatMap(([key, name]) => (named.has(name) ? [[key, named.get(name)]] : []));
  return told.length > 0 ? Object.fromEntries(told) : undefined;
}
