import { asArray, asNumber, asObject, asText, jsonValues } from '../json-values.ts';
import { knownFacts, wholeNumber } from '../known-facts.ts';
import { asNumbersOf, type BgpPath, originOf } from './bgp-path.ts';
import { readBgpPathText, validationOf } from './bgp-path-text.ts';
import { readDisplayBgpPaths } from './display-bgp-paths.ts';
import { readPanosLocRib } from './panos-loc-rib.ts';
import { readRouterosRoutes } from './routeros-routes.ts';

/**
 * Paths to one prefix, as any of the known devices tells them.
 * @returns undefined when the text tells of none; empty when a device says that it has none.
 */
export function readBgpPaths(text: string): readonly BgpPath[] | undefined {
  const paths = [
    ...readBgpPathText(text),
    ...readFrrPaths(text),
    ...readBirdPaths(text),
    ...readJunosPaths(text),
    ...readDisplayBgpPaths(text),
    ...readPanosLocRib(text),
    ...readRouterosRoutes(text),
  ];
  if (paths.length > 0) return paths;
  // IOS, EOS, FRR, FortiOS, ASA; NX-OS; BIRD; FRR as JSON; VRP; PAN-OS.
  const none =
    /^% ?Network not in (?:BGP )?table|^% ?Network not found|^Network not found|^\{\s*\}\s*$|^ *Info: The network does not exist\.|^ *total routes shown: 0\s*$/m;
  return none.test(text) ? [] : undefined;
}

/** `show bgp ipv4 unicast P json` of FRR: `{"prefix":"10.20.0.0/24","paths":[{"aspath":{"string":"65002"},...}]}` */
function readFrrPaths(text: string): BgpPath[] {
  return jsonValues(text).flatMap((value) => {
    const entry = asObject(value);
    const prefix = asText(entry?.prefix);
    if (!entry || !prefix) return [];
    return asArray(entry.paths).flatMap((one): BgpPath[] => {
      const path = asObject(one);
      const hop = asObject(asArray(path?.nexthops)[0]);
      const nextHop = asText(hop?.ip);
      if (!path || !nextHop) return [];
      const type = asText(asObject(path.peer)?.type);
      const best = asObject(path.bestpath);
      const local = path.sourced === true || path.local === true;
      return [
        {
          prefix,
          nextHop,
          asPath: asNumbersOf(asText(asObject(path.aspath)?.string) ?? ''),
          best: best?.overall === true,
          ...knownFacts({
            reachable: typeof hop?.accessible === 'boolean' ? hop.accessible : undefined,
            origin: originOf(asText(path.origin)),
            med: asNumber(path.metric) ?? asNumber(path.med),
            localPreference: asNumber(path.locPrf),
            weight: asNumber(path.weight),
            source: local ? ('local' as const) : type === 'external' || type === 'internal' ? type : undefined,
            metric: asNumber(hop?.metric),
            validation: validationOf(asText(path.rpkiValidationState)),
            reason: asText(best?.selectionReason),
          }),
        },
      ];
    });
  });
}

// 10.20.0.0/24         unicast [up 18:55:11.323] * (100) [AS65002i]
//                      unicast [other 18:55:11.323] (100) [AS65003i]
//         via 10.0.0.2 on va
function readBirdPaths(text: string): BgpPath[] {
  let prefix = '';
  return text.split(/^(?=(?:[\da-fA-F.:]+\/\d+)? +(?:unicast|unreachable|blackhole|prohibit) \[)/m).flatMap((block) => {
    const head =
      /^([\da-fA-F.:]+\/\d+)? +(unicast|unreachable|blackhole|prohibit) \[[^\]]*\](?: (\*))?(?: \(([^)]*)\))?/.exec(
        block,
      );
    if (!head) return [];
    prefix = head[1] ?? prefix;
    const attribute = (name: string): string | undefined =>
      new RegExp(`^\\s+BGP\\.${name}: *(.*?)\\s*$`, 'm').exec(block)?.[1];
    const asPath = attribute('as_path');
    const nextHop = attribute('next_hop') ?? /^\s+via (\S+)/m.exec(block)?.[1];
    if (asPath === undefined || nextHop === undefined) return [];
    return [
      {
        prefix,
        nextHop: nextHop.split(' ')[0]!,
        asPath: asNumbersOf(asPath),
        best: head[3] === '*',
        ...knownFacts({
          reachable: head[2] === 'unicast',
          origin: originOf(attribute('origin')),
          med: wholeNumber(attribute('med')),
          localPreference: wholeNumber(attribute('local_pref')),
        }),
      },
    ];
  });
}

// 10.0.0.0/24 (2 entries, 1 announced)
//         *BGP    Preference: 170/-101
//                 AS path: 65001 65002 I
function readJunosPaths(text: string): BgpPath[] {
  return text.split(/^(?=[\da-fA-F.:]+\/\d+ \(\d+ entr)/m).flatMap((entry) => {
    const prefix = /^([\da-fA-F.:]+\/\d+) \(/.exec(entry)?.[1];
    if (!prefix) return [];
    return entry
      .split(/^(?= +[*#-]*BGP +Preference: )/m)
      .slice(1)
      .flatMap((block): BgpPath[] => {
        const find = (pattern: RegExp): string | undefined => pattern.exec(block)?.[1];
        const asPath = find(/^ +AS path: (.*?)\s*$/m);
        const nextHop = find(/^ +(?:Protocol next hop|Next hop): ([\da-fA-F.:]+)/m) ?? find(/^ +Source: (\S+)/m);
        if (asPath === undefined || nextHop === undefined) return [];
        const state = find(/^ +State: <([^>]*)>/m) ?? '';
        const preference = find(/^ +[*#-]*BGP +Preference: \d+\/-?(\d+)/m);
        return [
          {
            prefix,
            nextHop,
            asPath: asNumbersOf(asPath.replace(/\(.*$/, '')),
            best: /\bActive\b/.test(state),
            ...knownFacts({
              reachable: /Next hop type: Unusable|Unusable path/.test(block) ? false : undefined,
              origin: originOf(/ ([IE?])(?: |$)/.exec(` ${asPath}`)?.[1]),
              med: wholeNumber(find(/\bMetric: (\d+)/)),
              // "Preference: 170/-101" holds 2^32 - 1 - the local preference; "Localpref" says it plainly.
              localPreference:
                wholeNumber(find(/^ +Localpref: (\d+)/m)) ?? (preference ? Number(preference) - 1 : undefined),
              source: /\bInt\b/.test(state)
                ? ('internal' as const)
                : /\bExt\b/.test(state)
                  ? ('external' as const)
                  : undefined,
              validation: validationOf(find(/^ +Validation State: (\S+)/m)),
              reason: find(/^ +Inactive reason: (.{1,80}?)\s*$/m),
            }),
          },
        ];
      });
  });
}
