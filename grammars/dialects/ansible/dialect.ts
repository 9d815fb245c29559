import type { Dialect } from '../../dialect.ts';
import { asYaml, readYaml } from '../../kit/yaml-outline.ts';
import { writeYaml } from '../../kit/yaml-write.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';

/** Ansible: playbooks and lists of tasks. */
export const ansible: Dialect = {
  id: 'ansible',
  name: 'Ansible',
  reads:
    'playbooks, tasks and handlers of roles: kernel settings; files, device lines and ufw rules inside are reviewed too',
  lineComment: '#',
  readsTemplates: true,
  carriers: ['yaml'],
  provides: ['sysctls', 'timers', 'keepalives', 'playbooks', 'syn-defences', 'source-checks'],
  detect,
  parse: (text) => readYaml(text),
  toModel: (outline) => toModel(asYaml(outline)),
  write: (change, outline) => writeYaml(change, outline),
};
