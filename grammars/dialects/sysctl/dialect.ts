import type { Dialect } from '../../dialect.ts';
import { keyValueOutline } from '../../kit/linux/key-value-outline.ts';
import { writeInPlace } from '../../kit/write-in-place.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';

/** Settings of the Linux kernel: /etc/sysctl.conf and the files of sysctl.d. */
export const sysctl: Dialect = {
  id: 'sysctl',
  name: 'sysctl.conf',
  reads: '/etc/sysctl.conf and the files of sysctl.d: connection tracking, forwarding, TCP',
  files: { extensions: ['.sysctl'], filenames: ['sysctl.conf'], filenamePatterns: ['**/sysctl.d/*.conf'] },
  lineComment: '#',
  provides: ['sysctls', 'timers', 'keepalives', 'syn-defences', 'source-checks'],
  detect,
  parse: keyValueOutline,
  toModel,
  write: writeInPlace,
};
