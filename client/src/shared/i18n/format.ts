import i18next from 'i18next';

/** The civil service keeps one clock; there is no daylight saving, so the offset is a constant. */
export const TIME_ZONE = 'Asia/Ho_Chi_Minh';
const OFFSET = '+07:00';

type Instant = string | number | Date;

const formatters = new Map<string, Intl.DateTimeFormat>();

function locale(): string {
  return i18next.language === 'en' ? 'en-GB' : 'vi-VN';
}

function formatter(options: Intl.DateTimeFormatOptions, zone = TIME_ZONE): Intl.DateTimeFormat {
  const key = `${locale()}|${zone}|${JSON.stringify(options)}`;
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale(), { ...options, timeZone: zone });
    formatters.set(key, found);
  }
  return found;
}

/** 08:30 */
export function formatTime(at: Instant): string {
  return formatter({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));
}

/** 24/11/2026 */
export function formatDate(at: Instant): string {
  return formatter({ day: '2-digit', month: '2-digit', year: 'numeric' }).format(new Date(at));
}

/** Thứ Ba, 24 tháng 11, 2026 */
export function formatLongDate(at: Instant): string {
  const text = formatter({
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(new Date(at));
  return text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);
}

/** Thứ Ba, 24/11 */
export function formatShortDay(at: Instant): string {
  const text = formatter({ weekday: 'long', day: '2-digit', month: '2-digit' }).format(
    new Date(at),
  );
  return text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);
}

/** 08:30, 24/11/2026 */
export function formatDateTime(at: Instant): string {
  return `${formatTime(at)}, ${formatDate(at)}`;
}

/** 08:30 – 10:00, with the date of the end when it is another day. */
export function formatTimeRange(from: Instant, to: Instant): string {
  const end = civilDate(from) === civilDate(to) ? formatTime(to) : formatDateTime(to);
  return `${formatTime(from)} – ${end}`;
}

/** A civil date YYYY-MM-DD as 24/11/2026; no time zone takes part. */
export function formatCivilDate(date: string): string {
  return formatter({ day: '2-digit', month: '2-digit', year: 'numeric' }, 'UTC').format(
    new Date(`${date}T00:00:00Z`),
  );
}

export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(locale(), options).format(value);
}

/** 75 minutes as "1 giờ 15 phút". */
export function formatDuration(seconds: number): string {
  const minutes = Math.max(0, Math.round(seconds / 60));
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts: string[] = [];
  if (hours > 0) parts.push(i18next.t('shared:duration.hours', { count: hours }));
  if (rest > 0 || hours === 0) parts.push(i18next.t('shared:duration.minutes', { count: rest }));
  return parts.join(' ');
}

/** "5 phút trước", "trong 2 giờ tới" */
export function formatRelative(at: Instant, now: Instant = Date.now()): string {
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  const seconds = Math.round((new Date(at).getTime() - new Date(now).getTime()) / 1000);
  const size = Math.abs(seconds);
  if (size < 60) return relative.format(0, 'minute');
  if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), 'hour');
  return relative.format(Math.round(seconds / 86_400), 'day');
}

/** The civil date YYYY-MM-DD on which an instant falls in the office's time zone. */
export function civilDate(at: Instant = Date.now()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE }).format(new Date(at));
}

/** The clock HH:MM that an instant shows in the office's time zone. */
export function civilTime(at: Instant = Date.now()): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: TIME_ZONE,
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(at));
}

/** The instant of a civil date and clock in the office's time zone, as RFC 3339 with Z. */
export function instantOf(date: string, time: string): string {
  return new Date(`${date}T${time}:00${OFFSET}`).toISOString();
}

/** A civil date some days later (or earlier). */
export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

const collator = new Intl.Collator('vi');

/** Compares as a Vietnamese dictionary does. */
export function compareText(a: string, b: string): number {
  return collator.compare(a, b);
}

/** For searching: no diacritics, no case, `đ` as `d`. */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd');
}

/** "Tháng 11" */
export function monthName(month: number): string {
  const text = formatter({ month: 'long' }, 'UTC').format(new Date(Date.UTC(2024, month - 1, 1)));
  return text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);
}

/** The days of the week, Monday first: "T2", "Thứ Hai". */
export function weekdayNames(): { short: string; long: string }[] {
  // 1 January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, day) => {
    const at = new Date(Date.UTC(2024, 0, 1 + day));
    return {
      short: formatter({ weekday: 'narrow' }, 'UTC').format(at),
      long: formatter({ weekday: 'long' }, 'UTC').format(at),
    };
  });
}
