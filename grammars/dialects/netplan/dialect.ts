import type { Dialect } from '../../dialect.ts';
import { asYaml, readYaml } from '../../kit/yaml-outline.ts';
import { writeYaml } from '../../kit/yaml-write.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';

/** Netplan: `/etc/netplan/*.yaml`. */
export const netplan: Dialect = {
  id: 'netplan',
  name: 'Netplan',
  reads: '/etc/netplan/*.yaml',
  lineComment: '#',
  readsTemplates: true,
  carriers: ['yaml'],
  provides: ['interfaces', 'routes', 'schema'],
  detect,
  parse: (text) => readYaml(text),
  toModel: (outline, path = '') => ({
    ...toModel(asYaml(outline)),
    ...(/(?:^|\/)(?:etc|lib|run)\/netplan\/[^/]+\.ya?ml$/.test(path) ? { readTogether: 'netplan' } : {}),
  }),
  write: (change, outline) => writeYaml(change, outline),
};
