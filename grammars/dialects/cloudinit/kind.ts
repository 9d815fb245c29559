/** What a text is to cloud-init, by its first line (cloudinit/handlers: the first line alone decides). */
export type Kind =
  | 'cloud-config'
  /** A list of parts in YAML. */
  | 'archive'
  /** Parts in MIME, URLs, hooks, handlers: claimed, not read. */
  | 'opaque'
  /** No header: a network-config, a file of cloud.cfg.d, or a header that stands too low. */
  | 'headless';

const OPAQUE = /^#(?:include(?:-once)?|cloud-boothook|part-handler|upstart-job|cloud-config-jsonp)\b/;

export function kindOf(text: string): Kind {
  const start = text.replace(/^\uFEFF?\s*/, '').slice(0, 4000);
  const first = /^[^\r\n]*/.exec(start)![0].trim();
  if (/^#cloud-config-archive\b/.test(first)) return 'archive';
  if (OPAQUE.test(first)) return 'opaque';
  if (isTemplate(text)) {
    const second = /^[^\r\n]*(?:\r\n|\n|\r)\s*([^\r\n]*)/.exec(start)?.[1]?.trim() ?? '';
    return /^#cloud-config\b/.test(second) ? 'cloud-config' : OPAQUE.test(second) ? 'opaque' : 'headless';
  }
  if (/^#cloud-config\b/.test(first)) return 'cloud-config';
  return isMime(start) ? 'opaque' : 'headless';
}

/** `## template: jinja` on the first line. */
export const isTemplate = (text: string): boolean => /^\uFEFF?\s*##\s*template:\s*jinja\b/i.test(text.slice(0, 200));

/** MIME multi-part with a header block; the parts' types say whose it is. */
export const isMime = (start: string): boolean =>
  /^(?:Content-Type|MIME-Version|From|Date|Subject|Number-Attachments|X-[\w-]+):/i.test(start) &&
  /^Content-Type:\s*multipart\//im.test(start.slice(0, 1000));
