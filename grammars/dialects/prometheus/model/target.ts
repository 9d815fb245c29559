/** The host of `192.0.2.1:9100`, `[2001:db8::1]:9100`, `https://www.example.net/health` (asked through an exporter), in lower case. */
export function hostIn(target: string): string | undefined {
  const bare = target
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^[^/@]*@/, '');
  const bracketed = /^\[([0-9a-f:.]+)\]/.exec(bare)?.[1];
  if (bracketed !== undefined) return bracketed;
  const host = bare.split(/[/?#]/, 1)[0]!;
  // More than one colon: an address of IPv6 that goes to an exporter as it is.
  if (/^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*$/.test(host)) return host;
  return /^([a-z0-9_.-]+)(?::\d+)?$/.exec(host)?.[1];
}
