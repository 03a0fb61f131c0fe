import { formatDate, formatDateTime, formatRelative, formatTime } from '@/shared/i18n';

interface Props {
  at: string;
  show?: 'time' | 'date' | 'both' | 'relative';
}

const FORMATS = {
  time: formatTime,
  date: formatDate,
  both: formatDateTime,
  relative: (at: string) => formatRelative(at),
} as const;

/** An instant in the office's time zone, machine-readable too. */
export function DateTime({ at, show = 'both' }: Props) {
  return (
    <time dateTime={at} title={formatDateTime(at)}>
      {FORMATS[show](at)}
    </time>
  );
}
