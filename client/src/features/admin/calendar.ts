import type { CalendarDay } from '@/shared/api';
import { addDays } from '@/shared/i18n';

export type DayMark = 'work' | 'weekend' | 'holiday' | 'day_off' | 'worked';

/** 0 is Monday. */
export function weekday(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** The weeks of a month, Monday first; null where the week belongs to another month. */
export function weeksOf(year: number, month: number): (string | null)[][] {
  const first = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`;
  const days: (string | null)[] = Array.from({ length: weekday(first) }, () => null);
  for (let day = first; day.slice(0, 7) === first.slice(0, 7); day = addDays(day, 1))
    days.push(day);
  while (days.length % 7 !== 0) days.push(null);
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
}

export function markOf(date: string, named: CalendarDay | undefined): DayMark {
  if (named) return named.kind;
  return weekday(date) >= 5 ? 'weekend' : 'work';
}

/** Where an arrow key leads from a day, within the year; null for other keys. */
export function dayAfterKey(date: string, key: string): string | null {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -7,
    ArrowDown: 7,
  };
  const step = steps[key];
  if (step === undefined) return null;
  const next = addDays(date, step);
  return next.slice(0, 4) === date.slice(0, 4) ? next : date;
}
