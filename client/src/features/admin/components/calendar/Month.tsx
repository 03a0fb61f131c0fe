import { Paper, VisuallyHidden } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CalendarDay } from '@/shared/api';
import { monthName, weekdayNames } from '@/shared/i18n';
import { dayAfterKey, markOf, weeksOf } from '../../calendar';
import classes from './calendar.module.css';

interface Props {
  year: number;
  month: number;
  named: ReadonlyMap<string, CalendarDay>;
  today: string;
  /** The one day of the year that Tab reaches; arrow keys lead on from it. */
  focused: string;
  onFocus: (day: string) => void;
  onChoose: (day: string) => void;
}

function onDayKey(event: KeyboardEvent<HTMLButtonElement>, date: string): void {
  const next = dayAfterKey(date, event.key);
  if (!next) return;
  event.preventDefault();
  document.querySelector<HTMLButtonElement>(`[data-day="${next}"]`)?.focus();
}

export function Month({ year, month, named, today, focused, onFocus, onChoose }: Props) {
  const { t } = useTranslation('admin');
  /** What follows the number of the day, for those who hear it. */
  const label = (date: string) => {
    const day = named.get(date);
    const mark = markOf(date, day);
    const words = day ? `${day.name}, ${t(`day.${mark}`)}` : t(`day.${mark}`);
    return `/${month}/${year}: ${words}`;
  };
  return (
    <Paper withBorder p="sm">
      <table className={classes.month}>
        <caption>{monthName(month)}</caption>
        <thead>
          <tr>
            {weekdayNames().map(({ short, long }) => (
              <th key={long} scope="col" abbr={long}>
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(year, month).map((week) => (
            <tr key={week.find(Boolean)}>
              {week.map((date, column) =>
                date ? (
                  <td key={date}>
                    <button
                      type="button"
                      className={classes.day}
                      data-day={date}
                      data-mark={markOf(date, named.get(date))}
                      data-today={date === today || undefined}
                      aria-current={date === today ? 'date' : undefined}
                      title={named.get(date)?.name}
                      tabIndex={date === focused ? 0 : -1}
                      onFocus={() => onFocus(date)}
                      onKeyDown={(event) => onDayKey(event, date)}
                      onClick={() => onChoose(date)}
                    >
                      {Number(date.slice(8))}
                      <VisuallyHidden>{label(date)}</VisuallyHidden>
                    </button>
                  </td>
                ) : (
                  <td key={`empty-${column}`} />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Paper>
  );
}
