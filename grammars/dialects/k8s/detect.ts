import type { Detection } from '../../dialect.ts';
import { isJson } from '../../kit/cloud/notation.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

const CONSIDERED = 400_000;

/** Groups of the API that Kubernetes itself has, and those of the network plugins that have policies of their own. */
const GROUP =
  /^(?:v1|(?:apps|batch|autoscaling|policy|extensions)\/v\d\w*|(?:[a-z0-9-]+\.)*k8s\.io\/v\d\w*|(?:crd\.)?projectcalico\.org\/v\d\w*|cilium\.io\/v\d\w*)$/;
/** Charts before they are filled in are programs, not manifests. */
const CHART = /\{\{-?\s*(?:if|with|range|end|include|template|define|\.Values|\.Release|\$)/;

/** Objects of the Kubernetes API: `apiVersion`, `kind` and `metadata` (or the items of a list) at the top of a document. */
export function detect(text: string): Detection {
  const start = text.slice(0, CONSIDERED);
  if (!start.includes('apiVersion') || CHART.test(start)) return NOTHING;
  const margin = isJson(text) ? '[ \\t{\\[]{0,20}"' : '["\']?';
  const values = (key: string): string[] =>
    [...start.matchAll(new RegExp(`^${margin}${key}["']?[ \\t]*:[ \\t]*["']?([\\w./-]+)`, 'gm'))].map(
      (found) => found[1]!,
    );
  const groups = flat(text) ? flatValues(start, 'apiVersion') : values('apiVersion');
  const group = groups.find((one) => GROUP.test(one));
  const kinds = flat(text) ? flatValues(start, 'kind') : values('kind');
  if (group === undefined || kinds.length === 0) return NOTHING;
  if (!/(?:^|[{,\s"'])(?:metadata|items)["']?[ \t]*:/.test(start)) return NOTHING;
  const policy = kinds.find((kind) => kind.startsWith('NetworkPolicy'));
  return { score: policy ? 95 : 88, reasons: [`apiVersion: ${group}`, `kind: ${policy ?? kinds[0]}`] };
}

/** JSON without line ends: nothing stands at one's start. */
const flat = (text: string): boolean => isJson(text) && !text.slice(0, 2000).includes('\n');

const flatValues = (start: string, key: string): string[] =>
  [...start.slice(0, 4000).matchAll(new RegExp(`"${key}"\\s?:\\s?"([\\w./-]+)"`, 'g'))].map((found) => found[1]!);
