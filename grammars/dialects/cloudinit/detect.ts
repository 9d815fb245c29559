import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';
import { DEVICE_CLASSES } from '../../kit/netplan-like/keys.ts';
import { type TopKeys, topKeys } from '../../kit/yaml-top-keys.ts';
import { isMime, isTemplate, kindOf } from './kind.ts';
import { DISTINCTIVE_KEYS, MODULE_KEYS } from './module-keys.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

export function detect(text: string, path?: string): Detection {
  const start = text.slice(0, 4000);
  switch (kindOf(text)) {
    case 'cloud-config':
      return {
        score: 97,
        reasons: [isTemplate(text) ? '## template: jinja, #cloud-config' : '#cloud-config on the first line'],
      };
    case 'archive':
      return { score: 97, reasons: ['#cloud-config-archive on the first line'] };
    case 'opaque':
      if (!isMime(start.trimStart())) return { score: 90, reasons: ['a user-data header on the first line'] };
      return /text\/(?:cloud-config|x-shellscript|cloud-boothook|x-include|jinja2|part-handler)/i.test(
        text.slice(0, 100_000),
      )
        ? { score: 85, reasons: ['MIME parts with types of cloud-init'] }
        : NOTHING;
    default:
      return headless(text, path);
  }
}

const KEY = lineStart(
  /^["']?(?:network|version|cloud-config|write_files|runcmd|bootcmd|datasource_list|users)["']?[ \t]*:/m,
);

function headless(text: string, path: string | undefined): Detection {
  // Comments above the header: cloud-init ignores such user-data, and says so only in its log.
  if (/^\s*#/.test(text) && /^(?:[ \t]*(?:#.*)?\r?\n){1,40}#cloud-config[ \t]*\r?$/m.test(text.slice(0, 6000)))
    return { score: 80, reasons: ['#cloud-config below other comments'] };
  if (!KEY.isIn(text) && !(text.includes('_modules') && /^["']?[a-z_]+_modules["']?[ \t]*:/m.test(text)))
    return NOTHING;
  const top = topKeys(text);
  if (top.other) return NOTHING;
  return networkConfig(text, top, path) ?? pseudoBlock(top) ?? modules(top, path) ?? NOTHING;
}

/** `version: 1` with `config:`, `version: 2` with device classes; bare or under `network:`. */
function networkConfig(text: string, top: TopKeys, path: string | undefined): Detection | undefined {
  const named = path !== undefined && /network-config|cloud\.cfg/i.test(path);
  const inside = top.under.get('network') ?? [];
  const nested = top.keys.length === 1 && top.keys[0] === 'network';
  const keys = nested ? inside : top.keys;
  const version =
    /^[ \t]*["']?version["']?[ \t]*:[ \t]*["']?([12])["']?[ \t]*(?:#.*|\r)?$/m.exec(text)?.[1] ??
    /\bversion\s*:\s*([12])\b/.exec(text)?.[1];
  if (nested && keys.includes('config') && /\bconfig\s*:\s*["']?disabled\b/.test(text))
    return { score: 75, reasons: ['network: {config: disabled}'] };
  if (
    keys.includes('version') &&
    keys.includes('config') &&
    keys.length <= 3 &&
    /\btype\s*:/.test(text) &&
    version === '1'
  )
    return { score: 85, reasons: ['network-config version 1'] };
  const classes = keys.filter((key) => DEVICE_CLASSES.includes(key));
  if (!keys.includes('version') || version !== '2' || classes.length === 0) return undefined;
  if (nested) return { score: named ? 90 : 60, reasons: ['network: version: 2, as cloud-init takes it too'] };
  const strange = keys.filter((key) => !['version', 'renderer', ...DEVICE_CLASSES].includes(key)).length;
  return strange > 1 ? undefined : { score: 85, reasons: ['network-config version 2'] };
}

/** `cloud-config:` as a key, with routes or the like under it: a common mistake. */
function pseudoBlock(top: TopKeys): Detection | undefined {
  const inside = top.under.get('cloud-config');
  if (!inside) return undefined;
  // Badly indented, its entries stand beside it.
  const telling = [...inside, ...top.keys].filter(
    (key) => key === 'routes' || key === 'network' || DISTINCTIVE_KEYS.has(key),
  );
  return telling.length > 0 ? { score: 70, reasons: [`cloud-config: with ${telling.join(', ')}`] } : undefined;
}

/** Module keys without a header: cloud.cfg and its drop-ins, or user-data whose header was lost. */
function modules(top: TopKeys, path: string | undefined): Detection | undefined {
  const known = top.keys.filter((key) => MODULE_KEYS.has(key));
  const telling = known.filter((key) => DISTINCTIVE_KEYS.has(key));
  if (telling.length === 0 || known.length < top.keys.length / 2) return undefined;
  const named = path !== undefined && /user-?data|cloud\.cfg|cloud-init|cloud-config/i.test(path) ? 10 : 0;
  return {
    score: Math.min(75, 30 + telling.length * 10 + named),
    reasons: [`keys of cloud-init: ${telling.join(', ')}`],
  };
}
