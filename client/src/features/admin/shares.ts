interface Fraction {
  top: bigint;
  bottom: bigint;
}

/** "1/3", "0,25", "25 %" or "1" as an exact fraction; null when it is none of these. */
export function parseShare(text: string): Fraction | null {
  const plain = text.trim().replace(',', '.');
  const fraction = /^(\d{1,12})\s*\/\s*(\d{1,12})$/.exec(plain);
  if (fraction?.[1] && fraction[2]) {
    const bottom = BigInt(fraction[2]);
    return bottom === 0n ? null : { top: BigInt(fraction[1]), bottom };
  }
  const decimal = /^(\d{1,3})(?:\.(\d{1,12}))?\s*(%?)$/.exec(plain);
  if (!decimal?.[1]) return null;
  const digits = decimal[2] ?? '';
  const hundred = decimal[3] === '%' ? 100n : 1n;
  return { top: BigInt(decimal[1] + digits), bottom: 10n ** BigInt(digits.length) * hundred };
}

/** A share as the server reads it. */
export function shareForServer(text: string): string | null {
  const share = parseShare(text);
  return share ? `${share.top}/${share.bottom}` : null;
}

/** Whether the shares are exactly one together; no decimal rounding takes part. */
export function areWhole(texts: readonly string[]): boolean {
  let sum: Fraction = { top: 0n, bottom: 1n };
  for (const text of texts) {
    const share = parseShare(text);
    if (!share) return false;
    sum = {
      top: sum.top * share.bottom + share.top * sum.bottom,
      bottom: sum.bottom * share.bottom,
    };
  }
  return sum.top === sum.bottom;
}
