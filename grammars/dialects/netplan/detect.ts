import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';
import { DEVICE_CLASSES, NETWORK_KEYS } from '../../kit/netplan-like/keys.ts';
import { topKeys } from '../../kit/yaml-top-keys.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

const NETWORK = lineStart(/^[ \t\uFEFF]*["']?network["']?[ \t]*:/m);

/** `network:` alone at the top, and device classes under it. */
export function detect(text: string, path?: string): Detection {
  if (!NETWORK.isIn(text) || /^#cloud-config/m.test(text.slice(0, 2000))) return NOTHING;
  const { keys, under, other } = topKeys(text);
  const inside = under.get('network') ?? [];
  const classes = inside.filter((key) => DEVICE_CLASSES.includes(key));
  const version =
    /^[ \t]+["']?version["']?[ \t]*:[ \t]*["']?2["']?[ \t]*(?:#.*|\r)?$/m.test(text) ||
    /\bversion\s*:\s*["']?2\b/.test(text);
  if (!keys.includes('network') || other) return NOTHING;
  const beside = keys.filter((key) => key !== 'network');
  // Device classes that lost their indentation.
  if (beside.length > 0 && beside.every((key) => NETWORK_KEYS.includes(key)) && beside.some((key) => key !== 'version'))
    return { score: 60, reasons: [`network: with ${beside.join(', ')} beside it`] };
  // `version: 1` with `config:` is cloud-init's older format.
  if (inside.includes('config') && classes.length === 0) return NOTHING;
  if (classes.length === 0 && !(version && inside.includes('version'))) return NOTHING;
  if (keys.length > 1)
    return {
      score: classes.length > 0 && version ? 40 : 0,
      reasons: ['network: with device classes among other keys'],
    };
  const strange = inside.filter((key) => !NETWORK_KEYS.includes(key)).length;
  const hint = path !== undefined && /(?:^|\/)netplan\/|netplan/i.test(path) ? 3 : 0;
  const score = Math.max(30, (version ? 88 : 72) - Math.min(strange, 4) * 5) + hint;
  return { score, reasons: [`network: with ${[version ? 'version: 2' : '', ...classes].filter(Boolean).join(', ')}`] };
}
