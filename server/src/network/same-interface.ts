/** `Loopback0`, `lo0`, `Lo0`: platforms take abbreviations. */
export function sameInterface(name: string, written: string): boolean {
  if (name.toLowerCase() === written.toLowerCase()) return true;
  const [, letters, rest] = /^([a-z-]+)(.*)$/i.exec(written) ?? [];
  const [, full, own] = /^([a-z-]+)(.*)$/i.exec(name) ?? [];
  return (
    letters !== undefined &&
    full !== undefined &&
    rest === own &&
    (full.toLowerCase().startsWith(letters.toLowerCase()) || letters.toLowerCase().startsWith(full.toLowerCase()))
  );
}
