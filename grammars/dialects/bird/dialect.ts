import type { Dialect } from '../../dialect.ts';
import { detect } from './detect.ts';
import { readFile } from './grammar/file.ts';
import { toModel } from './model/device.ts';
import { write } from './write/write.ts';

/** BIRD Internet Routing Daemon, versions 1 to 3. */
export const bird: Dialect = {
  id: 'bird',
  name: 'BIRD',
  reads: 'BIRD 1, 2 and 3: bird.conf, its filters followed',
  files: {
    extensions: ['.bird'],
    firstLine: '^(?:protocol|template) (?:bgp|device|kernel|static|direct) ',
  },
  lineComment: '#',
  provides: ['routes', 'bgp', 'bgp-sessions', 'route-policies', 'references'],
  detect,
  parse: readFile,
  toModel,
  write,
};
