import { describe, expect, it } from 'vitest';
import type { MeetingSummary } from '@/shared/api';
import { isJoinable, nextUp, phaseOf } from './status';

const NOW = Date.parse('2026-11-24T02:00:00Z');
const meeting = (status: MeetingSummary['status'], starts: string, ends: string) =>
  ({
    id: starts,
    status,
    starts_at: `2026-11-24T${starts}:00Z`,
    ends_at: `2026-11-24T${ends}:00Z`,
  }) as MeetingSummary;

describe('the phase of a meeting', () => {
  it.each([
    ['live', '01:00', '01:30', 'live'],
    ['scheduled', '02:10', '03:00', 'soon'],
    ['scheduled', '02:20', '03:00', 'later'],
    ['scheduled', '01:50', '03:00', 'late'],
    ['scheduled', '01:00', '01:30', 'ended'],
    ['ended', '01:50', '03:00', 'ended'],
    ['cancelled', '02:10', '03:00', 'cancelled'],
  ] as const)('%s from %s to %s is %s', (status, starts, ends, phase) => {
    expect(phaseOf(meeting(status, starts, ends), NOW)).toBe(phase);
  });

  it('opens the door when it is near, late or live', () => {
    expect((['live', 'soon', 'late'] as const).every(isJoinable)).toBe(true);
    expect((['later', 'ended', 'cancelled'] as const).some(isJoinable)).toBe(false);
  });
});

describe('the meeting offered first', () => {
  it('is a live one before one that is about to begin', () => {
    const soon = meeting('scheduled', '02:05', '03:00');
    const live = meeting('live', '02:10', '03:00');
    expect(nextUp([soon, live], NOW)).toBe(live);
  });

  it('is none when nothing is near', () => {
    expect(nextUp([meeting('scheduled', '05:00', '06:00')], NOW)).toBeNull();
  });
});
