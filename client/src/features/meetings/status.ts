import type { MeetingSummary } from '@/shared/api';

const SOON_MS = 15 * 60_000;

export type Phase = 'live' | 'soon' | 'late' | 'later' | 'ended' | 'cancelled';

/**
 * What a person has to know of a meeting now. `soon`: within a quarter of an hour; `late`: its
 * time has come and nobody is there yet.
 */
export function phaseOf(
  meeting: Pick<MeetingSummary, 'status' | 'starts_at' | 'ends_at'>,
  now: number = Date.now(),
): Phase {
  if (meeting.status === 'live') return 'live';
  if (meeting.status === 'cancelled') return 'cancelled';
  if (meeting.status === 'ended' || new Date(meeting.ends_at).getTime() <= now) return 'ended';
  const start = new Date(meeting.starts_at).getTime();
  if (start <= now) return 'late';
  return start - now <= SOON_MS ? 'soon' : 'later';
}

/** Whether its door is worth a big button now. */
export function isJoinable(phase: Phase): boolean {
  return phase === 'live' || phase === 'soon' || phase === 'late';
}

/** The meeting to offer first: a live one, else the next to begin. */
export function nextUp<T extends MeetingSummary>(
  meetings: readonly T[],
  now = Date.now(),
): T | null {
  const open = meetings
    .filter((meeting) => isJoinable(phaseOf(meeting, now)))
    .sort((a, b) => a.starts_at.localeCompare(b.starts_at));
  return open.find((meeting) => meeting.status === 'live') ?? open[0] ?? null;
}

/** The page address that is given to others. */
export function meetingAddress(code: string): string {
  return `${window.location.origin}/hop/${code}`;
}
