import type { Detection } from '../../dialect.ts';
import { topKeys } from '../../kit/yaml-top-keys.ts';
import { SECTIONS } from './keys.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

/** `scrape_configs` with jobs at the top, and nothing there that Prometheus does not have: Promtail lists what it reads under the same key. */
export function detect(text: string, path?: string): Detection {
  if (!/^["']?scrape_configs["']?[ \t]*:/m.test(text) || !/job_name["']?[ \t]*:/.test(text)) return NOTHING;
  const { keys } = topKeys(text);
  if (!keys.includes('scrape_configs') || keys.some((key) => !SECTIONS.has(key))) return NOTHING;
  const named = path !== undefined && /prometheus[^\\/]*\.ya?ml/i.test(path);
  return {
    score: named ? 95 : 88,
    reasons: [
      `scrape_configs with job_name (${keys.join(', ')})`,
      ...(named ? ["its name is that of Prometheus' file"] : []),
    ],
  };
}
