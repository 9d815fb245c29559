import type { Dialect } from '../../dialect.ts';
import { asYaml, readYaml } from '../../kit/yaml-outline.ts';
import { writeYaml } from '../../kit/yaml-write.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';

/** The monitoring server Prometheus: what it asks, and how often. */
export const prometheus: Dialect = {
  id: 'prometheus',
  name: 'Prometheus',
  reads: 'prometheus.yml: static targets of its jobs, through exporters too (blackbox, SNMP), and scrape intervals',
  lineComment: '#',
  readsTemplates: true,
  carriers: ['yaml'],
  provides: ['monitoring'],
  detect,
  parse: (text) => readYaml(text),
  toModel: (outline) => toModel(asYaml(outline)),
  write: (change, outline) => writeYaml(change, outline),
};
