export const EXPIRIES = ['meeting', 'hour', 'day', 'week'] as const;
export type Expiry = (typeof EXPIRIES)[number];

const HOUR_MS = 3_600_000;
const LENGTHS: Record<Exclude<Expiry, 'meeting'>, number> = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
};

/** The instant of an expiry; undefined: as long as the meeting can be entered. */
export function expiryInstant(expiry: Expiry, now: number): string | undefined {
  if (expiry === 'meeting') return undefined;
  return new Date(now + LENGTHS[expiry]).toISOString();
}
