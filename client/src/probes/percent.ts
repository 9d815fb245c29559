/** A share of one with two digits that count: `0.001 %`, `80 %`. */
export const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;
