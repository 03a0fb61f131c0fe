import { describe, expect, it } from 'vitest';
import type { Position, UnitDetail } from '@/shared/api';
import { dayAfterKey, markOf, weekday, weeksOf } from './calendar';
import { holds, mainPosition } from './positions';
import { areWhole, parseShare, shareForServer } from './shares';
import { superiorsOf } from './superiors';

describe('a share', () => {
  it.each([
    ['1/3', '1/3'],
    [' 2 / 6 ', '2/6'],
    ['0,25', '25/100'],
    ['0.25', '25/100'],
    ['50 %', '50/100'],
    ['1', '1/1'],
  ])('%j is sent as %j', (typed, sent) => {
    expect(shareForServer(typed)).toBe(sent);
  });

  it.each([[''], ['x'], ['1/0'], ['-1'], ['1/2/3']])('is not %j', (typed) => {
    expect(parseShare(typed)).toBeNull();
  });

  it('makes exactly one with the others, thirds too', () => {
    expect(areWhole(['1/3', '1/3', '1/3'])).toBe(true);
    expect(areWhole(['0,5', '25 %', '1/4'])).toBe(true);
    expect(areWhole(['0.33', '0.33', '0.33'])).toBe(false);
    expect(areWhole(['1', 'x'])).toBe(false);
  });
});

describe('the calendar', () => {
  it('begins its weeks on Monday', () => {
    expect(weekday('2026-11-23')).toBe(0);
    const november = weeksOf(2026, 11);
    expect(november[0]).toEqual([null, null, null, null, null, null, '2026-11-01']);
    expect(november.flat().filter(Boolean)).toHaveLength(30);
    expect(november.every((week) => week.length === 7)).toBe(true);
  });

  it('marks a weekend unless it has a name', () => {
    expect(markOf('2026-11-28', undefined)).toBe('weekend');
    expect(markOf('2026-11-27', undefined)).toBe('work');
    const worked = {
      date: '2026-11-28',
      kind: 'worked',
      name: 'Làm bù',
      legal_source: null,
      overlay: true,
    } as const;
    expect(markOf('2026-11-28', worked)).toBe('worked');
  });

  it('is walked by arrow keys and ends with the year', () => {
    expect(dayAfterKey('2026-03-01', 'ArrowUp')).toBe('2026-02-22');
    expect(dayAfterKey('2026-12-31', 'ArrowRight')).toBe('2026-12-31');
    expect(dayAfterKey('2026-12-31', 'Enter')).toBeNull();
  });
});

const position = (valid_from: string, valid_to: string | null, primary = false): Position => ({
  id: valid_from,
  unit_id: 'u',
  unit_name: 'U',
  unit_path: ['U'],
  title: 'T',
  valid_from,
  valid_to,
  primary,
});

describe('positions', () => {
  it('hold on both their first and last day', () => {
    const span = position('2026-01-01', '2026-06-30');
    expect(['2026-01-01', '2026-06-30'].every((day) => holds(span, day))).toBe(true);
    expect(['2025-12-31', '2026-07-01'].some((day) => holds(span, day))).toBe(false);
  });

  it('show the main one of today, else any of today, else the next to come', () => {
    const main = position('2026-02-01', null, true);
    const side = position('2026-01-01', null);
    const coming = position('2027-01-01', null);
    expect(mainPosition([side, main], '2026-03-01')).toBe(main);
    expect(mainPosition([side, main], '2026-01-15')).toBe(side);
    expect(mainPosition([coming], '2026-01-15')).toBe(coming);
    expect(mainPosition([position('2020-01-01', '2020-12-31')], '2026-01-15')).toBeNull();
  });
});

describe('the units above a unit', () => {
  const edge = (parent_id: string, valid_from: string, valid_to: string | null = null) => ({
    hierarchy: 'administrative' as const,
    parent_id,
    parent_name: parent_id,
    valid_from,
    valid_to,
  });
  const edges: Record<string, UnitDetail['edges']> = {
    room: [edge('old', '2020-01-01', '2025-06-30'), edge('new', '2025-07-01')],
    old: [edge('city', '2020-01-01')],
    new: [edge('city', '2020-01-01')],
    city: [],
    round: [edge('trip', '2020-01-01')],
    trip: [edge('round', '2020-01-01')],
  };
  const read = (id: string) => Promise.resolve({ edges: edges[id] ?? [] });
  const on = (day: string) => ({ hierarchy: 'administrative' as const, on: day });

  it('are those of the day, the nearest first', async () => {
    expect(await superiorsOf('room', on('2026-01-01'), read)).toEqual(['new', 'city']);
    expect(await superiorsOf('room', on('2025-06-30'), read)).toEqual(['old', 'city']);
    expect(await superiorsOf('city', on('2026-01-01'), read)).toEqual([]);
  });

  it('are those of the line that is looked at', async () => {
    const professional = { hierarchy: 'professional' as const, on: '2026-01-01' };
    expect(await superiorsOf('room', professional, read)).toEqual([]);
  });

  it('end where they would go round', async () => {
    expect(await superiorsOf('round', on('2026-01-01'), read)).toEqual(['trip']);
  });
});
