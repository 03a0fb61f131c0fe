import type { Meeting, MeetingChange, MeetingInput, MeetingKind } from '@/shared/api';
import type { Picked } from '@/shared/directory';
import { addDays, civilDate, civilTime, instantOf } from '@/shared/i18n';

export interface MeetingValues {
  title: string;
  kind: MeetingKind | null;
  description: string;
  startDate: string | null;
  startTime: string;
  endDate: string | null;
  endTime: string;
  unit: string | null;
  people: Picked[];
  units: Picked[];
  guests: string[];
  entry: MeetingInput['entry'];
  chat: boolean;
}

const HOUR_MS = 3_600_000;
const HALF_HOUR_MS = HOUR_MS / 2;
const LEAD_MS = 10 * 60_000;
const DAY_BEGINS = '08:00';
const DAY_ENDS = '17:00';

function nextWeekday(date: string): string {
  let day = addDays(date, 1);
  while ([0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())) day = addDays(day, 1);
  return day;
}

/** The next half hour that leaves time to invite, within office hours; one hour long. */
export function proposedTimes(now: number): { start: number; end: number } {
  let start = Math.ceil((now + LEAD_MS) / HALF_HOUR_MS) * HALF_HOUR_MS;
  const day = civilDate(start);
  const weekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
  const clock = civilTime(start);
  if (weekend || clock >= DAY_ENDS) start = Date.parse(instantOf(nextWeekday(day), DAY_BEGINS));
  else if (clock < DAY_BEGINS) start = Date.parse(instantOf(day, DAY_BEGINS));
  return { start, end: start + HOUR_MS };
}

function times(start: number | string, end: number | string) {
  return {
    startDate: civilDate(start),
    startTime: civilTime(start),
    endDate: civilDate(end),
    endTime: civilTime(end),
  };
}

export function emptyMeeting(unit: string | null, now: number = Date.now()): MeetingValues {
  const { start, end } = proposedTimes(now);
  return {
    title: '',
    kind: null,
    description: '',
    ...times(start, end),
    unit,
    people: [],
    units: [],
    guests: [],
    entry: 'invited_direct',
    chat: true,
  };
}

export function valuesOf(meeting: Meeting): MeetingValues {
  return {
    ...emptyMeeting(meeting.unit_id),
    title: meeting.title,
    kind: meeting.kind,
    description: meeting.description,
    ...times(meeting.starts_at, meeting.ends_at),
    entry: meeting.entry,
    chat: meeting.chat_enabled,
  };
}

type Times = Pick<MeetingValues, 'startDate' | 'startTime' | 'endDate' | 'endTime'>;

function instants({ startDate, startTime, endDate, endTime }: Times) {
  if (!startDate || !startTime || !endDate || !endTime) return null;
  return { starts_at: instantOf(startDate, startTime), ends_at: instantOf(endDate, endTime) };
}

/** The end after the start was moved: the meeting stays as long as it was. */
export function movedEnd(before: Times, after: Times): Pick<Times, 'endDate' | 'endTime'> | null {
  const was = instants(before);
  const start =
    after.startDate && after.startTime ? instantOf(after.startDate, after.startTime) : null;
  if (!was || !start) return null;
  const length = Date.parse(was.ends_at) - Date.parse(was.starts_at);
  const { endDate, endTime } = times(start, Date.parse(start) + Math.max(length, 0));
  return { endDate, endTime };
}

/** What is wrong, as keys of texts by field; empty when the form may be sent. */
export function faultsOf(values: MeetingValues, now: number = Date.now()): Record<string, string> {
  const faults: Record<string, string> = {};
  if (values.title.trim() === '') faults.title = 'shared:required';
  if (!values.startDate) faults.startDate = 'shared:required';
  if (!values.startTime) faults.startTime = 'shared:required';
  if (!values.endDate) faults.endDate = 'shared:required';
  if (!values.endTime) faults.endTime = 'shared:required';
  const at = instants(values);
  if (!at) return faults;
  if (at.ends_at <= at.starts_at) faults.endTime = 'problem:meeting.ends_before_start';
  else if (Date.parse(at.ends_at) <= now) faults.startTime = 'problem:meeting.in_past';
  return faults;
}

export function inputOf(values: MeetingValues): MeetingInput | null {
  const at = instants(values);
  if (!at) return null;
  return {
    title: values.title.trim(),
    kind: values.kind,
    description: values.description.trim(),
    ...at,
    unit_id: values.unit,
    people: values.people.map(({ id }) => id),
    units: values.units.map(({ id }) => id),
    entry: values.entry,
    chat_enabled: values.chat,
  };
}

export function changeOf(values: MeetingValues, version: number): MeetingChange | null {
  const input = inputOf(values);
  if (!input) return null;
  const { title, kind, description, starts_at, ends_at, entry, chat_enabled } = input;
  return { version, title, kind, description, starts_at, ends_at, entry, chat_enabled };
}

const FIELDS: Record<string, string> = {
  starts_at: 'startTime',
  ends_at: 'endTime',
  unit_id: 'unit',
  chat_enabled: 'chat',
};

/** The server's names of fields as this form's. */
export function formErrors(errors: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(errors).map(([field, text]) => [FIELDS[field] ?? field, text]),
  );
}
