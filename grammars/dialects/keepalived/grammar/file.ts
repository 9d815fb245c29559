import { bracedLines } from '../../../kit/braced-lines.ts';
import type { Outline } from '../../../outline.ts';

/** `vrrp_instance VI_1 {`     `virtual_ipaddress { 192.0.2.1/24 }`     `script "/bin/check x"   ! why`: never fails, loses nothing. */
export const parse: (text: string) => Outline = bracedLines({ remarks: /[#!][^\r\n]*/, assigns: false });
