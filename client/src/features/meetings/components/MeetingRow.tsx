import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MeetingSummary } from '@/shared/api';
import { useNow } from '@/shared/hooks/useNow';
import { formatTimeRange } from '@/shared/i18n';
import { ButtonLink } from '@/shared/ui';
import { isJoinable, phaseOf } from '../status';
import classes from './meetings.module.css';
import { StatusBadge } from './StatusBadge';

export function MeetingRow({ meeting }: { meeting: MeetingSummary }) {
  const { t } = useTranslation('meetings');
  const { code, title, starts_at, ends_at, organiser, unit_name, member_count, you } = meeting;
  const phase = phaseOf(meeting, useNow());
  return (
    <li className={classes.row}>
      <Text size="sm" fw={600} className={classes.time}>
        {formatTimeRange(starts_at, ends_at)}
      </Text>
      <div>
        <Group gap="xs">
          <Link to="/hop/$code" params={{ code }} className={classes.title}>
            <span className={phase === 'cancelled' ? classes.struck : undefined}>{title}</span>
          </Link>
          <StatusBadge meeting={meeting} />
        </Group>
        <Text size="sm" c="dimmed">
          {[
            you === 'host' ? t('list.you_host') : t('list.host', { name: organiser.name }),
            unit_name,
            t('members', { count: member_count }),
          ].join(' · ')}
        </Text>
      </div>
      {isJoinable(phase) && (
        <ButtonLink
          to="/hop/$code/phong"
          params={{ code }}
          size="sm"
          color={phase === 'live' ? 'red' : undefined}
          aria-label={t('join.named', { title })}
        >
          {t('join')}
        </ButtonLink>
      )}
    </li>
  );
}
