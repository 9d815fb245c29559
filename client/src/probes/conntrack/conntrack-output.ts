/** What the connection tracking of Linux says of itself, in numbers; absent: not in the text. */
export interface ConntrackState {
  readonly count?: number;
  readonly max?: number;
  readonly buckets?: number;
  /** Since the machine started, over all processors. */
  readonly dropped?: { readonly drop: number; readonly earlyDrop: number; readonly insertFailed: number };
  readonly entries?: { readonly total: number; readonly unreplied: number };
  /** The programs say that only root may ask. */
  readonly notPermitted?: true;
}

/** Reads `sysctl net.netfilter.nf_conntrack_...`, `conntrack -S` and `conntrack -L`, in any order; other lines are passed over. */
export function readConntrack(output: string): ConntrackState | undefined {
  const sizes: Partial<Record<'count' | 'max' | 'buckets', number>> = {};
  const dropped = { drop: 0, earlyDrop: 0, insertFailed: 0 };
  let processors = 0;
  let total = 0;
  let unreplied = 0;
  let notPermitted = false;
  for (const line of output.split(/\r?\n/)) {
    // net.netfilter.nf_conntrack_count = 812
    const size = /^net\.netfilter\.nf_conntrack_(count|max|buckets) ?= ?(\d{1,10})$/.exec(line);
    if (size) sizes[size[1] as keyof typeof sizes] = Number(size[2]);
    // cpu=0   	found=0 invalid=0 insert=0 insert_failed=0 drop=0 early_drop=0 error=0 search_restart=0
    if (/^cpu=\d/.test(line)) {
      processors += 1;
      const counter = (name: string): number => Number(new RegExp(`\\b${name}=(\\d{1,12})`).exec(line)?.[1] ?? 0);
      dropped.drop += counter('drop');
      dropped.earlyDrop += counter('early_drop');
      dropped.insertFailed += counter('insert_failed');
    }
    // udp      17 29 src=10.0.0.2 dst=10.0.0.53 sport=40000 dport=53 [UNREPLIED] src=10.0.0.53 ...
    // ipv4     2 tcp      6 431999 ESTABLISHED src=...
    if (/^(?:ipv[46] +\d+ +)?[a-z][a-z0-9]{1,9} +\d{1,3} +\d{1,10} .*\bsrc=/.test(line)) {
      total += 1;
      if (line.includes('[UNREPLIED]')) unreplied += 1;
    }
    if (/must be root|Operation not permitted|Permission denied/.test(line)) notPermitted = true;
  }
  const { count, max, buckets } = sizes;
  if (Object.keys(sizes).length === 0 && processors === 0 && total === 0 && !notPermitted) return undefined;
  return {
    ...(count !== undefined && { count }),
    ...(max !== undefined && { max }),
    ...(buckets !== undefined && { buckets }),
    ...(processors > 0 && { dropped }),
    ...(total > 0 && { entries: { total, unreplied } }),
    ...(notPermitted && { notPermitted }),
  };
}
