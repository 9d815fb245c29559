import type { Commands } from '../../device/ask-device.ts';
import { type DenyLog, readDenies } from '../../show/denied/denies.ts';
import type { Target } from '../target.ts';

/** What the device still holds of its log. */
export const commands: Commands = (platform) => {
  switch (platform) {
    case 'ios':
    case 'eos':
    case 'iosxr':
      return [['show', 'logging']];
    case 'nxos':
      return [['show', 'logging', 'logfile']];
    case 'junos':
      // Of policies, then of stateless filters.
      return ['RT_FLOW_SESSION_DENY', 'PFE_FW_SYSLOG'].map((word) => ['show', 'log', 'messages', '|', 'match', word]);
    case 'linux':
      return [['dmesg']];
    default:
      return undefined;
  }
};

/** Of the list that is the subject alone, as the log names it. */
export function read(text: string, { subject }: Target): DenyLog | undefined {
  const log = readDenies(text);
  if (!log || subject === undefined) return log;
  return { ...log, flows: log.flows.filter(({ list }) => list?.toLowerCase() === subject.toLowerCase()) };
}
