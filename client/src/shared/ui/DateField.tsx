import '@mantine/dates/styles.css';
import { DateInput, type DateInputProps } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import dayjs from 'dayjs';
import 'dayjs/locale/vi';
import customParse from 'dayjs/plugin/customParseFormat';
import { useTranslation } from 'react-i18next';

dayjs.extend(customParse);

const TYPED = ['DD/MM/YYYY', 'D/M/YYYY', 'D/M/YY', 'D-M-YYYY', 'D.M.YYYY', 'YYYY-MM-DD'];

/** A civil date as people here write it, or null when the text is no date. */
export function parseTypedDate(typed: string): string | null {
  const parsed = dayjs(typed.trim(), TYPED, true);
  return parsed.isValid() ? parsed.format('YYYY-MM-DD') : null;
}

/** A civil date YYYY-MM-DD, typed as 24/11/2026 or picked from a month. */
export function DateField(props: DateInputProps) {
  const { i18n, t } = useTranslation('shared');
  return (
    <DateInput
      valueFormat="DD/MM/YYYY"
      placeholder={t('date.placeholder')}
      locale={i18n.language}
      firstDayOfWeek={1}
      dateParser={parseTypedDate}
      leftSection={<IconCalendar size={18} aria-hidden />}
      previousLabel={t('date.previous')}
      nextLabel={t('date.next')}
      {...props}
    />
  );
}
