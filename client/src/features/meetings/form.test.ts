import { describe, expect, it } from 'vitest';
import { civilDate, civilTime } from '@/shared/i18n';
import {
  changeOf,
  emptyMeeting,
  faultsOf,
  formErrors,
  inputOf,
  movedEnd,
  proposedTimes,
} from './form';

const at = (text: string) => Date.parse(`${text}+07:00`);
const clock = (ms: number) => `${civilDate(ms)} ${civilTime(ms)}`;

describe('the proposed time', () => {
  it.each([
    ['2026-11-24T09:05', '2026-11-24 09:30'],
    ['2026-11-24T09:25', '2026-11-24 10:00'],
    ['2026-11-24T05:00', '2026-11-24 08:00'],
    ['2026-11-24T16:55', '2026-11-25 08:00'],
    ['2026-11-27T18:00', '2026-11-30 08:00'],
    ['2026-11-28T10:00', '2026-11-30 08:00'],
  ])('at %s is %s', (now, start) => {
    const proposed = proposedTimes(at(now));
    expect(clock(proposed.start)).toBe(start);
    expect(proposed.end - proposed.start).toBe(3_600_000);
  });
});

const NOW = at('2026-11-24T09:05');
const values = { ...emptyMeeting('u1', NOW), title: 'Giao ban' };

describe('the form', () => {
  it('is ready to send once it has a title', () => {
    expect(faultsOf(values, NOW)).toEqual({});
    expect(Object.keys(faultsOf({ ...values, title: '  ' }, NOW))).toEqual(['title']);
  });

  it('refuses an end before the start and a time that is over', () => {
    expect(faultsOf({ ...values, endTime: '09:30' }, NOW)).toHaveProperty('endTime');
    expect(
      faultsOf({ ...values, startDate: '2026-11-20', endDate: '2026-11-20' }, NOW),
    ).toHaveProperty('startTime');
  });

  it('asks for each time that is empty', () => {
    expect(Object.keys(faultsOf({ ...values, startDate: null, endTime: '' }, NOW))).toEqual([
      'startDate',
      'endTime',
    ]);
  });

  it('moves the end along with the start, over midnight too', () => {
    expect(movedEnd(values, { ...values, startTime: '23:30' })).toEqual({
      endDate: '2026-11-25',
      endTime: '00:30',
    });
    expect(movedEnd(values, { ...values, startDate: null })).toBeNull();
  });

  it('sends instants and ids', () => {
    const input = inputOf({ ...values, people: [{ id: 'p1', name: 'A' }] });
    expect(input).toMatchObject({
      starts_at: '2026-11-24T02:30:00.000Z',
      ends_at: '2026-11-24T03:30:00.000Z',
      people: ['p1'],
      unit_id: 'u1',
    });
  });

  it('sends the version it was read at when it changes a meeting, and nobody invited', () => {
    const change = changeOf(values, 3);
    expect(change).toMatchObject({ version: 3, title: 'Giao ban' });
    expect(change).not.toHaveProperty('people');
    expect(change).not.toHaveProperty('unit_id');
  });

  it('shows the errors of the server at its own fields', () => {
    expect(formErrors({ starts_at: 'x', title: 'y' })).toEqual({ startTime: 'x', title: 'y' });
  });
});
