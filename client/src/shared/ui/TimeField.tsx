import '@mantine/dates/styles.css';
import { TimePicker, type TimePickerProps } from '@mantine/dates';
import { IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** A clock HH:MM of 24 hours. */
export function TimeField(props: TimePickerProps) {
  const { t } = useTranslation('shared');
  return (
    <TimePicker
      format="24h"
      withDropdown
      minutesStep={5}
      hoursInputLabel={t('time.hours')}
      minutesInputLabel={t('time.minutes')}
      leftSection={<IconClock size={18} aria-hidden />}
      {...props}
    />
  );
}
