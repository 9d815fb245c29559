import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { rigAbsent } from './rig.ts';

const mayOpenTun = (): boolean => {
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

export const DELAYED_WIRE_ABSENT =
  rigAbsent({ python3: 'python3', socat: 'socat' }) ||
  (mayOpenTun() ? '' : ' (skipped: /dev/net/tun cannot be opened)');

/** The far end of the wire. */
export const FAR_END = '10.88.0.2';

/**
 * Namespaces `cli` and `srv`, joined by a wire of the rig's own: this kernel may be without netem.
 * @param delays milliseconds, for each packet towards `srv` in turn
 */
export const delayedWire = (delays: readonly number[], more = ''): string => `
for n in cli srv; do ip netns add $n; ip -n $n link set lo up; done
# Router solicitations would use up delays.
for n in cli srv; do ip netns exec $n sysctl -qw net.ipv6.conf.default.disable_ipv6=1; done
ip netns exec cli python3 ${resolve(import.meta.dirname, 'delayed-wire.py')} ${delays.join(' ')} >&2 &
i=0; until ip -n cli link show far >/dev/null 2>&1; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done
ip -n cli link set far netns srv
ip -n cli address add 10.88.0.1 peer ${FAR_END} dev near; ip -n cli link set near up
ip -n srv address add ${FAR_END} peer 10.88.0.1 dev far; ip -n srv link set far up
${more}
`;
