import { describe, expect, it } from 'vitest';
import { changeLanguage } from '.';
import {
  addDays,
  civilDate,
  civilTime,
  compareText,
  foldText,
  formatCivilDate,
  formatDate,
  formatDuration,
  formatLongDate,
  formatTime,
  formatTimeRange,
  instantOf,
  monthName,
  weekdayNames,
} from './format';

const LATE = '2026-11-23T18:30:00Z'; // 01:30 of the 24th in Vietnam

describe('dates and times', () => {
  it('are those of Vietnam, whatever the computer thinks', () => {
    expect(formatTime(LATE)).toBe('01:30');
    expect(formatDate(LATE)).toBe('24/11/2026');
    expect(civilDate(LATE)).toBe('2026-11-24');
    expect(civilTime(LATE)).toBe('01:30');
  });

  it('begin with a capital when written out', () => {
    expect(formatLongDate(LATE)).toMatch(/^Thứ Ba/);
    expect(monthName(11)).toBe('Tháng 11');
  });

  it('show the day of the end only when it is another', () => {
    expect(formatTimeRange('2026-11-24T01:00:00Z', '2026-11-24T02:30:00Z')).toBe('08:00 – 09:30');
    expect(formatTimeRange('2026-11-24T16:00:00Z', '2026-11-24T18:00:00Z')).toBe(
      '23:00 – 01:00, 25/11/2026',
    );
  });

  it('turn a civil date and clock into the instant and back', () => {
    const at = instantOf('2026-11-24', '00:15');
    expect(at).toBe('2026-11-23T17:15:00.000Z');
    expect([civilDate(at), civilTime(at)]).toEqual(['2026-11-24', '00:15']);
  });

  it('count days over months and leap years', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });

  it('leave a civil date on its day', () => {
    expect(formatCivilDate('2026-01-01')).toBe('01/01/2026');
  });

  it('name the week from Monday on', () => {
    expect(weekdayNames().map(({ long }) => long)[0]).toMatch(/thứ hai/i);
    expect(weekdayNames()).toHaveLength(7);
  });

  it('speak English when the page does', async () => {
    await changeLanguage('en');
    expect(formatLongDate(LATE)).toMatch(/^Tuesday/);
    await changeLanguage('vi');
  });
});

describe('a length of time', () => {
  it.each([
    [3600, '1 giờ'],
    [4500, '1 giờ 15 phút'],
    [60, '1 phút'],
    [10, '0 phút'],
  ])('of %d seconds is %j', (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });
});

describe('Vietnamese words', () => {
  it('are found without diacritics', () => {
    expect(foldText('Đặng Thị Uyển')).toBe('dang thi uyen');
  });

  it('stand in the order of a Vietnamese dictionary', () => {
    expect(['Đào', 'Ánh', 'Dương', 'Anh'].sort(compareText)).toEqual([
      'Anh',
      'Ánh',
      'Dương',
      'Đào',
    ]);
  });
});
