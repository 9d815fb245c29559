/** Deterministic configurations of any size; the seed makes texts that share no line. */

/** A router of about so many lines: interfaces, access lists, routes, BGP neighbours. */
export function router(lines: number, seed = 0): string {
  const random = generator(seed + 1);
  const out = ['version 17.3', `hostname bench-${seed}`, '!'];
  let index = 0;
  while (out.length < lines) {
    index += 1;
    const a = index % 250;
    const b = Math.floor(index / 250) % 250;
    out.push(
      `interface GigabitEthernet${b}/${a}`,
      ` description link ${index}${seed ? ` run ${seed}` : ''}`,
      ` ip address 10.${b}.${a}.1 255.255.255.0`,
      ` ip access-group LIST-${index} in`,
      '!',
      `ip access-list extended LIST-${index}`,
      ...rules(random, 10),
      '!',
      `ip route 172.${16 + (b % 16)}.${a}.0 255.255.255.0 10.${b}.${a}.2`,
      '!',
    );
  }
  out.push('router bgp 64500');
  for (let n = 1; n <= Math.max(1, Math.floor(lines / 500)); n += 1) {
    out.push(` neighbor 10.0.${n}.2 remote-as ${64512 + n}`, ` neighbor 10.0.${n}.2 timers 15 45`);
  }
  out.push('!', 'end', '');
  return out.join('\n');
}

/** One access list of so many random /24-to-/24 rules, bound to an interface. */
export function accessList(count: number, seed = 0): string {
  return [
    'version 17.3',
    'hostname bench',
    'interface GigabitEthernet0/0',
    ' ip address 10.0.0.1 255.255.255.0',
    ' ip access-group BIG in',
    '!',
    'ip access-list extended BIG',
    ...rules(generator(seed + 7), count),
    '!',
    'end',
    '',
  ].join('\n');
}

function rules(random: (below: number) => number, count: number): string[] {
  return Array.from({ length: count }, () => {
    const action = random(2) ? 'permit' : 'deny';
    const protocol = random(2) ? 'tcp' : 'udp';
    const port = random(3) === 0 ? `range ${1024 + random(1000)} ${3000 + random(1000)}` : `eq ${1 + random(65000)}`;
    return ` ${action} ${protocol} 10.${random(256)}.${random(256)}.0 0.0.0.255 172.16.${random(256)}.0 0.0.0.255 ${port}`;
  });
}

/** xorshift32: the same numbers in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed * 2654435761 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
