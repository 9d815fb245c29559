import type { Dialect } from '../../dialect.ts';
import { isJson } from '../../kit/cloud/notation.ts';
import { readJson } from '../../kit/json-outline.ts';
import { asYaml, readYaml } from '../../kit/yaml-outline.ts';
import { detect } from './detect.ts';
import { toModel } from './model/device.ts';
import { write } from './write/change.ts';

/** Kubernetes manifests: what network policies let in and out of pods. */
export const k8s: Dialect = {
  id: 'k8s',
  name: 'Kubernetes (NetworkPolicy)',
  reads:
    "manifests, rendered charts and lists in YAML or JSON: network policies, Calico's too; other kinds are recognised",
  lineComment: '#',
  takesLineComments: (text) => !isJson(text),
  readsTemplates: true,
  carriers: ['yaml'],
  provides: ['packet-filters', 'masks'],
  detect,
  parse: (text) => (isJson(text) ? readJson(text) : readYaml(text)),
  toModel: (outline) => toModel(asYaml(outline)),
  write: (change, outline, device) => write(change, outline, device),
};
