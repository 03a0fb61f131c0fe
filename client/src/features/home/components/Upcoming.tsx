import { Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MeetingSummary } from '@/shared/api';
import { formatShortDay, formatTimeRange } from '@/shared/i18n';
import classes from './HomePage.module.css';

const SHOWN = 5;

/** The first meetings after today. */
export function Upcoming({ meetings }: { meetings: MeetingSummary[] }) {
  const { t } = useTranslation('home');
  const open = meetings
    .filter(({ status }) => status !== 'cancelled')
    .sort((a, b) => a.starts_at.localeCompare(b.starts_at))
    .slice(0, SHOWN);
  if (open.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('next.empty')}
      </Text>
    );
  }
  return (
    <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {open.map(({ id, code, title, starts_at, ends_at }) => (
        <li key={id}>
          <Link to="/hop/$code" params={{ code }} className={classes.link}>
            {title}
          </Link>
          <Text size="sm" c="dimmed">
            {formatShortDay(starts_at)}, {formatTimeRange(starts_at, ends_at)}
          </Text>
        </li>
      ))}
    </Stack>
  );
}
