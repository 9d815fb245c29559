import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

const CONSIDERED = 400_000;

const RESOURCE = /^[ \t]*(resource[ \t]+\w+[ \t]+'[\w.]+\/[\w./]+@[\w-]+')(?:[ \t]+existing)?[ \t]*=/m;
const MODULE = /^(module[ \t]+\w+[ \t]+'[^'\n]+')[ \t]*=/m;
const PARAMETER = /^(param[ \t]+\w+[ \t]+(?:string|int|bool|object|array|secureString|secureObject)\b)/m;
const SCOPE = /^(targetScope[ \t]*=[ \t]*'(?:resourceGroup|subscription|managementGroup|tenant)')/m;
const VARIABLE = /^var[ \t]+\w+[ \t]*=/m;
const USING = /^(using[ \t]+(?:'[^'\n]+'|none))[ \t]*\r?$/m;
const ASSIGNED = /^param[ \t]+\w+[ \t]*=/m;

const OWN = lineStart(/^(?:[ \t]*resource|module|param|targetScope|using)(?:[ \t]|=)/m);

/** By what only Bicep writes at the start of lines. */
export function detect(text: string): Detection {
  if (!OWN.isIn(text)) return NOTHING;
  const start = text.slice(0, CONSIDERED);
  const resource = RESOURCE.exec(start)?.[1];
  if (resource !== undefined) return { score: 97, reasons: [resource] };
  const parameter = PARAMETER.exec(start)?.[1];
  const [strong] = [MODULE.exec(start)?.[1], SCOPE.exec(start)?.[1]].filter((one) => one !== undefined);
  if (strong !== undefined) return { score: 92, reasons: [strong, ...(parameter ? [parameter] : [])] };
  if (parameter !== undefined && (VARIABLE.test(start) || /^@\w+\(/m.test(start) || /^output[ \t]/m.test(start)))
    return { score: 85, reasons: [parameter] };
  const using = USING.exec(start)?.[1];
  if (using !== undefined && ASSIGNED.test(start)) return { score: 85, reasons: [using] };
  return parameter === undefined ? NOTHING : { score: 60, reasons: [parameter] };
}
