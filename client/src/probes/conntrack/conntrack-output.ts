/** What the connection tracking of Linux says of itself, in numbers; absent: not in the text. */
export interface ConntrackState {
  readonly count?: number;
  readonly max?: number;
  readonly buckets?: number;
  /** Since the machine started, over all processors. */
  readonly dropped?: { readonly drop: number; readonly earlyDrop: number; readonly insertFailed: number };
  readonly entries?: { readonly total: number; readonly unreplied: number };
  /** Bytes of one entry. */
  readonly entrySize?: number;
  /** Bytes of the machine's memory. */
  readonly memory?: number;
  /** The programs say that only root may ask. */
  readonly notPermitted?: true;
}

/**
 * Reads `sysctl net.netfilter.nf_conntrack_...`, `conntrack -S` and `conntrack -L`, or `/proc/net/stat/nf_conntrack` and
 * `/proc/net/nf_conntrack`, and lines of `/proc/slabinfo` and `/proc/meminfo`, in any order; other lines are passed over.
 */
export function readConntrack(output: string): ConntrackState | undefined {
  const sizes: Partial<Record<'count' | 'max' | 'buckets', number>> = {};
  const dropped = { drop: 0, earlyDrop: 0, insertFailed: 0 };
  let processors = 0;
  /** By program and by file: a text may hold the same table twice. */
  const listed = { program: { total: 0, unreplied: 0 }, file: { total: 0, unreplied: 0 } };
  let columns: readonly string[] | undefined;
  const inFile: (readonly string[])[] = [];
  let entrySize: number | undefined;
  let memory: number | undefined;
  let notPermitted = false;
  for (const line of output.split(/\r?\n/)) {
    // net.netfilter.nf_conntrack_count = 812
    const limit = /^net\.netfilter\.nf_conntrack_(count|max|buckets) ?= ?(\d{1,10})$/.exec(line);
    if (limit) sizes[limit[1] as keyof typeof sizes] = Number(limit[2]);
    // cpu=0   	found=0 invalid=0 insert=0 insert_failed=0 drop=0 early_drop=0 error=0 search_restart=0
    if (/^cpu=\d/.test(line)) {
      processors += 1;
      const counter = (name: string): number => Number(new RegExp(`\\b${name}=(\\d{1,12})`).exec(line)?.[1] ?? 0);
      dropped.drop += counter('drop');
      dropped.earlyDrop += counter('early_drop');
      dropped.insertFailed += counter('insert_failed');
    }
    // entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop ...
    // 00000001  00000000 00000000 ...
    if (/^entries +.*\bearly_drop\b/.test(line)) columns = line.trim().split(/ +/, 40);
    else if (columns && processors === 0 && /^[0-9a-f]{8}( +[0-9a-f]{8}){5,40} *$/.test(line))
      inFile.push(line.trim().split(/ +/, 40));
    // nf_conntrack         192    208    256   16    1 : tunables    0    0    0 : slabdata     13     13      0
    const size = /^nf_conntrack(?:_[0-9a-f]+)? +\d{1,10} +\d{1,10} +(\d{1,6}) /.exec(line);
    if (size) entrySize = Number(size[1]);
    // MemTotal:       16384256 kB
    const ram = /^MemTotal: +(\d{1,12}) kB$/.exec(line);
    if (ram) memory = Number(ram[1]) * 1024;
    // udp      17 29 src=10.0.0.2 dst=10.0.0.53 sport=40000 dport=53 [UNREPLIED] src=10.0.0.53 ...
    // ipv4     2 tcp      6 431999 ESTABLISHED src=...
    if (/^(?:ipv[46] +\d+ +)?[a-z][a-z0-9]{1,9} +\d{1,3} +\d{1,10} .*\bsrc=/.test(line)) {
      const table = listed[line.startsWith('ip') ? 'file' : 'program'];
      table.total += 1;
      if (line.includes('[UNREPLIED]')) table.unreplied += 1;
    }
    if (/must be root|Operation not permitted|Permission denied/.test(line)) notPermitted = true;
  }
  if (processors === 0 && columns)
    for (const row of inFile) {
      const counter = (name: string): number => Number.parseInt(row[columns.indexOf(name)] ?? '0', 16) || 0;
      processors += 1;
      dropped.drop += counter('drop');
      dropped.earlyDrop += counter('early_drop');
      dropped.insertFailed += counter('insert_failed');
    }
  const entries = listed.program.total > 0 ? listed.program : listed.file;
  const { count, max, buckets } = sizes;
  if (Object.keys(sizes).length === 0 && processors === 0 && entries.total === 0 && !notPermitted) return undefined;
  return {
    ...(count !== undefined && { count }),
    ...(max !== undefined && { max }),
    ...(buckets !== undefined && { buckets }),
    ...(processors > 0 && { dropped }),
    ...(entries.total > 0 && { entries }),
    ...(entrySize !== undefined && { entrySize }),
    ...(memory !== undefined && { memory }),
    ...(notPermitted && { notPermitted }),
  };
}
